"""The pages of registration: the form, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guestlist import clock
from guestlist.catalog.models import Event
from guestlist.database.transactions import reading
from guestlist.eventsapi.reading import visibility
from guestlist.feeds import registration_calendar
from guestlist.organizations.models import Organization
from guestlist.registration.models import Registration
from guestlist.registration.rules.decisions import Done, ErrorCode, Outcome, PurchaseOpened, Refused
from guestlist.signin.accounts.claims import identity_of
from guestlist.signin.contacts import contact_of
from guestlist.website.account.entering import sign_in_address
from guestlist.website.account.gate import signed_in_person
from guestlist.website.addresses import links, world_addresses
from guestlist.website.finding import canonical
from guestlist.website.pages import website_of
from guestlist.website.registration import captcha
from guestlist.website.registration.confirming import Status, Stored, load_stored
from guestlist.website.registration.consent import find_consent_problems, read_consent
from guestlist.website.registration.drawing import draw
from guestlist.website.registration.given import ADD, Given, GivenAttendee, blank, perform_action, read
from guestlist.website.registration.keys import Key, key_of, read_key
from guestlist.website.registration.obstacles import find_obstacle
from guestlist.website.registration.offer import Offer, load_offer
from guestlist.website.registration.paying import Payment, payment_of
from guestlist.website.registration.problems import Problem, find_problems
from guestlist.website.registration.refusals import SENTENCES
from guestlist.website.registration.sending import confirm_payment, find_earlier, send
from guestlist.website.registration.standing import form_size_max, people_max
from guestlist.website.shown.moments import Span

# What the visitor sent was read and is not done.
_NOT_DONE = 422
_GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, readable_id: str) -> HttpResponse:
    """Show the form; take it, and lead to what came of it."""
    organization = website_of(request)
    offer = _load(organization, readable_id)
    if request.method == "POST":
        return _take(request, offer)
    return canonical(request, offer.event) or _show_form(request, offer, blank(_signed_in(request)))


def _signed_in(request: HttpRequest) -> GivenAttendee | None:
    """Give whoever is signed in as the form's first person."""
    person = signed_in_person(request)
    if person is None:
        return None
    first_name, last_name = person.names
    return GivenAttendee(first_name=first_name, last_name=last_name, email=person.email)


def _load(organization: Organization, readable_id: str) -> Offer:
    offer = load_offer(organization, readable_id)
    if offer is None:
        raise Http404
    return offer


def _take(request: HttpRequest, offer: Offer) -> HttpResponse:
    given = read(request.POST, offer.settings.fields, people_max=form_size_max(offer))
    given = replace(given, captcha=captcha.read_captcha(request.POST), consent=read_consent(request.POST))
    if given.action == captcha.OTHER_DIGITS:
        return _show_form(request, offer, captcha.without_solution(given))
    changed = perform_action(given)
    if changed is not None:
        return _show_changed(request, offer, given, changed)
    key = key_of(given, offer.event)
    if find_earlier(offer.event, key) is not None:
        return _go_to_confirmation(offer.event, key)
    person = signed_in_person(request)
    if find_obstacle(offer, is_signed_in=person is not None) is not None:
        return _show_form(request, offer, given, status=_NOT_DONE)
    if problems := _find_all_problems(given, offer):
        return _show_form(request, offer, given, problems, status=_NOT_DONE)
    contact = contact_of(offer.organization.id, identity_of(person)) if person else None
    outcome = send(given, offer, key, registered_by_id=contact.id if contact else None)
    if isinstance(outcome, Done | PurchaseOpened):
        return _go_to_confirmation(offer.event, key)
    # Somebody was faster, or it changed: what is on offer now shows where.
    fresh = _load(offer.organization, str(offer.event.id))
    problems = find_problems(given, fresh) or [Problem(None, captcha.part_of(outcome), _sentence(outcome))]
    return _show_form(request, fresh, replace(given, captcha={}), problems, status=_NOT_DONE)


def _find_all_problems(given: Given, offer: Offer) -> list[Problem]:
    return [
        *find_problems(given, offer),
        *find_consent_problems(given, offer),
        *captcha.find_problems(given, offer),
    ]


