"""The file that a person is given: everything about them, nothing about others."""

from __future__ import annotations

import json

from guestlist.people.subjects import OWN_ISSUER
from guestlist.privacy.exporting import export_contact
from guestlist.registration.models import Registration
from tests.builders import an_attendee, commit, registering
from tests.privacy.people import ANSWER, CONSENT, EMAIL, FIRST, Life


def test_everything_about_the_person_is_in_the_file(life: Life) -> None:
    document = json.loads(json.dumps(export_contact(life.contact)))

    assert document["person"]["email"] == EMAIL
    assert document["person"]["telephone1"] == "+49 quillfeather"
    assert document["account"]["email"] == EMAIL.casefold()
    assert (document["signs_in_as"], document["signs_in_at"]) == (life.contact.subject, OWN_ISSUER)
    there = next(row for row in document["registrations"] if row["event"] == "Past Days")
    assert [said["answer"] for said in there["answers"]] == [ANSWER, "38"]
    assert there["answers"][0]["question"] == "Diet"
    assert len(there["check_ins"]) == 1
    coming = next(row for row in document["registrations"] if row["event"] == "Coming Days")
    assert [seat["name"] for seat in coming["sessions"]] == ["Tide gauges"]
    assert [(row["event"], row["answers"][0]["question"]) for row in document["waitlist"]] == [
        ("Full Days", "Diet too")
    ]
    assert [(row["event"], row["status"]) for row in document["purchases"]] == [("Paid Days", "open")]
    assert {(row["event"], row["text"]) for row in document["consents"]} == {
        (name, CONSENT) for name in ("Past Days", "Coming Days", "Full Days", "Paid Days")
    }
    assert {row["kind"] for row in document["mails"]} >= {"account.mail", "event.reminder", "registration.added"}
    assert [row["address"] for row in document["mails_that_came_back"]] == [EMAIL.casefold()]
    assert document["log"]


def test_of_others_it_tells_only_how_many_there_are(life: Life) -> None:
    commit(life.upcoming, registering(an_attendee(40), registered_by_id=life.contact.pk))

    document = export_contact(life.contact)

    assert Registration.objects.filter(registered_by=life.contact).exists()
    assert document["registered_for_others"] == 1
    assert "oyelaran" not in json.dumps(document).casefold()


def test_a_file_changes_nothing(life: Life) -> None:
    export_contact(life.contact)

    assert life.contact.first_name == FIRST
