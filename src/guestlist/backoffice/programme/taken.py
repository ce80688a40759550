"""How many seats or passes are taken: counted for a whole page of a list at once, or for one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest
from unfold.views import ChangeList

from guestlist import clock
from guestlist.database.configuration import WRITING
from guestlist.registration import counts

# One of registration.counts.
Count = Callable[..., counts.Counts]


def taken_of(count: Count, record: Any) -> int:
    """Give what is taken of one record."""
    return count([record.pk], clock.now(), using=WRITING).taken(record.pk)


class CountingList(ChangeList):
    """A list whose records know what is `taken` of them."""

    count: ClassVar[Count]

    @classmethod
    def by(cls, count: Count) -> type[CountingList]:
        """Give the list that counts in one way."""
        return type("CountingList", (cls,), {"count": staticmethod(count)})

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        records: list[Any] = list(self.result_list)  # type: ignore[has-type]
        numbers = self.count([record.pk for record in records], clock.now(), using=WRITING)
        for record in records:
            record.taken = numbers.taken(record.pk)
        self.result_list = records
