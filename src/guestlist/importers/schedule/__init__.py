"""The schedule import: conference schedules of frab, Pentabarf, pretalx and Sessionize."""

from guestlist.importers.schedule.importing import import_schedule
from guestlist.importers.schedule.records import Skipped
from guestlist.importers.schedule.report import ImportRefused, ImportReport, Progress

__all__ = ["ImportRefused", "ImportReport", "Progress", "Skipped", "import_schedule"]
