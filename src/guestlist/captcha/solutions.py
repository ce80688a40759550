"""What solves a captcha: the digits of its picture and its sound, or the numbers that a sum asks for."""

from __future__ import annotations

import re
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from guestlist.captcha.flows import Flow
from guestlist.organizations.models import CaptchaKind

DIGITS: Final = 6
# The sum: for each part, a number whose hash begins with so many zero bits. Many small parts take about the same time
# each time, one large part would take anything between a blink and half a minute.
SUM_PARTS: Final = 16
SUM_BITS: Final = 14
_CHALLENGE_CHARACTERS: Final = 24
# A part takes 2**14 attempts on average; nobody needs a hundred times as many.
_NUMBER: Final = re.compile(r"[0-9]{1,7}", re.ASCII)


def digits(flow: Flow) -> str:
    """Give the digits that the picture shows and the sound says."""
    number = int.from_bytes(flow.secret("digits"), "big") % 10**DIGITS
    return f"{number:0{DIGITS}}"


def challenge(flow: Flow) -> str:
    """Give the text that the sum is about. It stands in the script, so it tells nothing of the digits."""
    return flow.secret("challenge").hex()[:_CHALLENGE_CHARACTERS]


def is_solved(flow: Flow, solution: str) -> bool:
    """Tell whether a solution is right; spaces around it and letter case do not count (contract 5.10)."""
    given = solution.strip()
    if flow.kind == CaptchaKind.PROOF_OF_WORK:
        return _is_sum(challenge(flow), given)
    return compare_digest(digits(flow).encode(), given.encode(errors="surrogatepass"))


def is_part(about: str, part: int, number: str) -> bool:
    """Tell whether a number is right for one part of a sum: SHA-256 of `{about}:{part}:{number}` begins with zeros."""
    begin = sha256(f"{about}:{part}:{number}".encode()).digest()[:4]
    return int.from_bytes(begin, "big") >> (32 - SUM_BITS) == 0


def _is_sum(about: str, solution: str) -> bool:
    numbers = solution.split("-", SUM_PARTS)
    return len(numbers) == SUM_PARTS and all(
        _NUMBER.fullmatch(number) is not None and is_part(about, part, number) for part, number in enumerate(numbers)
    )
