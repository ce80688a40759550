"""Option sets in the event file: a label (in any letter case) or the old system's number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.db.models import IntegerChoices
from django.utils.translation import override


@cache
def labels(choices: type[IntegerChoices]) -> Mapping[int, str]:
    """Give the labels of an option set, in English whatever language is active."""
    with override(None):
        return {choice.value: str(choice.label) for choice in choices}


def find_choice(choices: type[IntegerChoices], given: int | str) -> int | None:
    """Give the number that a label or a number means; None: it is not in the set."""
    if isinstance(given, int):
        return given if given in labels(choices) else None
    wanted = given.strip().casefold()
    return next((number for number, label in labels(choices).items() if label.casefold() == wanted), None)
