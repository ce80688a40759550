"""The Events API: what websites read and how people register (contract.md)."""
