"""What is on: events and everything that belongs to them."""
