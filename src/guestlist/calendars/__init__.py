"""Calendar entries: what they say, and their files (contract 8)."""
