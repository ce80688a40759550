"""Tests of the Events API as callers meet it: order of checks, statuses, headers (contract 1.5, 2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from guestlist.eventsapi.operations import OPERATIONS, Operation
from guestlist.organizations.models import Organization, WebApplication
from tests.builders import ORIGIN, make_event, make_organization, make_session, make_track, make_web_application
from tests.databases import Database
from tests.eventsapi.site import HOST, V2, Site, rt, running

EVENT = "Harbour_Data_Days"
NO_GUID = "not-a-guid"
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass
class World:
    """A site with one web application and one event, and a second organization beside it."""

    site: Site
    organization: Organization
    web_application: WebApplication
    other: Organization
    other_application: WebApplication


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    Organization.objects.all().delete()
    organization = make_organization("main")
    web_application = make_web_application(organization)
    make_event(organization, EVENT, capacity=2)
    other = make_organization("other")
    other_application = make_web_application(other, origin=ORIGIN)
    with running() as site:
        site.token = web_application.token
        yield World(site, organization, web_application, other, other_application)


def refused(response: Any) -> tuple[int, str]:
    """Give status and message of an error, which has always the same shape and is never stored."""
    body = response.json()
    assert list(body) == ["Message"]
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, body["Message"]


def an_attendee(number: int = 1) -> dict[str, Any]:
    return {"firstName": "Mara", "lastName": "Oyelaran", "email": f"mara{number}@oyelaran.example"}


def test_events_are_served_with_a_tag_and_by_304_when_nothing_changed(world: World) -> None:
    for _ in range(2):  # built, then from the door
        response = world.site.get("events/published")
        again = world.site.get("events/published", headers={"If-None-Match": response.headers["etag"]})

        assert response.status_code == 200
        assert [event["readableEventId"] for event in response.json()] == [EVENT]
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert response.headers["vary"] == "Origin, Accept-Encoding"
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == response.headers["etag"]


def test_the_refusals_of_the_contract_come_with_their_sentences(world: World) -> None:
    site = world.site

    expected = [
        (
            {"origin": None},
            (
                "400 The Origin header is missing: browsers send it by themselves, other programs must add the header"
                f" Origin: {ORIGIN}."
            ),
        ),
        (
            {"token": None},
            (
                "400 The web application token is missing: the address needs the parameter emApplicationtoken"
                " with the token of the website."
            ),
        ),
        (
            {"token": "wrong"},
            (
                "401 The web application token is not valid: nobody has the one that begins with wrong"
                " and is 5 characters long."
            ),
        ),
        (
            {"origin": f"{ORIGIN}/"},
            f"401 The origin {ORIGIN}/ is not allowed for the web application token; it is registered for {ORIGIN}.",
        ),
    ]
    for credentials, sentence in expected:
        status, message = refused(site.get("events/published", **credentials))
        assert f"{status} {message}" == sentence
    assert refused(site.get("events/Nowhere")) == (404, "The event was not found.")


def test_errors_can_be_read_by_a_website_of_a_known_origin_and_by_no_other(world: World) -> None:
    known = world.site.get("events/Nowhere")
    without_token = world.site.get("events/published", token=None)
    unknown = world.site.get("events/published", origin="https://elsewhere.example")

    assert known.headers["access-control-allow-origin"] == ORIGIN
    assert without_token.headers["access-control-allow-origin"] == ORIGIN
    assert known.headers["access-control-expose-headers"] == "Content-Length, Content-Type, Retry-After"
    assert not [name for name in unknown.headers if name.startswith("access-control")]
    assert unknown.headers["vary"] == "Origin"


def test_a_preflight_is_answered_on_any_path_of_either_base(world: World) -> None:
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    paths = ["events/published", "nowhere/at/all", "", "events/x/registrations/finalize"]

    for base, path in product([V2, rt(world.organization.id), rt(NOBODY)], paths):
        known = world.site.ask("OPTIONS", path, base=base, headers=asking)
        unknown = world.site.ask("OPTIONS", path, base=base, headers=asking, origin="https://elsewhere.example")

        assert (known.status_code, known.content) == (204, b"")
        assert known.headers["access-control-allow-origin"] == ORIGIN
        assert known.headers["access-control-allow-headers"] == "Content-Type, Authorization"
        assert known.headers["access-control-max-age"] == "600"
        assert unknown.status_code == 204
        assert not [name for name in unknown.headers if name.startswith("access-control")]


def test_every_spelling_of_the_address_is_answered_directly(world: World) -> None:
    for path in (
        "//EvtMgmt/api/v2.0/events/published",
        "/evtmgmt/API/v2.0/Events/PUBLISHED",
        "/EvtMgmt/api/v2.0/events/published/",
        "/EvtMgmt/api/v1.0/events/published",
        "/o/main/EvtMgmt/api/v2.0/events/published",
    ):
        response = world.site.get("", base=path)

        assert response.status_code == 200
        assert len(response.json()) == 1


def test_an_event_is_found_in_any_letter_case_percent_encoded_and_by_its_guid(world: World) -> None:
    event_id = world.site.get(f"events/{EVENT}").json()["eventId"]

    for given in (EVENT.lower(), "Harbour%5FData%5FDays", event_id, event_id.upper(), f"%7B{event_id}%7D"):
        response = world.site.get(f"events/{given}")
        assert response.json()["readableEventId"] == EVENT


def test_a_head_gets_the_headers_of_the_get_and_no_body(world: World) -> None:
    whole = world.site.get(f"events/{EVENT}")

    head = world.site.ask("HEAD", f"events/{EVENT}")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_the_wrong_verb_names_the_right_ones(world: World) -> None:
    for method, path, allowed in (
        ("DELETE", "events/published", "GET, HEAD"),
        ("POST", "events/published", "GET, HEAD"),
        ("OPTIONS", "events/published", "GET, HEAD"),
        ("GET", "events/x/registrations", "POST"),
        ("HEAD", "events/x/registrations", "POST"),
        ("PUT", "events/x/registrations/finalize", "POST"),
        ("POST", "speakers/x/image", "GET, HEAD"),
        ("POST", "openapi.json", "GET, HEAD"),
    ):
        response = world.site.ask(method, path, token=None, origin=None)

        assert (response.status_code, response.headers["allow"]) == (405, allowed)


def test_unknown_paths_are_404_before_anything_else_is_checked(world: World) -> None:
    for path in ("", "events", "events/", "nowhere", "calendar/personal"):
        assert refused(world.site.get(path, token=None, origin=None))[0] == 404


def test_an_unknown_organization_is_404_on_rt(world: World) -> None:
    for guid in (NOBODY, NO_GUID):
        assert refused(world.site.get("events/published", base=rt(guid))) == (404, "The organization was not found.")


def test_rt_answers_callers_without_an_origin(world: World) -> None:
    for _ in range(2):
        response = world.site.get("events/published", base=rt(world.organization.id), origin=None)

        assert response.status_code == 200
        assert "access-control-allow-origin" not in response.headers


def test_checks_come_in_the_contracts_order(world: World) -> None:
    site = world.site

    # verb before token; token before ids; ids before the body
    assert site.ask("DELETE", f"sessions/{NO_GUID}", token=None).status_code == 405
    assert site.get(f"sessions/{NO_GUID}", token="wrong").status_code == 401
    assert refused(site.get(f"sessions/{NO_GUID}")) == (400, "The sessionId in the address is not a GUID.")
    assert site.get(f"sessions/{NOBODY}").status_code == 404
    wrong_type = {"Content-Type": "text/plain"}
    registrations = f"events/{EVENT}/registrations"
    assert site.post(registrations, token="wrong", content=b"{", headers=wrong_type).status_code == 401
    assert site.post(registrations, content=b"{" * 2_000_000, headers=wrong_type).status_code == 413
    assert site.post(registrations, content=b"{", headers=wrong_type).status_code == 415
    assert site.post(registrations, content=b"{").status_code == 400


def path_of(operation: Operation, guid: str) -> str:
    path = operation.path.replace("{readableEventId}", EVENT)
    for name in operation.guid_parameters:
        path = path.replace(f"{{{name}}}", guid)
    return path


def test_a_malformed_guid_is_400_and_an_unknown_one_404(world: World) -> None:
    for operation in (operation for operation in OPERATIONS if operation.guid_parameters):
        expected = (401, 401) if operation.needs_bearer else (400, 404)
        for guid, status in zip((NO_GUID, NOBODY), expected, strict=True):
            assert refused(world.site.ask(operation.verb, path_of(operation, guid)))[0] == status


def test_no_operation_answers_another_organizations_token(world: World) -> None:
    with_token = [operation for operation in OPERATIONS if operation.needs_token]

    for base, operation in product([V2, rt(world.organization.id)], with_token):
        path, token = path_of(operation, NOBODY), world.other_application.token
        assert refused(world.site.ask(operation.verb, path, base=base, token=token))[0] == 401


def test_an_organization_never_sees_anothers_records(world: World) -> None:
    event = make_event(world.other, "Secret")
    session, track = make_session(event), make_track(event)
    site = world.site
    paths = [
        *(f"events/{given}{rest}" for given in ("Secret", event.id) for rest in (
            "", "/sessions", "/tracks", "/speakers", "/sponsorships", "/passes",
            "/custom-registration-fields", "/registrations/count",
        )),
        f"sessions/{session.id}",
        f"sessions/{session.id}/registrations/count",
        f"tracks/{track.id}/sessions",
    ]  # fmt: skip

    for path in paths:
        assert refused(site.get(path))[0] == 404
    assert [event["readableEventId"] for event in site.get("events/published").json()] == [EVENT]
    registration = site.post("events/Secret/registrations", json={"attendees": [an_attendee()]}).json()
    assert registration["errorCode"] == "EventNotFound"
    own = site.get("events/published", base="/o/other" + V2, token=world.other_application.token)
    assert [event["readableEventId"] for event in own.json()] == ["Secret"]


def test_rt_filters_take_guids_in_any_case_and_refuse_others(world: World) -> None:
    base = rt(world.organization.id)
    event = make_event(world.organization, "Assigned", web_application=world.web_application)
    guid = str(world.web_application.id).upper()

    named = world.site.get(f"events/published?WEBAPPID={guid}", base=base)
    nobody = world.site.get(f"events/published?webappId={guid}&businessUnitId={NOBODY}", base=base)
    malformed = world.site.get("events/published?businessUnitId=17", base=base)
    ignored = world.site.get(f"events/published?webappId={NOBODY}")

    assert [each["eventId"] for each in named.json()] == [str(event.id)]
    assert nobody.json() == []
    assert refused(malformed) == (400, "The query parameter businessUnitId is not a GUID.")
    assert len(ignored.json()) == 2


def test_the_caller_is_anonymous_and_its_answer_is_never_stored(world: World) -> None:
    response = world.site.get("users/authenticated")

    assert response.json() == {"id": None, "firstName": None, "lastName": None, "email": None, "isAnonymous": True}
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_a_bearer_is_401_also_where_the_answer_is_kept(world: World) -> None:
    world.site.get("events/published")

    response = world.site.get("events/published", headers={"Authorization": "Bearer x"})
    basic = world.site.get("events/published", headers={"Authorization": "Basic x"})

    assert refused(response)[0] == 401
    assert basic.status_code == 200


def test_a_repeated_header_hides_nothing(world: World) -> None:
    world.site.get("events/published")

    for authorization in (["Basic x", "Bearer x"], ["Bearer x", "Basic x"]):
        bearer = world.site.get("events/published", more_headers=[("Authorization", each) for each in authorization])
        assert refused(bearer)[0] == 401
    for origin in ("https://b.example", ORIGIN):
        two_origins = world.site.get(f"events/{EVENT}", more_headers=[("Origin", origin)])
        assert refused(two_origins)[0] == 401
        assert "access-control-allow-origin" not in two_origins.headers


def test_registering_answers_with_the_result_and_every_later_read_counts_it(world: World) -> None:
    site = world.site
    assert site.get(f"events/{EVENT}/registrations/count").json() == 0

    for taken in (1, 2):
        result = site.post(f"events/{EVENT}/registrations", json={"attendees": [an_attendee(taken)]})
        assert result.json() == {
            "status": "Success", "errorMessage": None, "errorCode": None, "redirectUrl": None, "purchaseId": None,
        }  # fmt: skip
        assert result.headers["cache-control"] == "no-store"
        assert result.headers["access-control-allow-origin"] == ORIGIN
        assert site.get(f"events/{EVENT}/registrations/count").json() == taken
        assert site.get(f"events/{EVENT}").json()["registrationCount"] == taken
    full = site.post(f"events/{EVENT}/registrations", json={"attendees": [an_attendee(3)]})

    assert (full.status_code, full.json()["errorCode"]) == (200, "MaximumNoAttendeesReached")


def test_an_unknown_event_is_a_result_and_no_http_error_when_registering_or_finalizing(world: World) -> None:
    for path in ("events/Nowhere/registrations", f"events/{NOBODY}/registrations/finalize"):
        response = world.site.post(path, json={"attendees": [an_attendee()]})
        assert (response.status_code, response.json()["errorCode"]) == (200, "EventNotFound")


def test_finalizing_needs_the_organizations_demo_switch(world: World) -> None:
    response = world.site.post(f"events/{EVENT}/registrations/finalize", json={"purchaseId": NOBODY})

    assert response.json()["errorCode"] == "FinalizationNotEnabled"


def test_a_body_of_the_wrong_shape_is_400_with_a_sentence(world: World) -> None:
    for content, message in (
        (b"", "The body is not valid JSON."),
        (b"[]", "The body must be a JSON object."),
        (b'{"attendees": 5}', "attendees must be an array, not a number."),
        (b'{"attendees": [{"firstName": 5}]}', "attendees[0].firstName must be text, not a number."),
        (b'{"attendees": [' + b"[" * 100_000, "The body is nested too deeply."),
        (b"\xff\xfe", "The body is not valid UTF-8."),
    ):
        response = world.site.post(f"events/{EVENT}/registrations", content=content)

        assert refused(response) == (400, message)


def test_a_byte_order_mark_other_casing_and_a_missing_content_type_do_not_matter(world: World) -> None:
    body = {"ATTENDEES": [{"FirstName": "Mara", "lastname": "Oyelaran", "EMAIL": "mara@oyelaran.example"}]}

    response = world.site.post(f"events/{EVENT}/registrations", content=b"\xef\xbb\xbf" + json.dumps(body).encode())

    assert response.json()["status"] == "Success"


def test_a_repeated_idempotency_key_gets_the_first_answer_and_registers_nobody_twice(world: World) -> None:
    site, path = world.site, f"events/{EVENT}/registrations"
    key = {"Idempotency-Key": "order-17"}
    first = site.post(path, json={"attendees": [an_attendee(1)]}, headers=key)
    again = site.post(path, json={"attendees": [an_attendee(1)]}, headers=key)
    other = site.post(path, json={"attendees": [an_attendee(2)]}, headers=key)

    assert first.json() == again.json()
    assert refused(other)[0] == 422
    assert site.get(f"events/{EVENT}/registrations/count").json() == 1


def test_an_idempotency_key_has_visible_ascii_characters(world: World) -> None:
    path, body = f"events/{EVENT}/registrations", {"attendees": [an_attendee()]}

    for key in (b"", b"a b", b"x" * 256, b"\xe9"):
        assert refused(world.site.post(path, json=body, headers={"Idempotency-Key": key}))[0] == 400
    assert world.site.get(f"events/{EVENT}/registrations/count").json() == 0


def test_the_description_and_its_page_are_open_to_everybody_on_both_bases(world: World) -> None:
    for base in (V2, rt(world.organization.id), "/o/other" + V2):
        description = world.site.get("openapi.json", base=base, token=None, origin=None)
        page = world.site.get("docs", base=base, token=None, origin=None)

        assert description.json()["servers"] == [{"url": HOST + base.rstrip("/")}]
        assert description.headers["access-control-allow-origin"] == "*"
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["openapi.json", "docs"])
def test_the_description_is_packed_and_saved_like_other_shared_answers(world: World, path: str) -> None:
    def ask(**headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return world.site.get(path, token=None, origin=None, headers={"accept-encoding": "identity"} | sent)

    plain, packed = ask(), ask(accept_encoding="gzip")

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.content == plain.content
    for response in (plain, packed):
        again = ask(if_none_match=response.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert again.headers[name] == response.headers[name]
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]


def test_a_description_names_the_address_that_was_called_unless_that_is_absurd(world: World) -> None:
    other = world.site.get("openapi.json", host="http://other.example")
    absurd = world.site.get("openapi.json", base="/" * 2000 + V2)

    assert other.json()["servers"] == [{"url": "http://other.example" + V2.rstrip("/")}]
    assert refused(absurd)[0] == 404


def test_where_no_token_is_needed_every_script_may_read_why_there_is_nothing(world: World) -> None:
    image = f"speakers/{NOBODY}/image"
    asked = [
        world.site.get(image, origin="https://elsewhere.example"),
        world.site.get(f"speakers/{NO_GUID}/image"),
        world.site.get(image, base=rt(NOBODY)),
        world.site.ask("POST", image),
        world.site.ask("POST", f"sponsorships/{NOBODY}/logo"),
        world.site.ask("POST", "openapi.json"),
    ]

    assert [response.status_code for response in asked] == [404, 400, 404, 405, 405, 405]
    assert {response.headers["access-control-allow-origin"] for response in asked} == {"*"}
