"""The personal link to an event that is streamed: checks its person in, and leads on to the stream (OD-75)."""
