"""Captchas as websites meet them: issued, drawn, answered once (contract 4.10, 5.3 rule 12, 5.10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from guestlist.captcha import flows
from guestlist.catalog.choices import PublishStatus
from guestlist.catalog.models import Event
from guestlist.eventsapi import captchas
from guestlist.organizations.models import CaptchaKind, Organization
from guestlist.registration.models import Purchase, Registration, UsedCaptcha
from tests.builders import ORIGIN, make_event, make_field, make_organization, make_pass, make_web_application
from tests.captcha.solving import answer_to
from tests.conftest import Clock
from tests.databases import Database
from tests.eventsapi.site import HOST, Site, rt, running

EVENT = "Harbour_Data_Days"
WRONG = "FinalizationNotAllowed"


@dataclass
class World:
    """A site with an event that asks for a captcha."""

    site: Site
    organization: Organization
    event: Event
    clock: Clock

    def issue(self, event: str = EVENT) -> str:
        """Ask for a captcha as a website does; gives its flow id."""
        return str(self.site.get(f"events/{event}/captcha").json()["FlowId"])

    def register(self, hip_object: Any = None, *, event: str = EVENT, headers: Any = None, **attendee: Any) -> Any:
        person = {"firstName": "Mara", "lastName": "Oyelaran", "email": "mara@oyelaran.example"} | attendee
        body: dict[str, Any] = {"attendees": [person]} | ({"hipObject": hip_object} if hip_object is not None else {})
        return self.site.post(f"events/{event}/registrations", json=body, headers=headers).json()


@pytest.fixture(params=list(CaptchaKind))
def kind(request: pytest.FixtureRequest) -> CaptchaKind:
    return CaptchaKind(request.param)


@pytest.fixture
def world(database: Database, clock: Clock) -> Iterator[World]:
    Organization.objects.all().delete()
    organization = make_organization("main")
    web_application = make_web_application(organization)
    event = make_event(organization, EVENT, needs_captcha=True)
    with running() as site:
        site.token = web_application.token
        yield World(site, organization, event, clock)


def test_a_captcha_has_four_strings_in_the_contracts_order_and_is_never_stored(world: World) -> None:
    response = world.site.get(f"events/{EVENT}/captcha")
    other = world.site.get(f"events/{EVENT}/captcha")

    flow_id = response.json()["FlowId"]
    assert json.dumps(response.json(), separators=(",", ":")) == response.text
    assert response.text == (
        f'{{"FlowId":"{flow_id}","HipUrl":"{HOST}/captcha/{flow_id}.js","ObjectName":"WLSPHIP0","FunctionName":"verify"}}'
    )
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["access-control-allow-origin"] == ORIGIN
    assert "etag" not in response.headers
    assert other.json()["FlowId"] != flow_id


def test_the_script_is_at_the_root_that_was_called(world: World) -> None:
    in_folder = world.site.get(f"events/{EVENT}/captcha", base="/o/main/EvtMgmt/api/v2.0/")
    on_rt = world.site.get(f"events/{EVENT}/captcha", base=rt(world.organization.id), host="http://localhost:8000")

    assert in_folder.json()["HipUrl"].startswith(f"{HOST}/o/main/captcha/")
    assert on_rt.json()["HipUrl"].startswith("http://localhost:8000/captcha/")
    script = world.site.ask("GET", in_folder.json()["HipUrl"], host="", base="", token=None, origin=None)
    assert f'"picture": "{HOST}/o/main/captcha/' in script.text


def test_an_event_without_captcha_answers_and_one_that_is_not_live_is_404(world: World) -> None:
    make_event(world.organization, "Open_Day")
    make_event(world.organization, "Draft", publish_status=PublishStatus.DRAFT)
    make_event(make_organization("other"), "Elsewhere")

    assert flows.read(world.issue("Open_Day")) is not None
    for event in ("Draft", "Elsewhere", "Nowhere"):
        response = world.site.get(f"events/{event}/captcha")
        assert (response.status_code, response.json()) == (404, {"Message": "The event was not found."})
    assert world.site.get(f"events/{EVENT}/captcha", token="wrong").status_code == 401
    assert world.site.post(f"events/{EVENT}/captcha").status_code == 405


def test_what_the_script_loads_needs_neither_token_nor_origin(world: World) -> None:
    address = world.site.get(f"events/{EVENT}/captcha").json()["HipUrl"].removesuffix(".js")

    for end, media_type, start in (
        (".js", "text/javascript; charset=utf-8", b"(() => {"),
        (".png", "image/png", b"\x89PNG"),
        (".wav", "audio/wav", b"RIFF"),
        ("/de.wav", "audio/wav", b"RIFF"),
        ("/again", "application/json; charset=utf-8", b'{"flowId":'),
    ):
        response = world.site.ask("GET", address + end, host="", base="", token=None, origin=None)
        assert (response.status_code, response.headers["content-type"]) == (200, media_type)
        assert response.content.startswith(start)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        refused = world.site.ask("POST", address + end, host="", base="", token=None, origin=None)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


def test_again_is_another_captcha_for_the_same_event(world: World) -> None:
    flow_id = world.issue()
    world.clock.advance(minutes=25)  # also when the first is over

    asked = world.site.get(f"captcha/{flow_id}/again", base="/", token=None, origin=None).json()

    assert asked["flowId"] != flow_id
    assert world.register(answer_to(asked["flowId"]))["status"] == "Success"


def test_unknown_flows_show_nothing_and_neither_do_those_that_are_over(world: World) -> None:
    flow_id = world.issue()
    tampered = f"A{flow_id[1:]}" if flow_id[0] != "A" else f"B{flow_id[1:]}"
    ends = ("", ".gif", ".png/again", "/de.js", "/.wav", "/de/de.wav", "/de.de.wav", "/again/de.wav")
    nowhere = ["", "captcha", *(f"captcha/{flow_id}{end}" for end in ends)]
    unknown = [f"captcha/{tampered}{end}" for end in (".js", ".png", ".wav", "/de.wav", "/again")]

    for path in (*nowhere[1:], *unknown):
        assert world.site.get(path, base="/", token=None, origin=None).status_code == 404, path
    world.clock.advance(minutes=20)
    for end in (".png", ".wav", "/de.wav"):
        assert world.site.get(f"captcha/{flow_id}{end}", base="/", token=None, origin=None).status_code == 404


@pytest.mark.parametrize("end", [".png", "/de.wav"])
def test_more_drawings_than_may_wait_are_sent_away(world: World, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(captchas, "WAITING_MAX", 0)

    response = world.site.get(f"captcha/{world.issue()}{end}", base="/", token=None, origin=None)

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


def test_the_digits_are_spoken_in_the_language_of_the_address_and_in_english_where_there_is_none(world: World) -> None:
    flow_id = world.issue()

    def hear(end: str, headers: Any = None) -> Any:
        return world.site.get(f"captcha/{flow_id}{end}", base="/", token=None, origin=None, headers=headers)

    german, english = hear("/de.wav").content, hear("/en.wav").content
    assert german != english
    assert german == hear("/de.wav").content
    assert hear(".wav").content == hear("/fr.wav").content == english
    part = hear("/de.wav", {"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (206, german[:2])
    assert part.headers["content-range"] == f"bytes 0-1/{len(german)}"


def test_a_right_answer_registers_once_and_never_again(world: World, kind: CaptchaKind) -> None:
    world.organization.captcha = kind
    world.organization.save()
    answer = answer_to(world.issue())

    assert world.register()["errorCode"] == WRONG
    assert world.register({})["errorCode"] == WRONG
    assert world.register(answer)["status"] == "Success"
    again = world.register(answer)

    assert (again["status"], again["errorCode"]) == ("Error", WRONG)
    assert Registration.objects.count() == 1
    assert UsedCaptcha.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"Solution": "wrong"}, {"Solution": ""}, {"Token": "wrong"}, {"Token": ""}],
    ids=["solution", "no solution", "token", "no token"],
)
def test_a_wrong_answer_uses_the_captcha_up(world: World, wrong: dict[str, str]) -> None:
    flow_id = world.issue()

    assert world.register(answer_to(flow_id, **wrong))["errorCode"] == WRONG
    assert world.register(answer_to(flow_id))["errorCode"] == WRONG
    assert not Registration.objects.exists()


def test_what_is_refused_later_uses_the_captcha_up_and_what_is_refused_earlier_does_not(world: World) -> None:
    diet = make_field(world.event, "Diet", is_required=True)
    answer = answer_to(world.issue())
    said = {"responses": [{"id": str(diet.id), "value": "None"}]}

    assert world.register(answer)["errorCode"] == "RequiredRegistrationFieldMissing"
    assert world.register(answer, email="nowhere", **said)["errorCode"] == "InvalidValueForRequiredRegistrationField"
    assert world.register(answer, passId="day", **said)["errorCode"] == "AttendeePassIdNotValid"
    assert world.register(answer, **said)["errorCode"] == WRONG


def test_an_http_error_leaves_the_captcha_unused(world: World) -> None:
    answer = answer_to(world.issue())
    body = {"attendees": [{"firstName": "Mara", "lastName": "Oyelaran", "email": 7}], "hipObject": answer}
    world.register(answer_to(world.issue()), headers={"Idempotency-Key": "one"})

    malformed = world.site.post(f"events/{EVENT}/registrations", json=body)
    conflict = world.site.post(
        f"events/{EVENT}/registrations",
        json={"attendees": [], "hipObject": answer},
        headers={"Idempotency-Key": "one"},
    )

    assert (malformed.status_code, conflict.status_code) == (400, 422)
    assert world.register(answer)["status"] == "Success"


def test_a_repeat_under_an_idempotency_key_gets_its_answer_again(world: World) -> None:
    answer = answer_to(world.issue())

    replies = [world.register(answer, headers={"Idempotency-Key": "one"}) for _ in range(2)]

    assert [reply["status"] for reply in replies] == ["Success", "Success"]
    assert Registration.objects.count() == 1


def test_a_captcha_lives_for_twenty_minutes(world: World) -> None:
    early, late = world.issue(), world.issue()

    world.clock.advance(minutes=19, seconds=59)
    assert world.register(answer_to(early))["status"] == "Success"
    world.clock.advance(seconds=1)
    assert world.register(answer_to(late))["errorCode"] == WRONG


def test_a_captcha_is_of_one_event_of_one_organization(world: World) -> None:
    make_event(world.organization, "Night_Tours", needs_captcha=True)
    foreign = flows.issue(make_organization("other").id, world.event.id, CaptchaKind.PICTURE, world.clock.now())

    assert world.register(answer_to(world.issue("Night_Tours")))["errorCode"] == WRONG
    assert world.register(answer_to(foreign.id))["errorCode"] == WRONG
    # Nor does one organization use up what is another's.
    assert not UsedCaptcha.objects.filter(key=foreign.key).exists()


def test_of_many_with_one_answer_at_the_same_time_one_is_registered(world: World) -> None:
    answer = answer_to(world.issue())

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda number: world.register(answer, email=f"m{number}@o.example"), range(16)))

    assert sorted(reply["errorCode"] or reply["status"] for reply in replies) == [WRONG] * 15 + ["Success"]
    assert Registration.objects.count() == 1


def test_without_a_captcha_any_hip_object_will_do(world: World) -> None:
    make_event(world.organization, "Open_Day")
    blank = dict.fromkeys(("Solution", "Token", "Type", "FlowId"), "")

    for given in (None, {}, blank, answer_to(world.issue("Open_Day"))):
        assert world.register(given, event="Open_Day")["status"] == "Success"
    assert not UsedCaptcha.objects.exists()


def test_a_paid_event_is_finalized_with_the_answer_that_bought(world: World) -> None:
    world.organization.demo_payment = True
    world.organization.save()
    day = make_pass(world.event, "Day")
    answer = answer_to(world.issue())
    bought = world.register(answer, passId=str(day.id))
    world.clock.advance(minutes=30)

    def finalize(hip_object: Any) -> Any:
        body = {"purchaseId": bought["purchaseId"], "hipObject": hip_object}
        return world.site.post(f"events/{EVENT}/registrations/finalize", json=body).json()

    assert bought["status"] == "Initiated"
    assert Purchase.objects.get().captcha == answer
    assert finalize(answer | {"Solution": "other"})["errorCode"] == WRONG
    assert finalize(None)["errorCode"] == WRONG
    assert finalize(answer)["status"] == "Success"
    assert finalize(answer)["status"] == "Success"


def test_a_captcha_free_paid_event_is_finalized_with_four_empty_strings(world: World) -> None:
    Organization.objects.update(demo_payment=True)
    event = make_event(world.organization, "Open_Day")
    bought = world.register(event="Open_Day", passId=str(make_pass(event).id))
    blank = dict.fromkeys(("Solution", "Token", "Type", "FlowId"), "")

    finalized = world.site.post(
        "events/Open_Day/registrations/finalize", json={"purchaseId": bought["purchaseId"], "hipObject": blank}
    )

    assert finalized.json()["status"] == "Success"


def test_the_kind_is_that_of_the_organization_and_the_picture_where_none_is_chosen(world: World) -> None:
    kinds = []
    for chosen in ("", CaptchaKind.PICTURE, CaptchaKind.PROOF_OF_WORK):
        Organization.objects.filter(pk=world.organization.pk).update(captcha=chosen)
        flow = flows.read(world.issue())
        kinds.append(flow and flow.kind)

    assert kinds == [CaptchaKind.PICTURE, CaptchaKind.PICTURE, CaptchaKind.PROOF_OF_WORK]
