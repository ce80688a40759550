"""The bulk SQL of registration: what the rules are told, and what they decided."""
