"""The make-believe world: two fictional people, one fictional municipality, and published TEST keys.

Nothing here may vouch for anything outside a sandbox; a production installation refuses it.
"""
