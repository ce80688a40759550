"""A captcha as websites are given it (contract 4.10, 5.10)."""

from typing import Annotated

from msgspec import field

from guestlist.eventsapi.wire.base import Answer, doc


class Captcha(Answer, frozen=True, kw_only=True):
    """Where the script of a captcha is. Its names begin with a capital letter."""

    flow_id: Annotated[str, doc("Names this captcha; opaque.")] = field(name="FlowId")
    hip_url: Annotated[str, doc("Absolute address of the script that draws it; needs no token.")] = field(name="HipUrl")
    object_name: Annotated[str, doc("The page's object that the script fills.")] = field(
        name="ObjectName", default="WLSPHIP0"
    )
    function_name: Annotated[str, doc("The object's function that gives the answer.")] = field(
        name="FunctionName", default="verify"
    )
