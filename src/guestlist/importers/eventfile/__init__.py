"""The event file: a whole event as one JSON object, read, imported and exported."""

from guestlist.importers.eventfile.exporting import export_event
from guestlist.importers.eventfile.files import EventFile
from guestlist.importers.eventfile.importing import import_event, import_events
from guestlist.importers.eventfile.problems import EventFileRefused, Problem, Problems
from guestlist.importers.eventfile.reading import read
from guestlist.importers.eventfile.report import EventImportReport

__all__ = [
    "EventFile",
    "EventFileRefused",
    "EventImportReport",
    "Problem",
    "Problems",
    "export_event",
    "import_event",
    "import_events",
    "read",
]
