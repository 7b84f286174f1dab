"""The card manager (GlobalPlatform issuer security domain), current at power-on."""
