"""Where an authority's private keys rest: an encrypted file, a PKCS#11 token, or the sandbox's published ones."""
