"""From a file on disk to the schedule it holds: size limits, gzip, and which format it is."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from guestlist.importers.schedule import frab, json, sessionize, xml
from guestlist.importers.schedule.records import ScheduleFile
from guestlist.importers.schedule.report import ImportRefused, Progress

# FOSDEM's schedule, one of the largest there are, has 2 MB.
SCHEDULE_BYTES_MAX: Final = 32 * 1024 * 1024
_GZIP: Final = b"\x1f\x8b"


def read_schedule(path: Path, *, track_category: str | None = None, progress: Progress | None = None) -> ScheduleFile:
    """Read a schedule file: schedule.xml, schedule.json or Sessionize JSON, gzipped or not.

    The format is told by the content; names and suffixes do not count.

    Raises:
        ImportRefused: unreadable, too large, damaged or of another format; names the place.
    """
    data = _unpacked(_bytes_of(path), path)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or data[:4] in _UTF16_XML:
        return frab.parse(xml.tree_of(data, path.name), progress=progress)
    document = json.document_of(data, path.name)
    if "schedule" in document:
        return frab.parse(_schedule_of(document), progress=progress)
    if "sessions" in document and "speakers" in document:
        return sessionize.parse(document, track_category=track_category, progress=progress)
    raise ImportRefused(
        f"{path.name} is no schedule: expected schedule.xml, schedule.json or the “All data” view of Sessionize."
    )


_UTF16_XML: Final = (b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00?\x00", b"\x00<\x00?")


def _schedule_of(document: Mapping[str, object]) -> Mapping[str, object]:
    schedule = document["schedule"]
    if not isinstance(schedule, Mapping):
        raise ImportRefused("“schedule” must be an object.")
    return schedule


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(SCHEDULE_BYTES_MAX + 1)
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror}.") from error
    return _within_limit(data, path)


def _unpacked(data: bytes, path: Path) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(SCHEDULE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused(f"{path.name} is a damaged gzip file.") from error
    return _within_limit(unpacked, path)


def _within_limit(data: bytes, path: Path) -> bytes:
    if len(data) > SCHEDULE_BYTES_MAX:
        megabytes = SCHEDULE_BYTES_MAX // 1024 // 1024
        raise ImportRefused(f"{path.name} is larger than {megabytes} MiB.")
    return data
