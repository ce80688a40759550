"""Who gets a place."""
