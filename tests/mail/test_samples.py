"""Previews: a made-up mail of each kind."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from guestlist.mail.composing import compose
from guestlist.mail.defaults import Wording
from guestlist.mail.kinds import MailKind, placeholders
from guestlist.mail.models import MailTemplate
from guestlist.mail.samples import sample_facts
from guestlist.organizations.models import Organization


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", MailKind)
def test_each_kind_can_be_seen_in_each_language(organization: Organization, kind: MailKind, language: str) -> None:
    mail = compose(kind, organization, language, sample_facts(kind, organization, language))

    assert "{{" not in mail.subject + mail.text + mail.html
    assert f'<html lang="{language}">' in mail.html
    assert "#0f766e" in mail.html
    assert "Mara" in mail.text


@pytest.mark.parametrize("kind", MailKind)
def test_every_placeholder_has_a_sample(organization: Organization, kind: MailKind) -> None:
    values = sample_facts(kind, organization, "en").values

    assert {each.name for each in placeholders(kind)} <= set(values)


def test_a_text_can_be_seen_before_it_is_stored(organization: Organization) -> None:
    facts = sample_facts(MailKind.REMINDER, organization, "en")

    mail = compose(MailKind.REMINDER, organization, "en", facts, wording=Wording("Hi {{first_name}}", "*Soon*"))

    assert mail.subject == "Hi Mara"
    assert "<em>Soon</em>" in mail.html


def test_a_template_with_an_unknown_placeholder_is_refused(organization: Organization) -> None:
    template = MailTemplate(
        organization=organization,
        kind=MailKind.CANCELLED,
        language="en",
        subject="{{position}}",
        text="{{sessions}} {{first_name}}",
    )

    with pytest.raises(ValidationError) as caught:
        template.full_clean()

    assert set(caught.value.message_dict) == {"subject", "text"}
