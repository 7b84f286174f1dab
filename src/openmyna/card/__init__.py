"""The card: a generic chip filled by an image, the image at rest, and the wire to a virtual reader."""
