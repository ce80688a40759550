"""Every kind of page, with the demo's data: axe finds nothing grave, nothing is scrolled sideways, no script fails."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Page

from guestlist.accounts.models import Membership
from guestlist.catalog.choices import Frequency
from guestlist.catalog.models import (
    Building,
    CustomRegistrationField,
    Event,
    Pass,
    Room,
    Session,
    SessionTrack,
    Speaker,
    Sponsorship,
)
from guestlist.demo.filling import fill_demo
from guestlist.organizations.models import Organization, WebApplication
from guestlist.people.models import Contact
from guestlist.planning.recurrence import Rule
from guestlist.planning.series import make_series
from guestlist.planning.updating import apply, plan_update
from guestlist.registration.models import Purchase, Registration, WaitlistItem
from tests.browser.accessibility import Inspection
from tests.browser.attendee_pages import (
    ACCOUNT,
    ATTENDEE,
    ENTRANCE,
    closed_pages,
    make_account,
    make_people,
    personal_pages,
    staff_pages,
)
from tests.browser.chromium import DESKTOP, PHONE, ColorScheme, Viewer, look_as, open_browser
from tests.browser.staff import make_staff, open_all_tabs, sign_in
from tests.databases import Database
from tests.journeys.serving import Server

pytestmark = pytest.mark.only_on("sqlite")

EMAIL = "mara@lindenhof.example"


@dataclass(frozen=True)
class Installation:
    """A server with the demo, and the addresses of its pages by their names."""

    root: str
    website: Mapping[str, str]
    back_office: Mapping[str, str]
    closed: Mapping[str, str]  # links that open nothing


@pytest.fixture(scope="module")
def installation(shared_database: Database) -> Iterator[Installation]:
    organization, _ = Organization.objects.get_or_create(slug="main")
    fill_demo(organization)
    make_staff(organization, EMAIL, Membership.Role.OWNER, name="Mara Oyelaran", is_superuser=True, is_staff=True)
    website, back_office = website_pages(), back_office_pages(organization)
    people = make_people(organization)
    make_account()
    website = {**website, **personal_pages(people)}
    back_office = {**back_office, **staff_pages(people)}
    refused = WebApplication.objects.get(organization=organization)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUESTLIST_EMAIL_URL", "console:")
        patch.setenv("GUESTLIST_EMAIL_FROM", "events@lindenhof.example")
        server = Server(shared_database)
    root = f"http://127.0.0.1:{server.port}"
    try:
        # Something for the doctor.
        call = f"{root}/EvtMgmt/api/v2.0/events/published?emApplicationtoken={refused.token}"
        assert httpx.get(call, headers={"Origin": "https://www.elsewhere.example"}).status_code == 401
        yield Installation(root, website, back_office, closed_pages(people))
    finally:
        server.kill()


def website_pages() -> dict[str, str]:
    event = Event.objects.get(readable_event_id="Harbour_Data_Days")
    session = Session.objects.filter(event=event, engagements__isnull=False).first()
    speaker = Speaker.objects.filter(engagements__event=event).exclude(image="").first()
    assert session is not None
    assert speaker is not None
    known = event.readable_event_id
    return {
        "events": reverse("home"),
        "events, searched": f"{reverse('home')}?q=night",
        "past events": reverse("past"),
        "event": reverse("event", args=[known]),
        "agenda": reverse("agenda", args=[known]),
        "session": reverse("session", args=[known, session.pk]),
        "speakers": reverse("speakers", args=[known]),
        "speaker": reverse("speaker", args=[known, speaker.pk]),
        "registration with passes": reverse("register", args=[known]),
        "registration with sessions": reverse("register", args=["Night_Tours"]),
    }


def back_office_pages(organization: Organization) -> dict[str, str]:
    """Give every kind of page: lists, and records that show much."""
    event = Event.objects.get(readable_event_id="Harbour_Data_Days")
    breakfast = Event.objects.get(readable_event_id="Lock_Keepers_Breakfast")
    draft = Event.objects.create(
        organization=organization,
        name="Winter lights",
        readable_event_id="Winter_lights",
        time_zone="Europe/Berlin",
        starts_at=event.starts_at + timedelta(days=20),
        ends_at=event.starts_at + timedelta(days=20, hours=3),
    )
    series = make_series(draft, Rule(Frequency.WEEKLY, ends_after=4))
    apply(plan_update(series))
    web_application = WebApplication.objects.get(organization=organization)
    registration = Registration.objects.filter(event=event).first()
    waiting = WaitlistItem.objects.first()
    assert registration is not None
    assert waiting is not None
    tables = (
        Event,
        Session,
        Speaker,
        Registration,
        WaitlistItem,
        Contact,
        Purchase,
        Building,
        WebApplication,
        Membership,
    )
    records = (
        event,
        Session.objects.filter(event=event, engagements__isnull=False).first(),
        Speaker.objects.exclude(image="").first(),
        SessionTrack.objects.filter(event=event).first(),
        Pass.objects.filter(event=event).first(),
        Sponsorship.objects.first(),
        Building.objects.filter(rooms__isnull=False).first(),
        Room.objects.first(),
        CustomRegistrationField.objects.first(),
        series,
        web_application,
        organization,
        registration,
        waiting,
        Contact.objects.first(),
        Membership.objects.first(),
    )
    of_event = f"?event__id__exact={event.pk}"
    return {
        "dashboard": reverse("admin:index"),
        **{f"{table.__name__}, list": page_of(table, "changelist") for table in tables},
        **{f"{type(record).__name__}, form": page_of(record, "change") for record in records if record},
        "sessions of an event": reverse("admin:catalog_session_changelist") + of_event,
        "registrations of an event": reverse("admin:registration_registration_changelist") + of_event,
        "waitlist of an event": reverse("admin:registration_waitlistitem_changelist")
        + f"?event__id__exact={waiting.event_id}",
        "event, new": reverse("admin:catalog_event_add"),
        "event, agenda": reverse("admin:programme_agenda", args=[event.pk]),
        "event, going live": reverse("admin:catalog_event_go_live", args=[draft.pk]),
        "event, stopping": reverse("admin:catalog_event_stop", args=[event.pk]),
        "event, what the API says": reverse("admin:catalog_event_preview", args=[event.pk]),
        "event, copying": reverse("admin:catalog_event_copy", args=[event.pk]),
        "event, repeating": reverse("admin:catalog_event_repeat", args=[breakfast.pk]),
        "event, importing a file": reverse("admin:catalog_event_import_event"),
        "event, importing a schedule": reverse("admin:catalog_event_import_schedule"),
        "event, history": reverse("admin:catalog_event_history", args=[event.pk]),
        "event, deleting": reverse("admin:catalog_event_delete", args=[breakfast.pk]),
        "session, new": f"{reverse('admin:catalog_session_add')}?event={event.pk}",
        "series, updating": reverse("admin:catalog_eventseries_update", args=[series.pk]),
        "registering by hand": f"{reverse('admin:registration_registration_add')}?event={event.pk}",
        "registrations, importing": reverse("admin:registration_import", args=[event.pk]),
        "registration, cancelling": reverse("admin:registration_cancel", args=[registration.pk]),
        "doctor": reverse("admin:organizations_webapplication_doctor", args=[web_application.pk]),
        "token, replacing": reverse("admin:organizations_webapplication_rotate", args=[web_application.pk]),
        "staff, inviting": reverse("admin:accounts_membership_add"),
        "password": reverse("admin:password_change"),
    }


def page_of(of: Model | type[Model], kind: str) -> str:
    """Give the address of a table's page, or of a record's."""
    options = of._meta
    ids = [of.pk] if isinstance(of, Model) else []
    return reverse(f"admin:{options.app_label}_{options.model_name}_{kind}", args=ids)


@pytest.mark.parametrize(
    ("color_scheme", "language"), [("light", "en-GB"), ("dark", "de-DE")], ids=["light-english", "dark-german"]
)
def test_every_page_is_for_everybody(installation: Installation, color_scheme: ColorScheme, language: str) -> None:
    inspection = Inspection()
    viewer = Viewer(DESKTOP, color_scheme, language)

    with open_browser() as browser:
        with look_as(browser, viewer) as page:
            walk(page, installation, installation.website, inspection)
            walk(page, installation, installation.closed, inspection, {404, 410})
            walk(page, installation, {name: reverse(name) for name in ENTRANCE}, inspection)
            enter_account(page, installation)
            walk(page, installation, {name: reverse(name) for name in ACCOUNT}, inspection)
        with look_as(browser, viewer) as page:
            page.goto(f"{installation.root}/backoffice/")
            look_at_both_widths(page, "signing in", inspection)
            walk(page, installation, {"password forgotten": reverse("admin:password_forgotten")}, inspection)
            sign_in(page, installation.root, EMAIL)
            walk(page, installation, installation.back_office, inspection)

    inspection.assert_clean()
    inspection.assert_known_ones_occur()


def enter_account(page: Page, installation: Installation) -> None:
    """Sign in as an attendee."""
    email, password = ATTENDEE
    page.goto(installation.root + reverse("account_login"))
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{reverse('my_registrations')}")


def walk(
    page: Page,
    installation: Installation,
    pages: Mapping[str, str],
    inspection: Inspection,
    statuses: Collection[int] = (200,),
) -> None:
    for name, path in pages.items():
        answer = page.goto(installation.root + path)
        assert answer is not None
        if answer.status not in statuses:
            inspection.problems.append(f"{name}: {answer.status} at {path}")
        if pages is installation.back_office:
            open_all_tabs(page)
        look_at_both_widths(page, name, inspection)


def look_at_both_widths(page: Page, name: str, inspection: Inspection) -> None:
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        inspection.look(page, name, f"{width} px")
