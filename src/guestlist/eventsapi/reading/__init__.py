"""How rows become the wire: what an anonymous caller may read, as bytes (contract 4, 10, 11)."""
