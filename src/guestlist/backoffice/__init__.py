"""The back office: where staff run events."""
