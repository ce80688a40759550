"""Reads an event file: JSON in, either a file in order or all of its mistakes out."""

from __future__ import annotations

from msgspec import UNSET

from guestlist.importers.eventfile.checking import check
from guestlist.importers.eventfile.decoding import build, decode_json
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.parts import Content
from guestlist.importers.eventfile.problems import Findings, Problems


def read(data: bytes) -> EventFile | Problems:
    """Read an event file (design, "The event file"). Nothing of the database is looked at."""
    findings = Findings()
    raw = decode_json(data, findings)
    if raw is UNSET:
        return findings.as_problems()
    file = check(build(Content, raw, "", findings), findings)
    return findings.as_problems() if findings else file
