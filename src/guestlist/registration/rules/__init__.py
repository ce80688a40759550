"""Who gets a place: pure rules. No I/O, no Django, no clock, no randomness."""
