"""Check-in by the person, on the way to a stream: `checkins` and the personal link (contract 9.2)."""
