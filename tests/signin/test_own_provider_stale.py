"""What is deleted around attendee accounts, and what stays."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress

from guestlist import clock as clocks
from guestlist.accounts.models import Membership, ShortMemory, User
from guestlist.processes.housekeeping import keep_house
from tests.builders import make_organization
from tests.databases import Database


def make_user(name: str, *, proved: bool | None, days: int) -> User:
    user = User.objects.create_user(f"{name}@example.org", created_at=clocks.now() - timedelta(days=days))
    if proved is not None:
        EmailAddress.objects.create(user=user, email=user.email, verified=proved, primary=True)
    return user


def test_accounts_that_nobody_proved_go_after_a_week_and_all_others_stay(database: Database) -> None:
    make_user("forgotten", proved=False, days=8)
    make_user("fresh", proved=False, days=6)
    make_user("proved", proved=True, days=8)
    make_user("made-by-staff", proved=None, days=8)
    member = make_user("member", proved=False, days=8)
    Membership.objects.create(user=member, organization=make_organization(), role=Membership.Role.VIEWER)

    keep_house(clocks.now())

    left = sorted(User.objects.values_list("email", flat=True))
    assert left == [f"{name}@example.org" for name in ("fresh", "made-by-staff", "member", "proved")]


def test_attempts_are_forgotten_when_they_no_longer_count(database: Database) -> None:
    now = clocks.now()
    ShortMemory.objects.create(cache_key="old", value="", expires=now - timedelta(minutes=1))
    ShortMemory.objects.create(cache_key="young", value="", expires=now + timedelta(minutes=1))

    keep_house(now)

    assert ShortMemory.objects.get().cache_key == "young"
