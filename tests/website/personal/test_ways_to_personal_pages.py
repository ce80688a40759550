"""Where people find the link of their personal page on the website."""

from __future__ import annotations

from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration, WaitlistItem
from guestlist.registration.personal import self_service
from guestlist.registration.personal.links import key_of
from guestlist.registration.rules.commands import InviteWaiting
from tests.builders import commit, make_event
from tests.website.registration.visitor import Page, Visitor, somebody

LINK = "Your personal page"


def links(page: Page, words: str = LINK) -> list[str]:
    return [a.get("href") for a in page.main.all("a") if a.text.startswith(words)]


def test_the_confirmation_leads_each_person_to_their_own_page(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    form = visitor.send(visitor.open_form(), press="Add another person")
    confirmation = visitor.send(form, somebody(1, 1) | somebody(2, 2))

    pages = [visitor.get(link) for link in links(confirmation)]

    assert [page.heading for page in pages] == ["You are registered"] * 2
    assert ["Oyelaran 1" in page.text for page in pages] == [True, False]


def test_whoever_waits_finds_theirs_too_and_takes_the_place_there(visitor: Visitor, organization: Organization) -> None:
    event = make_event(organization, capacity=0, shows_waitlist=True)
    confirmation = visitor.send(visitor.open_form(), somebody() | {"a0-waits": "1"}, press="Join the waitlist")
    (link,) = links(confirmation)
    commit(event, InviteWaiting(WaitlistItem.objects.get().id))

    invited = visitor.get(confirmation.path)

    assert visitor.get(link).heading == "A place is free for you"
    assert links(invited, "Take the place") == [link]


def test_a_replaced_link_is_not_given_away_by_the_confirmation(visitor: Visitor, organization: Organization) -> None:
    make_event(organization)
    confirmation = visitor.send(visitor.open_form(), somebody())
    self_service.replace_link(organization, key_of(Registration.objects.get().id))

    assert links(visitor.get(confirmation.path)) == []
