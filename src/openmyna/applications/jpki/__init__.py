"""The JPKI application (公的個人認証AP): two key pairs, their certificates, two credentials."""
