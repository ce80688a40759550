"""The people of a schedule: each once, whoever names them, and never with a mail address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from guestlist.importers.schedule import fields
from guestlist.importers.schedule.records import Identity, Person, Skipped
from guestlist.importers.schedule.richtext import compose


@dataclass(slots=True)
class PersonBook:
    """Collects persons; the first to name somebody counts, a later one fills in what was blank."""

    known: dict[Identity, Person] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    _named_by_mail: set[Identity] = field(default_factory=set)

    def add(
        self,
        name: str,
        keys: Sequence[str],
        *,
        about: str,
        source: dict[str, Any],
        what: str,
        **columns: str,
    ) -> Identity | None:
        """Add a person under the first of the keys that is not blank, else the name.

        Gives what sessions refer to, or None for somebody without a name, who is skipped.
        """
        identity = fields.identity(*keys, name)
        shown = _without_mail_address(name)
        if identity is None or not shown:
            self.skipped.append(Skipped(f"a person of {what}", "They have no name."))
            return None
        if shown != name:
            self._named_by_mail.add(identity)
        earlier = self.known.get(identity)
        if earlier is None:
            text = compose([about], [], f"{what}: biography of {shown}")
            self.known[identity] = Person(identity, shown, about=text, source=source, **columns)
        elif about.strip() and not earlier.about.plain:
            text = compose([about], [], f"{what}: biography of {shown}")
            self.known[identity] = replace(earlier, about=text)
        return identity

    def notes(self) -> list[str]:
        """Say what was left out of names."""
        count = len(self._named_by_mail)
        if not count:
            return []
        who = "One speaker's name holds" if count == 1 else f"The names of {count} speakers hold"
        return [f"{who} a mail address, of which only the part before the @ is stored."]


def _without_mail_address(name: str) -> str:
    """Give a name without any mail address; of one that is nothing else, the part before the @."""
    rest = fields.MAIL_ADDRESS.sub("", name).strip(" <>()[],;")
    if rest or not name:
        return rest if fields.MAIL_ADDRESS.search(name) else name
    return name.partition("@")[0].strip(" <>()[],;")
