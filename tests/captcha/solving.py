"""Answering captchas as somebody who can see, or compute."""

from __future__ import annotations

from itertools import count

from guestlist.captcha import flows
from guestlist.captcha.flows import Flow
from guestlist.captcha.solutions import SUM_PARTS, challenge, digits, is_part
from guestlist.organizations.models import CaptchaKind


def solve(flow: Flow) -> str:
    """Give the right solution."""
    if flow.kind == CaptchaKind.PICTURE:
        return digits(flow)
    about = challenge(flow)
    return "-".join(
        next(str(number) for number in count() if is_part(about, part, str(number))) for part in range(SUM_PARTS)
    )


def answer_to(flow_id: str, **changes: str) -> dict[str, str]:
    """Give the right hipObject for a flow id, but for what is changed."""
    flow = flows.read(flow_id)
    assert flow is not None
    right = {"Token": flow.token, "Type": "visual", "FlowId": flow_id}
    return right | ({} if "Solution" in changes else {"Solution": solve(flow)}) | changes
