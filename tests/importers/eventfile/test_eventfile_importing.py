"""Importing event files: what comes into being, what changes, what is removed or withdrawn."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.core.files.storage import default_storage

from guestlist import ids
from guestlist.catalog.choices import PublishStatus, TrackType
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    EventCustomRegistrationField,
    Pass,
    PaymentProvider,
    Room,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
)
from guestlist.catalog.stored_pictures import read_stored
from guestlist.database.configuration import READING
from guestlist.importers.eventfile import EventFileRefused, import_event, import_events
from guestlist.organizations.journal import writing
from guestlist.organizations.models import JournalEntry, Organization
from guestlist.registration.models import Registration, SessionRegistration, WaitlistItem
from guestlist.registration.rules.commands import Answer, Finalize
from guestlist.registration.rules.decisions import PurchaseOpened
from tests.builders import an_attendee, commit, make_event, registering
from tests.importers.eventfile.eventfiles import (
    BUILDING_ID,
    EVENT_ID,
    SESSION_ID,
    SPEAKER_ID,
    TRACK_ID,
    a_file,
    a_full_file,
    a_picture,
    a_session,
    an_event,
    bring_in,
    parsed,
)

CATALOG = (
    Event,
    Session,
    SessionTrack,
    Speaker,
    SpeakerEngagement,
    Sponsorship,
    Pass,
    Building,
    Room,
    PaymentProvider,
    CustomRegistrationField,
    EventCustomRegistrationField,
)


def everything() -> dict[str, Any]:
    """Give all rows of the catalog with their links."""
    rows: dict[str, Any] = {model.__name__: list(model.objects.order_by("pk").values()) for model in CATALOG}
    rows["tracks of sessions"] = sorted(Session.tracks.through.objects.values_list("session_id", "sessiontrack_id"))
    rows["sessions of passes"] = sorted(Pass.sessions.through.objects.values_list("pass_id", "session_id"))
    return rows


def test_a_minimal_file_gives_a_new_record_with_the_defaults(organization: Organization) -> None:
    bring_in(a_file(), organization)

    event = Event.objects.get()
    untouched = Event(
        id=event.id,
        organization=organization,
        name="Night Tours",
        readable_event_id="Night_Tours",
        readable_event_key="night_tours",
        time_zone="Europe/Berlin",
        starts_at=datetime(2027, 6, 10, 18, tzinfo=UTC),
        ends_at=datetime(2027, 6, 10, 21, tzinfo=UTC),
        created_at=event.created_at,
    )
    columns = [field.attname for field in Event._meta.concrete_fields]
    assert {name: getattr(event, name) for name in columns} == {name: getattr(untouched, name) for name in columns}


def test_records_of_lists_have_the_defaults_of_new_records_too(organization: Organization) -> None:
    bring_in(
        a_file(
            tracks=[{"name": "Harbour"}],
            sessions=[a_session()],
            speakers=[{"name": "Ilse Varga"}],
            passes=[{"passName": "Evening"}],
            sponsorships=[{"sponsorName": "Keel"}],
            customRegistrationFields=[{"text": "Diet"}],
        ),
        organization,
    )

    given = {"id", "event_id", "organization_id", "name", "sponsor_name", "text", "starts_at", "ends_at", "created_at"}
    for model in (SessionTrack, Session, Speaker, Pass, Sponsorship, CustomRegistrationField):
        row, untouched = model.objects.get(), model()
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in given]
        assert {name: getattr(row, name) for name in names} == {name: getattr(untouched, name) for name in names}


def test_a_full_file_is_stored_whole(organization: Organization) -> None:
    report = bring_in(a_full_file(), organization)

    event, session = Event.objects.get(), Session.objects.get(id=SESSION_ID)
    assert str(event.id) == EVENT_ID
    assert (event.capacity, event.style, event.time_zone) == (100, "real_time", "Europe/Berlin")
    assert event.registration_opens_at == datetime(2027, 3, 1, 7, tzinfo=UTC)
    assert (event.has_registration_end, event.registration_ends_at) == (True, datetime(2027, 6, 1, 21, 59, tzinfo=UTC))
    assert event.payment_provider
    assert event.payment_provider.timeout_minutes == 20
    assert event.building
    assert (str(event.building.id), event.building.city) == (BUILDING_ID, "Lindenhof")
    assert event.room
    assert (event.room.building_id, event.room.capacity) == (event.building.id, 60)
    assert (session.capacity, session.shows_waitlist, session.cameras_permitted) == (20, False, None)
    assert session.starts_at == datetime(2027, 6, 10, 18, 30, tzinfo=UTC)
    assert session.building is None
    assert session.room
    assert session.room.building.name == "Lighthouse"
    assert {track.name for track in session.tracks.all()} == {"Harbour", "Backstage"}
    assert SessionTrack.objects.get(id=TRACK_ID).track_type == TrackType.EXTERNAL
    assert Speaker.objects.get(id=SPEAKER_ID).about == "Maps tides."
    assert set(SpeakerEngagement.objects.values_list("session__name", "speaker__name")) == {
        ("Lock keepers by lamplight", "Ilse Varga"),
        ("Lock keepers by lamplight", "Mara Oyelaran"),
        (None, "Mara Oyelaran"),
        (None, "Tom Quist"),
    }
    evening = Pass.objects.get(name="Evening")
    assert (evening.price_minor, evening.currency, evening.allocated) == (1250, "EUR", 40)
    assert [one.id for one in evening.sessions.all()] == [session.id]
    assert Sponsorship.objects.get().amount_minor == 120000
    asked = EventCustomRegistrationField.objects.order_by("order").values_list("field__text", flat=True)
    assert list(asked) == ["Diet", "Bringing a lamp"]
    assert report.event == "Night_Tours"
    assert report.created == {
        "events": 1,
        "tracks": 2,
        "speakers": 3,
        "sessions": 2,
        "passes": 2,
        "sponsorships": 1,
        "buildings": 2,
        "rooms": 2,
        "customRegistrationFields": 2,
        "speakerEngagements": 4,
    }


def test_the_same_file_twice_changes_nothing(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    before, entries = everything(), JournalEntry.objects.count()

    report = bring_in(a_full_file(), organization)

    assert everything() == before
    assert report.is_unchanged
    assert JournalEntry.objects.count() == entries == 1
    organization.refresh_from_db()
    assert organization.revision == 1


def test_an_import_tells_the_journal(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    event = Event.objects.get()

    entry = JournalEntry.objects.get()
    assert entry.changes == [["event", str(event.id)], ["programme", str(event.id)]]


def test_a_missing_property_takes_its_default_again(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    file = a_full_file()
    for name in ("maxCapacity", "description", "descriptionHtml", "image", "payment", "room", "style"):
        del file["event"][name]

    report = bring_in(file, organization)

    event = Event.objects.get()
    assert (event.capacity, event.description, event.image, event.style) == (None, "", "", "outbound")
    assert (event.payment_provider, event.room) == (None, None)
    assert (report.changed, report.created, report.removed) == ({"events": 1}, {}, {})


def test_a_shared_record_that_changes_is_told_to_all_events(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    file = a_full_file()
    file["speakers"][0]["title"] = "Chief hydrographer"

    report = bring_in(file, organization)

    latest = JournalEntry.objects.latest("revision")
    assert ["everything", None] in latest.changes
    assert report.changed == {"speakers": 1}


class TestIds:
    """Which record a file means, and which id a new one gets."""

    def test_records_without_an_id_get_one_from_the_event_and_their_name(self, organization: Organization) -> None:
        bring_in(a_file(sessions=[a_session()], tracks=[{"name": "Harbour"}]), organization)

        event = Event.objects.get()
        start = "2027-06-10T20:30:00"
        assert Session.objects.get().id == ids.derived_id(event.id, "session", "Lock keepers by lamplight", start)
        assert SessionTrack.objects.get().id == ids.derived_id(event.id, "track", "Harbour")

    def test_an_event_is_known_by_its_id_then_its_readable_id_then_its_name(self, organization: Organization) -> None:
        bring_in(a_file(an_event(eventId=EVENT_ID, readableEventId="Night_Tours")), organization)

        for known_by in (
            {"eventId": "{" + EVENT_ID.upper() + "}", "eventName": "Renamed"},
            {"readableEventId": "NIGHT_tours", "eventName": "Renamed again"},
            {"eventName": "Renamed again", "maxCapacity": 5},
        ):
            assert bring_in(a_file(an_event(**known_by)), organization).changed == {"events": 1}

        event = Event.objects.get()
        assert (str(event.id), event.capacity) == (EVENT_ID, 5)
        assert event.readable_event_id == "NIGHT_tours"

    def test_a_readable_id_that_another_event_has_is_refused(self, organization: Organization) -> None:
        bring_in(a_file(an_event(readableEventId="Night_Tours")), organization)
        file = a_file(an_event(readableEventId="night_tours", eventId=EVENT_ID))

        with pytest.raises(EventFileRefused, match=r"event\.readableEventId: the event “Night Tours”"):
            bring_in(file, organization)
        assert Event.objects.count() == 1

    def test_a_readable_id_made_of_the_name_gives_way(self, organization: Organization) -> None:
        make_event(organization, "Night_Tours", name="Another")

        report = bring_in(a_file(), organization)

        assert report.event.startswith("Night_Tours_")

    def test_a_template_of_the_same_name_is_another_record(self, organization: Organization) -> None:
        event = make_event(organization, "Night", name="Night Tours")
        template = make_event(organization, "Pattern", name="Night Tours", is_template=True)
        make_event(organization, "Every_week", name="Night Tours", is_series_master=True)

        bring_in(a_file(an_event(description="Bring a lamp.")), organization)
        bring_in(a_file(an_event(description="For every night.", isTemplate=True)), organization)

        assert Event.objects.get(id=event.id).description == "Bring a lamp."
        assert Event.objects.get(id=template.id, is_template=True).description == "For every night."
        assert Event.objects.count() == 3

    def test_a_name_that_several_events_have_is_refused(self, organization: Organization) -> None:
        for number in range(2):
            make_event(organization, f"Tours_{number}", name="Night Tours")

        with pytest.raises(EventFileRefused, match="several events have this name"):
            bring_in(a_file(), organization)

    def test_ids_of_another_organization_are_replaced_and_noted(
        self, organization: Organization, elsewhere: Organization
    ) -> None:
        bring_in(a_full_file(), organization)
        before = everything()

        report = bring_in(a_full_file(), elsewhere)

        session = Session.objects.get(event__organization=elsewhere, name="Lock keepers by lamplight")
        assert session.id == uuid5(elsewhere.id, SESSION_ID)
        assert session.event_id == uuid5(elsewhere.id, EVENT_ID)
        assert Speaker.objects.get(organization=elsewhere, name="Ilse Varga").id == uuid5(elsewhere.id, SPEAKER_ID)
        taken = "Taken by another organization already, so replaced by derived ones: 1"
        assert report.notes[:3] == [
            "The event's id belongs to another organization already; an id derived from it was taken.",
            f"{taken} building id of the file.",
            f"{taken} room id of the file.",
        ]
        assert sum("derived" in note for note in report.notes) == 7
        assert bring_in(a_full_file(), elsewhere).is_unchanged
        Event.objects.filter(organization=elsewhere).delete()
        mine = {name: rows for name, rows in everything().items() if name in {"Event", "Session", "Pass"}}
        assert mine == {name: before[name] for name in mine}

    def test_a_copy_within_the_organization_leaves_the_original_alone(self, organization: Organization) -> None:
        bring_in(a_full_file(), organization)
        copied = a_full_file()
        copied["event"] |= {"eventId": None, "readableEventId": "Copy"}

        bring_in(copied, organization)

        assert Session.objects.filter(event=EVENT_ID).count() == 2
        assert Session.objects.filter(event__readable_event_id="Copy").count() == 2
        assert Speaker.objects.filter(name="Ilse Varga").count() == 1
        assert bring_in(copied, organization).is_unchanged

    def test_a_record_whose_id_the_file_drops_is_found_by_its_name(self, organization: Organization) -> None:
        bring_in(a_full_file(), organization)
        file = a_full_file()
        del file["sessions"][0]["id"], file["speakers"][0]["id"], file["tracks"][0]["id"], file["passes"][0]["passId"]
        file["sessions"][0]["trackIds"] = ["Harbour", "Backstage"]

        assert bring_in(file, organization).is_unchanged

    def test_buildings_and_rooms_are_shared_by_name(self, organization: Organization) -> None:
        place = {"building": {"name": "House", "city": "Lindenhof"}, "room": {"name": "Hall"}}
        bring_in(a_file(an_event(**place)), organization)

        report = bring_in(
            a_file(an_event(eventName="Other", building={"name": "House"}, room={"name": "Hall"})), organization
        )

        assert (Building.objects.get().city, Room.objects.count()) == ("Lindenhof", 1)
        assert report.created == {"events": 1}

    def test_a_new_room_needs_a_building(self, organization: Organization) -> None:
        file = a_file(an_event(room={"name": "Hall", "id": BUILDING_ID}))

        with pytest.raises(EventFileRefused, match=r"event\.room: needs a building"):
            bring_in(file, organization)


class TestRemoval:
    """What the file no longer names."""

    @pytest.fixture
    def file(self) -> dict[str, Any]:
        return a_file(
            an_event(readableEventId="Night_Tours", publishStatus="Live", style="RealTime", allowCustomAgenda=True),
            tracks=[{"name": "Harbour"}],
            sessions=[a_session(publishStatus="Live", speakerIds=["Ilse Varga"]), a_session("Cranes")],
            speakers=[{"name": "Ilse Varga"}],
            sponsorships=[{"sponsorName": "Keel"}],
            customRegistrationFields=[{"text": "Diet"}, {"text": "Lamp"}],
        )

    def test_records_are_removed(self, organization: Organization, file: dict[str, Any]) -> None:
        bring_in(file, organization)

        report = bring_in(a_file(file["event"]), organization)

        assert report.removed == {
            "tracks": 1,
            "sessions": 2,
            "sponsorships": 1,
            "customRegistrationFields": 2,
        }
        left = (Session, SessionTrack, Sponsorship, SpeakerEngagement, EventCustomRegistrationField)
        assert [model.objects.count() for model in left] == [0] * 5
        # They belong to the organization.
        assert (Speaker.objects.count(), CustomRegistrationField.objects.count()) == (1, 2)

    def test_a_session_that_somebody_chose_is_withdrawn(self, organization: Organization, file: dict[str, Any]) -> None:
        bring_in(file, organization)
        session = Session.objects.get(name="Lock keepers by lamplight")
        commit(Event.objects.get(), registering(an_attendee(sessions=[session.id])))

        report = bring_in(a_file(file["event"]), organization)

        session.refresh_from_db()
        assert session.publish_status == PublishStatus.CANCELLED
        assert SessionRegistration.objects.count() == 1
        assert (report.withdrawn, report.removed["sessions"]) == ({"sessions": 1}, 1)
        assert bring_in(a_file(file["event"]), organization).is_unchanged

    def test_a_withdrawn_session_returns_with_the_file_that_names_it(
        self, organization: Organization, file: dict[str, Any]
    ) -> None:
        bring_in(file, organization)
        session = Session.objects.get(name="Lock keepers by lamplight")
        commit(Event.objects.get(), registering(an_attendee(sessions=[session.id])))
        bring_in(a_file(file["event"]), organization)

        bring_in(file, organization)

        session.refresh_from_db()
        assert session.publish_status == PublishStatus.LIVE

    def test_a_pass_that_somebody_has_is_offered_no_more(self, organization: Organization) -> None:
        file = a_file(
            an_event(publishStatus="Live"),
            passes=[
                {"passName": "Evening", "price": 12.5, "currency": "EUR", "allocated": 40},
                {"passName": "Day", "price": 5, "currency": "EUR", "allocated": 4},
            ],
        )
        bring_in(file, organization)
        event, evening = Event.objects.get(), Pass.objects.get(name="Evening")
        for number in (1, 2):
            opened = commit(event, registering(an_attendee(number, pass_id=str(evening.id))))[0]
            assert isinstance(opened, PurchaseOpened)
            if number == 1:
                commit(event, Finalize(opened.purchase_id, is_public=False))

        report = bring_in(a_file(file["event"]), organization)

        left = Pass.objects.get()
        assert (left.name, left.allocated) == ("Evening", 2)  # one sold, one held
        assert (report.withdrawn, report.removed) == ({"passes": 1}, {"passes": 1})
        assert bring_in(a_file(file["event"]), organization).is_unchanged

    def test_a_field_that_somebody_answered_is_detached(self, organization: Organization, file: dict[str, Any]) -> None:
        bring_in(file, organization)
        diet = CustomRegistrationField.objects.get(text="Diet")
        commit(Event.objects.get(), registering(an_attendee(answers=[Answer(str(diet.id), "Vegan")])))
        shorter = {**file, "customRegistrationFields": []}

        report = bring_in(shorter, organization)

        assert (report.withdrawn, report.removed) == (
            {"customRegistrationFields": 1},
            {"customRegistrationFields": 1},
        )
        assert Registration.objects.get().responses.get().field_id == diet.id


class TestLimits:
    """Limits of an event that exists change through the registration step, so that waitlists are served."""

    @pytest.fixture
    def file(self) -> dict[str, Any]:
        return a_file(
            an_event(publishStatus="Live", maxCapacity=1, showWaitlist=True, allowCustomAgenda=True),
            sessions=[a_session(publishStatus="Live", maxCapacity=1)],
        )

    def _fill(self, file: dict[str, Any], organization: Organization) -> Event:
        bring_in(file, organization)
        event = Event.objects.get()
        commit(event, registering(an_attendee(1)))
        commit(event, registering(an_attendee(2, waitlisted=True)))
        return event

    def test_a_higher_capacity_serves_the_waitlist(self, organization: Organization, file: dict[str, Any]) -> None:
        self._fill(file, organization)
        file["event"]["maxCapacity"] = 2

        bring_in(file, organization)

        assert (Registration.objects.count(), WaitlistItem.objects.count()) == (2, 0)
        assert Event.objects.get().capacity == 2
        assert bring_in(file, organization).is_unchanged

    def test_no_limit_any_more_serves_everybody(self, organization: Organization, file: dict[str, Any]) -> None:
        self._fill(file, organization)
        file["event"]["maxCapacity"] = None

        bring_in(file, organization)

        assert (Registration.objects.count(), Event.objects.get().capacity) == (2, None)

    def test_a_session_with_more_places_serves_its_waitlist(
        self, organization: Organization, file: dict[str, Any]
    ) -> None:
        file["event"]["maxCapacity"] = None
        bring_in(file, organization)
        event, session = Event.objects.get(), Session.objects.get()
        commit(event, registering(an_attendee(1, sessions=[session.id])))
        commit(event, registering(an_attendee(2, waitlisted_sessions=[session.id])))
        file["sessions"][0]["maxCapacity"] = 2

        bring_in(file, organization)

        assert SessionRegistration.objects.count() == 2
        assert WaitlistItem.objects.count() == 0

    def test_automatic_registration_switched_on_makes_waiting_people_automatic(
        self, organization: Organization, file: dict[str, Any]
    ) -> None:
        file["event"]["autoregisterWaitlistItems"] = False
        self._fill(file, organization)
        assert WaitlistItem.objects.get().auto_register is False
        file["event"]["autoregisterWaitlistItems"] = True

        bring_in(file, organization)

        assert WaitlistItem.objects.get().auto_register is True

    def test_a_format_without_limits_opens_the_event(self, organization: Organization, file: dict[str, Any]) -> None:
        """A waitlist is not served for a webinar (contract 5.8), but an event that becomes on site again is."""
        self._fill(file, organization)
        file["event"] |= {"eventFormat": "Webinar"}
        bring_in(file, organization)
        file["event"] |= {"eventFormat": "On site", "maxCapacity": 2}

        bring_in(file, organization)

        assert Registration.objects.count() == 2

    def test_a_waitlist_that_is_switched_on_again_is_served(
        self, organization: Organization, file: dict[str, Any]
    ) -> None:
        self._fill(file, organization)
        for properties in ({"showWaitlist": False}, {"maxCapacity": 2}):
            file["event"] |= properties
            bring_in(file, organization)
        assert WaitlistItem.objects.count() == 1
        file["event"]["showWaitlist"] = True

        bring_in(file, organization)

        assert (Registration.objects.count(), WaitlistItem.objects.count()) == (2, 0)


def test_a_session_that_a_schedule_import_withdrew_is_no_longer_its_business_once_a_file_revives_it(
    organization: Organization,
) -> None:
    bring_in(a_file(sessions=[a_session()]), organization)
    Session.objects.update(publish_status=PublishStatus.CANCELLED, withdrawn_by_import=True)

    assert bring_in(a_file(sessions=[a_session(publishStatus="Cancelled")]), organization).is_unchanged
    bring_in(a_file(sessions=[a_session(publishStatus="Live")]), organization)

    assert Session.objects.get().withdrawn_by_import is False


def test_pictures_are_stored_once_by_their_content(organization: Organization) -> None:
    picture = a_picture()
    file = a_file(speakers=[{"name": "A", "image": picture}], sponsorships=[{"sponsorName": "B", "logo": picture}])

    bring_in(file, organization)

    name = Speaker.objects.get().image
    assert Sponsorship.objects.get().logo == name
    assert default_storage.exists(name)
    assert default_storage.listdir("")[1] == [name]


def test_a_picture_that_a_crash_left_half_written_is_written_again(organization: Organization) -> None:
    file = a_file(speakers=[{"name": "A", "image": a_picture()}])
    bring_in(file, organization)
    name = Speaker.objects.get().image
    whole = read_stored(name)
    with default_storage.open(name, "wb") as half:
        half.write(whole[:10])

    bring_in(file, organization)

    assert read_stored(name) == whole


def test_markup_is_cleaned_and_gives_the_plain_text_where_there_is_none(organization: Organization) -> None:
    html = "<p>Come <b>early</b></p><script>alert(1)</script>"
    bring_in(a_file(an_event(descriptionHtml=html)), organization)

    event = Event.objects.get()
    assert (event.description_html, event.description) == ("<p>Come <b>early</b></p>", "Come early")


def test_calendar_contents_are_two_texts_of_their_own(organization: Organization) -> None:
    link = '<a href="{{msevtmgt_checkin_url}}">Join</a>'
    with_markup_only = a_session(calendarHtml=f"<p>Hello {{{{name}}}}: {link}</p><script>alert(1)</script>")
    bring_in(a_file(an_event(calendarText="Hello {{name}}"), sessions=[with_markup_only]), organization)

    event, session = Event.objects.get(), Session.objects.get()
    assert (event.calendar_html, event.calendar_text) == ("", "Hello {{name}}")
    assert session.calendar_html.startswith('<p>Hello {{name}}: <a href="{{msevtmgt_checkin_url}}"')
    assert session.calendar_html.endswith(">Join</a></p>")
    assert session.calendar_text == ""


def test_several_files_are_imported_all_or_none(organization: Organization) -> None:
    make_event(organization, "Taken", name="Taken already")
    good = parsed(a_file())
    bad = parsed(a_file(an_event(eventId=EVENT_ID, eventName="Bad", readableEventId="taken")))

    with pytest.raises(EventFileRefused):
        import_events([good, bad], organization)

    assert [event.name for event in Event.objects.using(READING).all()] == ["Taken already"]


def test_what_the_file_does_not_speak_of_stays(organization: Organization) -> None:
    bring_in(a_full_file(), organization)
    Session.objects.filter(id=SESSION_ID).update(source={"slug": "x"})
    Event.objects.update(business_unit_id=UUID(EVENT_ID))
    file = a_full_file()
    file["event"]["maxCapacity"] = 7
    file["sessions"][0]["name"] = "Renamed"
    file["passes"][0]["sessionIds"] = [SESSION_ID]

    bring_in(file, organization)

    assert Session.objects.get(id=SESSION_ID).source == {"slug": "x"}
    assert Event.objects.get().business_unit_id == UUID(EVENT_ID)


def test_fields_keep_their_order_numbers_while_the_order_is_the_same(organization: Organization) -> None:
    file = a_file(customRegistrationFields=[{"text": "Diet"}, {"text": "Lamp"}, {"text": "Boots"}])
    bring_in(file, organization)
    for number, attached in enumerate(EventCustomRegistrationField.objects.order_by("order")):
        EventCustomRegistrationField.objects.filter(pk=attached.pk).update(order=10 * number)

    assert bring_in(file, organization).is_unchanged
    file["customRegistrationFields"].reverse()
    assert bring_in(file, organization).changed == {"events": 1}
    asked = EventCustomRegistrationField.objects.order_by("order").values_list("field__text", flat=True)
    assert list(asked) == ["Boots", "Lamp", "Diet"]


def test_a_file_of_another_zone_moves_the_times(organization: Organization) -> None:
    file = a_file(an_event(readableEventId="Tours"), sessions=[a_session()])
    bring_in(file, organization)
    before = Session.objects.get()
    moved = copy.deepcopy(file)
    moved["event"]["timeZone"] = "Europe/London"

    bring_in(moved, organization)

    after = Session.objects.get()
    assert (after.id, after.starts_at - before.starts_at) == (before.id, timedelta(hours=1))


def test_importing_joins_the_transaction_of_the_caller(organization: Organization) -> None:
    def import_and_fail() -> None:
        with writing():
            import_event(parsed(a_file()), organization)
            raise LookupError

    with pytest.raises(LookupError):
        import_and_fail()
    assert (Event.objects.count(), JournalEntry.objects.count()) == (0, 0)
