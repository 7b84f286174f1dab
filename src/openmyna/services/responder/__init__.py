"""The status responder: OCSP answers, and the lists and certificates an authority publishes, over HTTP."""
