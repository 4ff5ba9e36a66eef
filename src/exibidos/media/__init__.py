"""How do a member's bytes become bytes that may be shown? Decoding, variants and the sandbox they run in."""
