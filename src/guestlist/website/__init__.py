"""The event website: what an organization shows to the world at its root."""
