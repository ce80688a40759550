"""`guestlist user`"""

from __future__ import annotations

import pytest

from guestlist.accounts.models import Membership, User
from guestlist.organizations.models import Organization
from tests.builders import make_organization
from tests.cli.conftest import Run
from tests.databases import Database

ADDRESS = "ilse@lindenhof.example"


@pytest.fixture(autouse=True)
def _organization(database: Database) -> Organization:
    return make_organization()


def test_the_first_user_owns_the_installation(run: Run, database: Database) -> None:
    made = run("user", "add", "--email", "Ilse@Lindenhof.example", "--name", "Ilse Varga", "--json").json

    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser) == (ADDRESS, "Ilse Varga", True)
    assert user.check_password(made["password"])
    assert Membership.objects.get().role == "owner"
    assert made == {
        "email": ADDRESS,
        "role": "owner",
        "organization": Organization.objects.get().slug,
        "password": made["password"],
        "backOffice": "http://127.0.0.1:8000/backoffice/",
    }


def test_a_given_password_is_taken_and_not_printed(run: Run, database: Database) -> None:
    outcome = run("user", "add", "--email", ADDRESS, "--password", "a tide table and a lantern")

    assert outcome.status == 0
    assert User.objects.get().check_password("a tide table and a lantern")
    assert "lantern" not in outcome.out


def test_a_password_may_come_from_the_environment(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLIST_PASSWORD", "a tide table and a lantern")

    run("user", "add", "--email", ADDRESS)

    assert User.objects.get().check_password("a tide table and a lantern")


def test_the_next_user_owns_nothing_but_what_the_role_says(run: Run, database: Database) -> None:
    run("user", "add", "--email", ADDRESS)

    run("user", "add", "--email", "desk@lindenhof.example", "--role", "registration_desk")

    user = User.objects.get(email="desk@lindenhof.example")
    assert not user.is_superuser
    assert user.memberships.get().role == "registration_desk"


def test_a_known_user_joins_another_organization(run: Run, database: Database) -> None:
    made = run("user", "add", "--email", ADDRESS, "--json").json
    run("organization", "add", "--name", "Second", "--slug", "second")

    joined = run("user", "add", "--email", ADDRESS, "--organization", "second", "--role", "viewer", "--json").json

    user = User.objects.get()
    assert joined["password"] is None
    assert user.check_password(made["password"])
    assert sorted(user.memberships.values_list("organization__slug", "role")) == sorted(
        [(made["organization"], "owner"), ("second", "viewer")]
    )


def test_a_known_member_gets_another_role(run: Run, database: Database) -> None:
    run("user", "add", "--email", ADDRESS)
    run("user", "add", "--email", "second@lindenhof.example")

    run("user", "add", "--email", ADDRESS, "--role", "viewer")

    assert Membership.objects.get(user__email=ADDRESS).role == "viewer"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--email", "nobody"), "is no e-mail address"),
        (("--email", "new@lindenhof.example", "--password", "short"), "too short"),
        (("--email", "new@lindenhof.example", "--password", "password1234"), "too common"),
        (("--email", ADDRESS, "--password", "a tide table and a lantern"), "is a user already"),
        (("--email", ADDRESS, "--role", "viewer"), "needs an owner"),
        (("--email", "new@lindenhof.example", "--organization", "nowhere"), "no organization 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], expected: str, run: Run, database: Database) -> None:
    run("user", "add", "--email", ADDRESS)

    outcome = run("user", "add", *words)

    assert outcome.status == 1
    assert expected in outcome.err
    assert Membership.objects.get().role == "owner"
