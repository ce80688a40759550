"""Tells Django that both aliases are one database, of which one only reads."""

from django.db.models import Model

from guestlist.database.configuration import WRITING


class OneDatabase:
    """A database router: what was read through `reading` is written through `default`."""

    def db_for_write(self, model: type[Model], **hints: object) -> str:  # noqa: ARG002
        return WRITING

    def allow_relation(self, first: Model, second: Model, **hints: object) -> bool:  # noqa: ARG002
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: object) -> bool:  # noqa: ARG002
        return alias == WRITING
