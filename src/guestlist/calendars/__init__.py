"""Calendar entries of events and sessions, for the Events API, the website's feeds and mails (contract 8).

A file for a mail is made of entries, whose UID is the same wherever the record appears:

    contents = contents_of(event, {"firstname": "Mara"}, check_in_url=…)
    entry = entry_of(event, event, contents, root_url=root, stamped_at=clock.now())
    CalendarFile(name=event.name, entries=[replace(entry, sequence=2)]).to_bytes()

A change of time or place goes out with a higher `sequence`. What is withdrawn goes out once more, with a higher
`sequence`, `status=Status.CANCELLED` and `method=Method.CANCEL`. A program that follows RFC 5546 to the letter wants an
`organizer` on both; invitations (`Method.REQUEST`), which it answers, an `attendee` too.
"""

from guestlist.calendars.contents import CHECK_IN_WILDCARD, Contents, contents_of, is_streamed
from guestlist.calendars.entries import entry_of, location_of, uid_of
from guestlist.calendars.files import CONTENT_TYPE, CalendarFile, Entry, Method, Party, Status

__all__ = [
    "CHECK_IN_WILDCARD",
    "CONTENT_TYPE",
    "CalendarFile",
    "Contents",
    "Entry",
    "Method",
    "Party",
    "Status",
    "contents_of",
    "entry_of",
    "is_streamed",
    "location_of",
    "uid_of",
]
