"""Where state rests: what implements the Protocols that other rooms declare. Only the bootstrap imports it."""
