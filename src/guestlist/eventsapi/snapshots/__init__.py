"""Answers kept as bytes: the shelf, how it is filled, what empties it (design, "Reading: snapshots")."""
