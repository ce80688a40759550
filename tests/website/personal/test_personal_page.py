"""What a personal page shows, to whom, and that opening it changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from guestlist import ids
from guestlist.catalog.choices import FieldType
from guestlist.catalog.models import Building, Room
from guestlist.organizations.models import Organization
from guestlist.organizations.web_applications import add_web_application
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.personal import links, self_service
from guestlist.registration.personal.links import PersonalKey, key_of
from guestlist.registration.rules.commands import Answer, InviteWaiting
from tests.builders import (
    an_attendee,
    commit,
    make_event,
    make_field,
    make_organization,
    make_pass,
    make_session,
    registering,
)
from tests.conftest import Clock
from tests.eventsapi.site import Site
from tests.website.personal.people import Person, everything, register
from tests.website.registration.visitor import Visitor


def test_somebody_sees_what_they_have(visitor: Visitor, organization: Organization) -> None:
    building = Building.objects.create(organization=organization, name="Tide House", city="Husum")
    room = Room.objects.create(name="Hall 2", building=building)
    event = make_event(organization, room=room, allows_custom_agenda=True)
    session = make_session(event, "Lock keepers")
    diet = make_field(event, "Diet")
    registered = register(visitor, event, sessions=[session.id], answers=[Answer(str(diet.id), "Vegan")])

    page = registered.open()

    assert (page.status, page.heading) == (200, "You are registered")
    registration = Registration.objects.get()
    for shown in ("Harbour Data Days", "Thursday, 10 June 2027, 09:00", "Friday, 11 June 2027, 17:00"):
        assert shown in page.text
    for shown in ("Central European Summer Time", "Tide House", "Hall 2", "Husum", "Mara Oyelaran 1"):
        assert shown in page.text
    for shown in (registration.public_id, "Lock keepers", "Diet", "Vegan"):
        assert shown in page.text
    assert len(page.main.all("svg")) == 1


@pytest.mark.parametrize(
    ("public_event_url", "page"),
    [("", "/e/Harbour_Data_Days/"), ("https://harbour.example/days", "https://harbour.example/days")],
    ids=["here", "elsewhere"],
)
def test_the_event_is_linked_where_the_reader_is_unless_it_has_a_page_elsewhere(
    public_event_url: str, page: str, visitor: Visitor, organization: Organization
) -> None:
    add_web_application(organization, name="Portal", origin="https://portal.example")
    event = make_event(organization, public_event_url=public_event_url)

    links_shown = [each.get("href") for each in register(visitor, event).open().main.all("a")]

    assert any(each.endswith(page) for each in links_shown)
    assert not any("portal.example" in each for each in links_shown)


def test_without_a_website_the_event_is_linked_at_the_portal(visitor: Visitor, organization: Organization) -> None:
    add_web_application(organization, name="Portal", origin="https://portal.example")
    person = register(visitor, make_event(organization))
    Organization.objects.filter(pk=organization.pk).update(has_website=False)

    links_shown = [each.get("href") for each in person.open().main.all("a")]

    assert "https://portal.example/event?id=Harbour_Data_Days" in links_shown


@pytest.mark.parametrize(
    ("columns", "heading"),
    [
        ({"capacity": 5}, "You are registered"),
        ({"capacity": 0, "shows_waitlist": True}, "You are on the waitlist"),
    ],
    ids=["registered", "waiting"],
)
def test_nobody_keeps_the_page_or_learns_its_address(
    visitor: Visitor, organization: Organization, columns: dict[str, object], heading: str
) -> None:
    person = register(visitor, make_event(organization, **columns), waitlisted="shows_waitlist" in columns)

    page = person.open()

    assert page.heading == heading
    assert page.response.headers["cache-control"] == "no-store"
    assert page.response.headers["x-robots-tag"] == "noindex"
    # Never to another website; see opening.py for why not "no-referrer".
    assert page.response.headers["referrer-policy"] == "same-origin"
    outward = [a for a in page.main.all("a") if a.get("href").startswith("http")]
    assert all(a.get("rel") == "noreferrer" for a in outward)
    assert "mara" not in person.path


def test_nothing_on_the_page_comes_from_elsewhere(visitor: Visitor, organization: Organization) -> None:
    page = register(visitor, make_event(organization)).open()

    sources = re.findall(r'(?:src|href|action)="([^"]+)"', page.response.text.split("<main", 1)[0])
    assert all(source.startswith(("/", "#", "data:")) for source in sources), sources


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_any_page_changes_nothing(
    visitor: Visitor, site: Site, organization: Organization, method: str
) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True, allows_custom_agenda=True)
    session = make_session(event)
    make_field(event)
    first = register(visitor, event, 1, sessions=[session.id])
    second = register(visitor, event, 2, waitlisted=True)
    item = WaitlistItem.objects.get()
    commit(event, InviteWaiting(item.id))
    own = self_service.load(organization, key_of(first.registration_id))
    assert isinstance(own, self_service.Personal)
    place_id = own.sessions[0].session_registration_id
    before = everything()

    for person in (first, second):
        parts = ["", "answers/", "sessions/", "cancel/", "payment/", "calendar.ics", f"sessions/{place_id}/cancel/"]
        for part in (*parts, f"waitlist/{item.id}/leave/", f"waitlist/{item.id}/take/"):
            response = site.ask(method, f"{person.path}{part}", base="", origin=None)
            assert response.status_code in {200, 302, 404}, part
            assert "guestlist_told" not in response.headers.get("set-cookie", "")

    assert everything() == before


def test_the_place_in_line_is_shown_where_the_organizer_wants_it(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=0, shows_waitlist=True, shows_waitlist_position=True)
    people = [register(visitor, event, number, waitlisted=True) for number in (1, 2)]

    texts = [person.open().text for person in people]

    assert "You are next in line." in texts[0]
    assert "You are number 2 in line." in texts[1]
    event.shows_waitlist_position = False
    event.save()
    assert "in line." not in people[1].open().text


def test_an_offer_says_until_when_the_place_is_held(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True, offer_hours=24)
    first = register(visitor, event, 1)
    second = register(visitor, event, 2, waitlisted=True)
    self_service.cancel(organization, key_of(first.registration_id))

    page = second.open()

    assert page.heading == "A place is free for you"
    assert "held until Tuesday, 2 March 2027, 13:00 (Central European Standard Time)" in page.text
    assert page.buttons == ["Take the place"]


def test_an_offer_that_has_lapsed_has_no_button(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event = make_event(organization, capacity=1, shows_waitlist=True, offer_hours=24)
    first = register(visitor, event, 1)
    second = register(visitor, event, 2, waitlisted=True)
    self_service.cancel(organization, key_of(first.registration_id))
    clock.advance(hours=25)

    page = second.open()

    assert page.heading == "You are on the waitlist"
    assert "The time to take up this offer is over." in page.text
    assert page.buttons == []


def test_a_registered_person_gets_a_calendar_file(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, allows_custom_agenda=True)
    person = register(visitor, event, sessions=[make_session(event, "Lock keepers").id])

    response = visitor._ask("GET", f"{person.path}calendar.ics")

    assert response.headers["content-type"].startswith("text/calendar")
    assert response.headers["cache-control"] == "no-store"
    assert "Lock keepers" in response.text


def test_somebody_who_waits_gets_no_calendar_file(visitor: Visitor, organization: Organization) -> None:
    person = register(visitor, make_event(organization, capacity=0, shows_waitlist=True), waitlisted=True)

    assert visitor._ask("GET", f"{person.path}calendar.ics").status_code == 404


def test_an_organization_without_a_website_has_the_pages_too(visitor: Visitor, organization: Organization) -> None:
    organization.has_website = False
    organization.save()
    person = register(visitor, make_event(organization))

    page = person.open()
    after = person.press(person.follow(page, "Cancel my registration"), "Cancel my registration")

    assert (page.status, page.heading) == (200, "You are registered")
    assert "Lindenhof" in page.text
    assert after.heading == "Your registration is cancelled"


@pytest.fixture
def harbour(organization: Organization) -> Organization:
    return make_organization("harbour", name="Harbour")


def test_the_pages_are_below_the_root_of_their_organization(harbour: Organization, visitor: Visitor) -> None:
    person = register(visitor, make_event(harbour))
    person.root = "/o/harbour"

    assert person.open().heading == "You are registered"
    after = person.press(person.open("cancel/"), "Cancel my registration")
    assert after.heading == "Your registration is cancelled"
    assert after.path.startswith("/o/harbour/my/")


def test_what_people_wrote_is_shown_as_text(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    diet = make_field(event, "<b>Diet</b>")
    person = register(visitor, event, first_name="<script>", answers=[Answer(str(diet.id), "<i>")])

    page = person.open()

    assert not [e for e in page.main if e.name in {"script", "b", "i"}]
    assert "<script> Oyelaran 1" in page.text


# Links that open nothing.


def statuses(visitor: Visitor, path: str, token: str = "") -> set[int]:
    """Ask for every page of a link, in every way."""
    item_id = ids.new_id()
    parts = ("", "answers/", "sessions/", "cancel/", "payment/", "calendar.ics", f"sessions/{item_id}/cancel/")
    found = set()
    for part in (*parts, f"waitlist/{item_id}/leave/", f"waitlist/{item_id}/take/"):
        found.add(visitor._ask("GET", f"{path}{part}").status_code)
        found.add(visitor.post(f"{path}{part}", {"csrfmiddlewaretoken": token}).status_code)
    return found


def test_a_link_ends_with_the_event(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    person = register(visitor, make_event(organization))
    token = person.token()
    clock.advance(days=200)
    before = everything()

    page = person.open()

    assert (page.status, page.heading) == (410, "This event is over")
    assert "Mara" not in page.text
    assert page.response.headers["cache-control"] == "no-store"
    assert statuses(visitor, person.path, token) == {410}
    assert everything() == before


def test_a_link_of_somebody_erased_is_gone(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    person = register(visitor, make_event(organization))
    token = person.token()
    Registration.objects.update(erased_at=clock.now())

    page = person.open()

    assert (page.status, page.heading) == (410, "This registration was erased")
    assert statuses(visitor, person.path, token) == {410}


def tampered(path: str) -> list[str]:
    """Change each character of the link, in turn, to another one; and cut it short."""
    start, signed = path.split("/my/")
    signed = signed.rstrip("/")
    places = range(0, len(signed), 5)
    others = [signed[:at] + ("A" if signed[at] != "A" else "B") + signed[at + 1 :] for at in places]
    return [f"{start}/my/{each}/" for each in (*others, signed[:-1], signed.partition(".")[0], f"{signed}x", "x")]


def test_a_link_that_was_tampered_with_opens_nothing(visitor: Visitor, organization: Organization) -> None:
    person = register(visitor, make_event(organization))

    pages = [visitor.get(path) for path in tampered(person.path)]

    assert {(page.status, page.heading) for page in pages} == {(404, "This link does not work")}
    assert len({page.text for page in pages}) == 1


def test_a_link_of_another_organization_opens_nothing(visitor: Visitor, organization: Organization) -> None:
    other = make_organization("harbour", name="Harbour")
    person = register(visitor, make_event(other))
    own = register(visitor, make_event(organization))
    foreign = PersonalKey(person.registration_id).signed(organization.id)
    token = own.token()
    before = everything()

    # Signed by the other organization, and even signed by this one for a registration that is not its own.
    for path in (person.path, f"/my/{foreign}/"):
        page = visitor.get(path)
        assert (page.status, page.heading) == (404, "This link does not work")
        assert statuses(visitor, path, token) == {404}
    assert everything() == before


def test_a_link_that_was_replaced_opens_nothing(visitor: Visitor, organization: Organization) -> None:
    person = register(visitor, make_event(organization))
    old, token = person.path, person.token()
    self_service.replace_link(organization, key_of(person.registration_id))
    before = everything()

    page = visitor.get(old)

    assert (page.status, page.heading) == (404, "This link does not work")
    assert statuses(visitor, old, token) == {404}
    assert everything() == before
    assert person.open().heading == "You are registered"


def test_links_that_do_not_work_all_look_the_same(visitor: Visitor, organization: Organization) -> None:
    person = register(visitor, make_event(organization))
    old = person.path
    self_service.replace_link(organization, key_of(person.registration_id))
    nobody = f"/my/{links.key_of(ids.new_id()).signed(organization.id)}/"

    assert len({visitor.get(path).text for path in (old, nobody, "/my/made-up/")}) == 1


def test_two_people_of_one_party_each_have_their_own_page(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    attendees = [an_attendee(1), an_attendee(2, first_name="Jonas")]
    commit(event, registering(*attendees))
    mara, jonas = [Person(visitor, event, attendee.registration_id) for attendee in attendees]

    assert "Jonas" not in mara.open().text
    assert "Mara" not in jonas.open().text


def test_the_event_may_end_between_two_days(visitor: Visitor, organization: Organization, clock: Clock) -> None:
    event = make_event(organization)
    person = register(visitor, event)

    clock.moment = event.ends_at - timedelta(seconds=1)
    assert person.open().status == 200
    clock.moment = event.ends_at
    assert person.open().status == 410


def test_an_answer_is_shown_in_the_words_of_the_question(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    field = make_field(event, "Need a chair?", field_type=FieldType.BOOLEAN)
    person = register(visitor, event, answers=[Answer(str(field.id), "yes")])

    assert "Need a chair? Yes" in person.open().text


def test_a_pass_is_shown(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization)
    free = make_pass(event, "Guest pass", price_minor=0)
    person = register(visitor, event, pass_id=str(free.id))

    assert "Guest pass" in person.open().text
