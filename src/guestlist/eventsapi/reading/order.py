"""How lists are ordered (contract 1.5, OD-8): alike on every database, whatever its collation."""

from __future__ import annotations

from uuid import UUID


def by_name(name: str, record_id: UUID) -> tuple[str, str, UUID]:
    """Order by name as people read it, without letter case; equal names by id."""
    return name.casefold(), name, record_id
