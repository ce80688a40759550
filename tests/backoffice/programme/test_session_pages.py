"""The pages of sessions: what a manager fills in, what is refused, and who moves up when limits change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Building, Event, Room, Session, SessionTrack, Speaker, SpeakerEngagement
from guestlist.organizations.models import JournalEntry
from guestlist.registration.models import SessionRegistration, WaitlistItem
from tests.backoffice.conftest import ClientOf
from tests.backoffice.houses import House
from tests.backoffice.programme.pages import errors_of, messages_of, send
from tests.builders import an_attendee, commit, make_event, make_session, make_track, registering

Role = Membership.Role
LIST = "/backoffice/catalog/session/"
ADD = f"{LIST}add/"
ENGAGEMENT = "engagements-0-speaker"


def page_of(session: Session) -> str:
    return f"{LIST}{session.pk}/change/"


def new_session(event: Event, **given: Any) -> dict[str, Any]:
    return {
        "name": "Tide tables",
        "starts_at": "2027-06-10T10:00",
        "ends_at": "2027-06-10T11:00",
        "publish_status": str(PublishStatus.DRAFT.value),
        "engagements-TOTAL_FORMS": "0",
        **given,
    }


@pytest.fixture
def event(house: House) -> Event:
    return house.event


@pytest.fixture
def full_session(house: House) -> Session:
    """A live session of one seat, which is taken, and for which somebody else waits."""
    event = make_event(
        house.organization,
        "Night_Tours",
        allows_custom_agenda=True,
        shows_waitlist=True,
        auto_registers_waitlist=True,
    )
    session = make_session(event, "Lock keepers", capacity=1, ends_at=event.starts_at + timedelta(hours=1))
    commit(event, registering(an_attendee(1, sessions=[session.pk])))
    commit(event, registering(an_attendee(2, waitlisted_sessions=[session.pk])))
    assert WaitlistItem.objects.filter(session=session).count() == 1
    return session


def seats(session: Session) -> int:
    return SessionRegistration.objects.filter(session=session, status="registered").count()


def test_a_session_is_made_on_the_clock_of_its_event(owner: Client, event: Event) -> None:
    send(owner, f"{ADD}?event={event.pk}", new_session(event))
    session = Session.objects.get(name="Tide tables")
    assert session.event == event
    assert session.starts_at == datetime(2027, 6, 10, 8, tzinfo=UTC)


def test_a_session_takes_tracks_and_speakers(owner: Client, house: House, event: Event) -> None:
    track, speaker = SessionTrack.objects.get(event=event), house.pk(Speaker)
    given = {"tracks": [str(track.pk)], ENGAGEMENT: str(speaker), "engagements-TOTAL_FORMS": "1"}
    send(owner, f"{ADD}?event={event.pk}", new_session(event, **given))
    session = Session.objects.get(name="Tide tables")
    assert list(session.tracks.all()) == [track]
    engagement = SpeakerEngagement.objects.get(session=session)
    assert (engagement.speaker_id, engagement.event_id) == (speaker, event.pk)


def test_markup_is_cleaned_and_gives_the_plain_text(owner: Client, event: Event) -> None:
    html = '<p onclick="x()">Bring <b>boots</b></p><script>steal()</script>'
    send(owner, f"{ADD}?event={event.pk}", new_session(event, detailed_description_html=html, calendar_html=html))
    session = Session.objects.get(name="Tide tables")
    assert session.detailed_description_html == "<p>Bring <b>boots</b></p>"
    assert session.detailed_description == "Bring boots"
    assert (session.calendar_html, session.calendar_text) == ("<p>Bring <b>boots</b></p>", "")


def test_a_plain_text_written_by_hand_stays_beside_the_markup(owner: Client, event: Event) -> None:
    session = make_session(event, detailed_description="Mine,\nin two lines", detailed_description_html="<p>Other</p>")
    send(owner, page_of(session), {"name": "Renamed"})
    session.refresh_from_db()
    assert (session.name, session.detailed_description) == ("Renamed", "Mine,\nin two lines")


def test_the_building_comes_with_the_room(owner: Client, house: House, event: Event) -> None:
    room = Room.objects.get(pk=house.pk(Room))
    send(owner, f"{ADD}?event={event.pk}", new_session(event, room=str(room.pk)))
    assert Session.objects.get(name="Tide tables").building == room.building


def test_a_building_without_the_room_is_refused(owner: Client, house: House, event: Event) -> None:
    other = Building.objects.create(organization=house.organization, name="Lighthouse")
    given = new_session(event, room=str(house.pk(Room)), building=str(other.pk))
    assert "building" in errors_of(send(owner, f"{ADD}?event={event.pk}", given))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 501),
        ("ends_at", "2027-06-10T09:59"),
        ("starts_at", "soon"),
        ("starts_at", "0001-01-01T00:00"),
        ("capacity", "-1"),
        ("capacity", "50001"),
        ("capacity", "9" * 40),
        ("summary", "NUL \0"),
        ("summary", "x" * 100_001),
        ("room", "no id"),
        ("tracks", "no id"),
        ("publish_status", "7"),
    ],
)
def test_what_cannot_be_stored_is_an_error_beside_its_field(
    owner: Client, event: Event, field: str, value: str
) -> None:
    response = send(owner, f"{ADD}?event={event.pk}", new_session(event, **{field: value}))
    assert field in errors_of(response)
    assert not Session.objects.filter(name="Tide tables").exists()


@pytest.mark.parametrize("speaker", ["no id", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_speaker_is_refused(owner: Client, event: Event, speaker: str) -> None:
    given = new_session(event, **{ENGAGEMENT: speaker, "engagements-TOTAL_FORMS": "1"})
    response = send(owner, f"{ADD}?event={event.pk}", given)
    assert response.context["inline_admin_formsets"][0].formset.errors == [{"speaker": [ANY]}]


class _Any(str):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


ANY = _Any()


def test_records_of_another_organization_are_refused(owner: Client, event: Event, other_house: House) -> None:
    for field, model in (("room", Room), ("building", Building), ("tracks", SessionTrack)):
        given = new_session(event, **{field: str(other_house.pk(model))})
        response = send(owner, f"{ADD}?event={event.pk}", given)
        assert field in errors_of(response)
        assert "Kestrel" not in response.content.decode()


def test_a_track_of_another_event_is_refused(owner: Client, house: House, event: Event) -> None:
    track = make_track(make_event(house.organization, "Elsewhere"), "Far away")
    response = send(owner, f"{ADD}?event={event.pk}", new_session(event, tracks=[str(track.pk)]))
    assert "tracks" in errors_of(response)


def test_who_adds_a_session_says_for_which_event(owner: Client, event: Event, other_house: House) -> None:
    page = owner.get(ADD).content.decode()
    assert f"?event={event.pk}" in page
    assert str(other_house.event.pk) not in page
    assert "For which event?" in owner.get(f"{ADD}?event={other_house.event.pk}").content.decode()
    assert owner.post(f"{ADD}?event={other_house.event.pk}", new_session(event)).status_code == 200
    assert not Session.objects.filter(name="Tide tables").exists()


def test_a_link_of_the_calendar_fills_the_form_in(owner: Client, house: House, event: Event) -> None:
    room = house.pk(Room)
    page = owner.get(f"{ADD}?event={event.pk}&room={room}&starts_at=2027-06-10T14:30").content.decode()
    assert 'value="2027-06-10T14:30"' in page
    assert f'<option value="{room}" selected' in page


@pytest.mark.parametrize("query", ["room=x", "tracks=x,y", "starts_at=x", "room=x&building=y"])
def test_a_strange_link_still_shows_the_form(owner: Client, event: Event, query: str) -> None:
    assert owner.get(f"{ADD}?event={event.pk}&{query}").status_code == 200


def test_one_more_session_is_added_to_the_same_event(owner: Client, event: Event) -> None:
    page = send(owner, f"{ADD}?event={event.pk}", new_session(event, _addanother="1"))
    assert page.redirect_chain[-1][0].endswith(f"{ADD}?event={event.pk}")


def test_a_higher_capacity_lets_who_waits_move_up(owner: Client, full_session: Session) -> None:
    page = send(owner, page_of(full_session), {"capacity": "2"})
    full_session.refresh_from_db()
    assert (full_session.capacity, seats(full_session)) == (2, 2)
    assert "given to the waitlist" in messages_of(page)
    assert full_session.history.latest().capacity == 2


def test_a_removed_capacity_is_no_limit(owner: Client, full_session: Session) -> None:
    send(owner, page_of(full_session), {"capacity": ""})
    full_session.refresh_from_db()
    assert (full_session.capacity, seats(full_session)) == (None, 2)


def test_a_capacity_below_what_is_taken_is_a_warning(owner: Client, full_session: Session) -> None:
    page = send(owner, page_of(full_session), {"capacity": "0"})
    full_session.refresh_from_db()
    assert (full_session.capacity, seats(full_session)) == (0, 1)
    assert "more than the 0" in messages_of(page)


def test_a_form_with_an_error_changes_no_capacity(owner: Client, full_session: Session) -> None:
    send(owner, page_of(full_session), {"capacity": "2", "name": ""})
    full_session.refresh_from_db()
    assert (full_session.capacity, seats(full_session)) == (1, 1)


def test_going_live_serves_who_waited_meanwhile(owner: Client, full_session: Session) -> None:
    Session.objects.filter(pk=full_session.pk).update(publish_status=PublishStatus.DRAFT, capacity=2)
    send(owner, page_of(full_session), {"publish_status": str(PublishStatus.LIVE.value)})
    assert seats(full_session) == 2


def test_what_staff_publish_no_import_takes_back(owner: Client, event: Event) -> None:
    session = make_session(event, publish_status=PublishStatus.CANCELLED, withdrawn_by_import=True)
    send(owner, page_of(session), {"publish_status": str(PublishStatus.DRAFT.value)})
    session.refresh_from_db()
    assert not session.withdrawn_by_import


def test_times_outside_of_the_event_are_a_warning(owner: Client, event: Event) -> None:
    given = new_session(event, starts_at="2027-06-09T10:00", ends_at="2027-06-09T11:00")
    assert "outside of the event" in messages_of(send(owner, f"{ADD}?event={event.pk}", given))


def test_clashes_are_a_warning_that_names_them(owner: Client, house: House, event: Event) -> None:
    room, speaker = Room.objects.get(pk=house.pk(Room)), Speaker.objects.get(pk=house.pk(Speaker))
    Session.objects.filter(event=event).update(publish_status=PublishStatus.CANCELLED)
    starts_at = datetime(2027, 6, 10, 8, 30, tzinfo=UTC)
    other = make_session(event, "Buoys", room=room, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    SpeakerEngagement.objects.create(event=event, session=other, speaker=speaker)
    engaged = {ENGAGEMENT: str(speaker.pk), "engagements-0-is_active": "on", "engagements-TOTAL_FORMS": "1"}
    given = {"room": str(room.pk), **engaged}
    said = messages_of(send(owner, f"{ADD}?event={event.pk}", new_session(event, **given)))
    assert "Room “Heron Room” has “Tide tables” and “Buoys”" in said
    assert "Heron Speaker speaks in “Tide tables” and “Buoys”" in said


def test_a_room_held_by_another_event_is_a_clash(owner: Client, house: House, event: Event) -> None:
    room = Room.objects.get(pk=house.pk(Room))
    other = make_event(house.organization, "Elsewhere")
    make_session(other, "Choir", room=room, starts_at=datetime(2027, 6, 10, 8, tzinfo=UTC))
    said = messages_of(send(owner, f"{ADD}?event={event.pk}", new_session(event, room=str(room.pk))))
    assert "“Choir”" in said


def test_a_session_with_people_is_not_deleted(owner: Client, full_session: Session) -> None:
    page = owner.get(f"{LIST}{full_session.pk}/delete/").content.decode()
    assert "cannot be deleted" in page
    assert "Cancelled instead" in page
    owner.post(f"{LIST}{full_session.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": str(full_session.pk), "post": "yes"}
    assert "Cancelled instead" in owner.post(LIST, chosen).content.decode()
    assert Session.objects.filter(pk=full_session.pk).exists()


def test_a_session_for_which_somebody_only_waits_is_not_deleted(owner: Client, full_session: Session) -> None:
    SessionRegistration.objects.filter(session=full_session).delete()
    owner.post(f"{LIST}{full_session.pk}/delete/", {"post": "yes"})
    assert Session.objects.filter(pk=full_session.pk).exists()


def test_a_session_that_nobody_chose_is_deleted_with_its_engagements(owner: Client, event: Event) -> None:
    session = make_session(event, "Forgotten")
    owner.post(f"{LIST}{session.pk}/delete/", {"post": "yes"})
    assert not Session.objects.filter(pk=session.pk).exists()


def test_the_journal_says_which_event_changed(owner: Client, event: Event) -> None:
    session = make_session(event)
    send(owner, page_of(session), {"name": "Renamed"})
    changes = JournalEntry.objects.latest("revision").changes
    assert {tuple(change) for change in changes} == {("event", str(event.pk)), ("programme", str(event.pk))}


def act(client: Client, action: str, *sessions: Session, **given: Any) -> Any:
    chosen = [str(session.pk) for session in sessions]
    return client.post(LIST, {"action": action, "_selected_action": chosen, **given}, follow=True)


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("publish", PublishStatus.LIVE),
        ("back_to_draft", PublishStatus.DRAFT),
        ("call_off", PublishStatus.CANCELLED),
    ],
)
def test_several_sessions_change_their_state(owner: Client, event: Event, action: str, status: PublishStatus) -> None:
    sessions = [make_session(event, f"Talk {n}", publish_status=PublishStatus.IN_PROGRESS) for n in range(3)]
    act(owner, action, *sessions[:2])
    states = list(
        Session.objects.filter(name__startswith="Talk").order_by("name").values_list("publish_status", flat=True)
    )
    assert states == [status, status, PublishStatus.IN_PROGRESS]
    assert sessions[0].history.latest().publish_status == status


def test_publishing_several_serves_who_waits(owner: Client, full_session: Session) -> None:
    Session.objects.filter(pk=full_session.pk).update(publish_status=PublishStatus.DRAFT, capacity=2)
    act(owner, "publish", full_session)
    assert seats(full_session) == 2


def test_sessions_are_moved_together(owner: Client, event: Event) -> None:
    sessions = [make_session(event, f"Talk {n}") for n in range(2)]
    assert 'name="minutes"' in act(owner, "move", *sessions).content.decode()
    page = act(owner, "move", *sessions, minutes="-30")
    for session in sessions:
        before = session.starts_at
        session.refresh_from_db()
        assert session.starts_at == before - timedelta(minutes=30)
    assert "2 sessions were moved" in messages_of(page)
    assert "outside of the event" in messages_of(page)


@pytest.mark.parametrize("minutes", ["", "x", "9" * 30, "-44641"])
def test_a_strange_number_of_minutes_moves_nothing(owner: Client, event: Event, minutes: str) -> None:
    session = make_session(event)
    assert act(owner, "move", session, minutes=minutes).status_code == 200
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


def test_actions_reach_no_other_organization(owner: Client, other_house: House) -> None:
    foreign = Session.objects.get(pk=other_house.pk(Session))
    for action in ("publish", "call_off", "move", "delete_selected"):
        act(owner, action, foreign, minutes="5", post="yes")
    assert Session.objects.get(pk=foreign.pk).starts_at == foreign.starts_at
    assert Session.objects.get(pk=foreign.pk).publish_status == foreign.publish_status


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGISTRATION_DESK])
def test_who_may_only_look_sees_the_session_and_changes_nothing(
    client_of: ClientOf, house: House, event: Event, role: str
) -> None:
    client, session = client_of(role), make_session(event, "Buoys", starts_at=event.starts_at)
    page = client.get(page_of(session))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.get(f"{ADD}?event={event.pk}").status_code == 403
    assert client.post(page_of(session), new_session(event)).status_code == 403
    assert client.post(f"{LIST}{session.pk}/delete/", {"post": "yes"}).status_code == 403
    act(client, "call_off", session)
    session.refresh_from_db()
    assert (session.name, session.publish_status) == ("Buoys", PublishStatus.LIVE)


def test_the_list_is_filtered_by_day_on_the_events_clock(owner: Client, house: House) -> None:
    event = make_event(house.organization, "Night_Tours")
    make_session(event, "Late", starts_at=datetime(2027, 6, 10, 21, 30, tzinfo=UTC))
    make_session(event, "After midnight", starts_at=datetime(2027, 6, 10, 22, 30, tzinfo=UTC))
    page = owner.get(f"{LIST}?event__id__exact={event.pk}&day=2027-06-11").content.decode()
    assert "After midnight" in page
    assert "Late" not in page


def test_a_filter_names_no_record_of_another_organization(owner: Client, event: Event, other_house: House) -> None:
    for column, model in (("tracks", SessionTrack), ("room", Room)):
        page = owner.get(f"{LIST}?{column}__id__exact={other_house.pk(model)}")
        assert "Kestrel" not in page.content.decode()
    assert "Kestrel" not in owner.get(f"{LIST}?event__id__exact={other_house.event.pk}").content.decode()


def test_saving_leads_back_to_the_sessions_of_the_event(owner: Client, event: Event) -> None:
    page = send(owner, page_of(make_session(event)), {"name": "Renamed"})
    assert page.redirect_chain[-1][0] == f"{LIST}?event__id__exact={event.pk}"


def test_a_track_added_on_the_way_belongs_to_the_event(owner: Client, event: Event) -> None:
    page = owner.get(page_of(make_session(event))).content.decode()
    assert f"/backoffice/catalog/sessiontrack/add/?_to_field=id&amp;_popup=1&amp;event={event.pk}" in page
