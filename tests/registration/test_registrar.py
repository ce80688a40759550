"""The writer thread: commit before answer, back-pressure, failures that stay alone, draining."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import IntegrityError, OperationalError

from guestlist import limits
from guestlist.registration import registrar as module
from guestlist.registration.models import Registration
from guestlist.registration.registrar import DatabaseUnreachable, Registrar, RegistrarBusy
from guestlist.registration.requests import Request
from guestlist.registration.rules.decisions import Done, ErrorCode, Refused
from tests.builders import an_attendee, make_event, make_organization, registering

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def registrar():
    registrar = Registrar()
    yield registrar
    registrar.stop()


def requests_for(event, count):
    return [
        Request(event.organization_id, event.readable_event_id, registering(an_attendee(number)))
        for number in range(count)
    ]


async def submit_all(registrar, requests):
    return await asyncio.gather(*(registrar.submit(request) for request in requests), return_exceptions=True)


def test_simultaneous_requests_for_the_last_seats_get_exactly_those(registrar):
    event = make_event(make_organization(), capacity=30)
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests_for(event, 200)))

    assert replies[:30] == [Done()] * 30
    assert {reply.code for reply in replies[30:]} == {ErrorCode.MAXIMUM_NO_ATTENDEES_REACHED}
    assert Registration.objects.count() == 30


def test_whoever_is_told_success_is_stored_already(registrar):
    event = make_event(make_organization())
    registrar.start()

    async def register_and_look():
        reply = await registrar.submit(requests_for(event, 1)[0])
        return reply, await asyncio.to_thread(Registration.objects.count)

    assert asyncio.run(register_and_look()) == (Done(), 1)


def test_requests_that_wait_when_it_stops_are_answered_and_later_ones_refused(registrar):
    event = make_event(make_organization())

    async def scenario():
        waiting = [asyncio.ensure_future(registrar.submit(request)) for request in requests_for(event, 5)]
        await asyncio.sleep(0)
        registrar.start()
        await asyncio.to_thread(registrar.stop)
        late = await submit_all(registrar, requests_for(event, 1))
        return await asyncio.gather(*waiting), late

    replies, late = asyncio.run(scenario())

    assert replies == [Done()] * 5
    assert isinstance(late[0], RegistrarBusy)
    assert not registrar.is_alive


def test_a_full_inbox_refuses_at_once(registrar, monkeypatch):
    monkeypatch.setattr(limits, "INBOX_LENGTH_MAX", 2)
    event = make_event(make_organization())

    async def scenario():
        waiting = [asyncio.ensure_future(registrar.submit(request)) for request in requests_for(event, 3)]
        await asyncio.sleep(0)
        registrar.start()
        return await asyncio.gather(*waiting, return_exceptions=True)

    replies = asyncio.run(scenario())

    assert replies[:2] == [Done(), Done()]
    assert isinstance(replies[2], RegistrarBusy)


def test_a_request_that_waited_too_long_is_decided_no_more(registrar, monkeypatch):
    monkeypatch.setattr(limits, "REQUEST_WAIT_SECONDS_MAX", -1.0)
    event = make_event(make_organization())
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests_for(event, 1)))

    assert replies[0].code == ErrorCode.REQUEST_TIMED_OUT
    assert not Registration.objects.exists()


def test_what_the_rules_could_not_foresee_fails_alone(registrar, monkeypatch):
    event = make_event(make_organization())
    requests = requests_for(event, 4)
    broken = requests[2].command.attendees[0].registration_id
    perform = module.perform

    def perform_unless_broken(batch, **rest):
        replies = perform(batch, **rest)
        if any(request.command.attendees[0].registration_id == broken for request in batch):
            raise IntegrityError("a row that the rules did not foresee")
        return replies

    monkeypatch.setattr(module, "perform", perform_unless_broken)
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests))

    assert [isinstance(reply, Refused) for reply in replies] == [False, False, True, False]
    assert replies[2].code == ErrorCode.REGISTRATION_FAILED
    assert Registration.objects.count() == 3


def test_a_connection_that_breaks_in_the_commit_registers_nobody_twice(registrar, monkeypatch):
    event = make_event(make_organization())
    commit = module._commit
    broke = threading.Event()

    def commit_then_break(requests):
        replies = commit(requests)
        if not broke.is_set():
            broke.set()
            raise OperationalError("server closed the connection unexpectedly")
        return replies

    monkeypatch.setattr(module, "_commit", commit_then_break)
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests_for(event, 3)))

    assert replies == [Done()] * 3
    assert Registration.objects.count() == 3


def test_a_database_that_does_not_answer_is_told_from_a_refusal(registrar, monkeypatch):
    event = make_event(make_organization())

    def fail(requests):
        raise OperationalError("could not connect")

    monkeypatch.setattr(module, "_commit", fail)
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests_for(event, 1)))

    assert isinstance(replies[0], DatabaseUnreachable)


def test_a_caller_who_hangs_up_does_not_disturb_the_others(registrar):
    event = make_event(make_organization())

    async def scenario():
        waiting = [asyncio.ensure_future(registrar.submit(request)) for request in requests_for(event, 3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        registrar.start()
        return await asyncio.gather(*waiting, return_exceptions=True)

    replies = asyncio.run(scenario())

    assert (replies[0], replies[2]) == (Done(), Done())
    assert isinstance(replies[1], asyncio.CancelledError)
