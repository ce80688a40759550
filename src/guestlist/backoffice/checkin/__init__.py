"""The door: checking people in on a phone, also without a network, and their badges (contract 9)."""
