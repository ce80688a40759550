"""Who signed in, as an identity provider says."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Identity:
    """The claims that are used of a token (contract 7.2). Texts are "" where the provider tells nothing."""

    subject: str  # never "", and one person's within the issuer alone
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    # The person wrote the names, and nobody has looked at them.
    are_names_stated: bool = False
    # As contacts store it: people.subjects.OWN_ISSUER for this server's own accounts. Never "".
    issuer: str = field(kw_only=True)