def _show_changed(request: HttpRequest, offer: Offer, given: Given, changed: Given) -> HttpResponse:
    """Show a form with one person more or less, as far as there may be more."""
    if given.action == ADD:
        if len(changed.attendees) > people_max(offer):
            return _show_form(request, offer, given)
        return _show_form(request, offer, changed, new_person=len(given.attendees))
    return _show_form(request, offer, changed, new_person=0)


def _sentence(outcome: Outcome) -> str:
    code = outcome.code if isinstance(outcome, Refused) else ErrorCode.REGISTRATION_FAILED
    return str(SENTENCES[code])


def _go_to_confirmation(event: Event, key: Key) -> HttpResponse:
    return HttpResponseRedirect(reverse("registered", args=[event.readable_event_id, key.signed(event)]))


def _show_form(
    request: HttpRequest,
    offer: Offer,
    given: Given,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
    new_person: int | None = None,
) -> HttpResponse:
    person = signed_in_person(request)
    obstacle = find_obstacle(offer, is_signed_in=person is not None)
    context = _about(offer.event) | {
        "obstacle": obstacle,
        "sign_in_url": sign_in_address(request.get_full_path()) if obstacle and obstacle.sign_in else "",
        "person": person,
        "opens": _at(offer.settings.opens_at, offer.event) if obstacle and obstacle.opens else None,
        "closes": _at(offer.settings.closes_at, offer.event),
        "form": None if obstacle else draw(given, offer, problems, new_person=new_person),
    }
    return _private(render(request, "website/registration/form.html", context, status=status))


@require_safe
def registered(request: HttpRequest, readable_id: str, signed: str) -> HttpResponse:
    """Show who is registered for what, who waits, and what is to be paid."""
    event, key = _find(website_of(request), readable_id, signed)
    return _show_stored(request, event, key, signed)


@require_POST
def pay(request: HttpRequest, readable_id: str, signed: str) -> HttpResponse:
    """Take a purchase as paid, where the organization demonstrates that."""
    event, key = _find(website_of(request), readable_id, signed)
    outcome = confirm_payment(event, key.purchase_id)
    if isinstance(outcome, Done):
        return _go_to_confirmation(event, key)
    return _show_stored(request, event, key, signed, problem=_sentence(outcome))


@require_safe
def calendar(request: HttpRequest, readable_id: str, signed: str, number: int) -> HttpResponse:
    """Give a registered person's calendar file; the first person is 1."""
    organization = website_of(request)
    event, key = _find(organization, readable_id, signed)
    wanted = key.registration_ids[number - 1 : number] if number else []
    registration = Registration.objects.filter(event_id=event.id, id__in=wanted).first()
    feed = registration_calendar(organization, registration, world_addresses(organization)) if registration else None
    if feed is None:
        raise Http404
    response = HttpResponse(feed.body, content_type=feed.media_type)
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return _private(response)


def _find(organization: Organization, readable_id: str, signed: str) -> tuple[Event, Key]:
    with reading():
        event = visibility.find_live_event(organization.id, readable_id)
    key = read_key(signed, event) if event else None
    if event is None or key is None:
        raise Http404
    return event, key


def _show_stored(request: HttpRequest, event: Event, key: Key, signed: str, *, problem: str = "") -> HttpResponse:
    context: dict[str, Any] = _about(event) | {"is_over": clock.now() >= event.ends_at}
    if not context["is_over"]:
        stored = load_stored(event, key)
        context |= {"stored": stored, "problem": problem, "signed": signed, "payment": _payment(stored, event, signed)}
        context["states"] = {status.name: stored.has(status) for status in Status}
    status = _GONE if context["is_over"] else _NOT_DONE if problem else 200
    return _private(render(request, "website/registration/registered.html", context, status=status))


def _payment(stored: Stored, event: Event, signed: str) -> Payment | None:
    if stored.purchase is None or not stored.is_held:
        return None
    confirm_url = reverse("registered_payment", args=[event.readable_event_id, signed])
    return payment_of(stored.purchase, event, confirm_url=confirm_url)


def _about(event: Event) -> dict[str, Any]:
    span = Span(event.starts_at, event.ends_at, event.time_zone)
    return {"event": event, "event_url": links().event(event), "span": span}


def _at(moment: datetime | None, event: Event) -> Span | None:
    """Give a moment with the name that the event's zone has then: of summer or of winter."""
    return Span(moment, moment, event.time_zone) if moment is not None else None


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of every store and every index."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
