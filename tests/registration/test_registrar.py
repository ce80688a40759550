"""The writer thread: commit before answer, back-pressure, failures that stay alone, draining."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import IntegrityError, OperationalError, transaction

from guestlist import limits
from guestlist.registration import registrar as module
from guestlist.registration import step
from guestlist.registration.models import Registration
from guestlist.registration.registrar import DatabaseUnreachable, Registrar, RegistrarBusy
from guestlist.registration.requests import Request
from guestlist.registration.rules.decisions import Done, ErrorCode, Refused
from tests.builders import an_attendee, make_event, make_organization, registering
from tests.waiting import eventually

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


def test_a_request_that_waited_too_long_for_the_locks_is_decided_no_more(registrar, monkeypatch):
    event = make_event(make_organization())
    lock = step.lock

    def lock_late(*given):
        lock(*given)
        monkeypatch.setattr(limits, "REQUEST_WAIT_SECONDS_MAX", -1.0)

    monkeypatch.setattr(step, "lock", lock_late)
    registrar.start()

    replies = asyncio.run(submit_all(registrar, requests_for(event, 2)))

    assert [reply.code for reply in replies] == [ErrorCode.REQUEST_TIMED_OUT] * 2
    assert not Registration.objects.exists()


def test_it_is_not_alive_while_a_batch_waits_too_long(registrar, monkeypatch):
    event = make_event(make_organization())
    commit = module._commit
    waits, may_go_on = threading.Event(), threading.Event()

    def commit_slowly(batch):
        replies = commit(batch)
        waits.set()
        assert may_go_on.wait(20)
        return replies

    monkeypatch.setattr(module, "_commit", commit_slowly)
    registrar.start()
    seen = []

    async def scenario():
        waiting = asyncio.ensure_future(registrar.submit(requests_for(event, 1)[0]))
        await asyncio.to_thread(waits.wait, 20)
        seen.append(registrar.is_alive)
        with monkeypatch.context() as later:
            later.setattr(limits, "REQUEST_WAIT_SECONDS_MAX", -1.0)
            seen.append(registrar.is_alive)
        may_go_on.set()
        await waiting

    asyncio.run(scenario())

    assert seen == [True, False]
    monkeypatch.setattr(limits, "REQUEST_WAIT_SECONDS_MAX", -1.0)
    assert eventually(lambda: registrar.is_alive)


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


@pytest.fixture
def unreachable(monkeypatch):
    """A database that answers no batch; the sizes of those that were tried."""
    tried = []

    def fail(batch):
        tried.append(len(batch))
        raise OperationalError("could not connect")

    monkeypatch.setattr(module, "_commit", fail)
    return tried


def submit_at_once(registrar, requests):
    """Submit requests so that they are one batch."""

    async def scenario():
        waiting = [asyncio.ensure_future(registrar.submit(request)) for request in requests]
        await asyncio.sleep(0)
        registrar.start()
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(scenario())


def test_a_database_that_does_not_answer_is_told_from_a_refusal_and_waited_for_once_more_only(registrar, unreachable):
    event = make_event(make_organization())

    replies = submit_at_once(registrar, requests_for(event, 5))

    assert [type(reply) for reply in replies] == [DatabaseUnreachable] * 5
    assert unreachable == [5, 1]


def test_a_request_that_is_too_old_after_a_failure_is_not_decided_again_unless_it_was_stored(registrar, monkeypatch):
    event = make_event(make_organization())
    requests = requests_for(event, 3)
    perform = module.perform

    def store_one_then_wait(batch, **rest):
        perform(batch[:1], **rest)
        transaction.on_commit(break_late, using="default")
        return []

    def break_late():
        monkeypatch.setattr(limits, "REQUEST_WAIT_SECONDS_MAX", -1.0)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(module, "perform", store_one_then_wait)

    replies = submit_at_once(registrar, requests)

    assert replies[0] == Done()
    assert [reply.code for reply in replies[1:]] == [ErrorCode.REQUEST_TIMED_OUT] * 2
    assert Registration.objects.count() == 1


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
