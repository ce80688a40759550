"""Event files for tests: a small one, a full one, and how to bring them in."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from typing import Any

from PIL import Image

from guestlist.importers.eventfile import EventFile, EventImportReport, Problems, import_event, read
from guestlist.organizations.models import Organization

TRACK_ID = "8a1e77b0-2f64-4c0d-b8f0-5b9c1a7d3e21"
SESSION_ID = "a0c3a0c3-0000-4000-8000-000000000001"
SPEAKER_ID = "6b2d6b2d-0000-4000-8000-000000000001"
BUILDING_ID = "11c7d0aa-52b1-4c0e-8f57-0a5d6b7f9c02"
ROOM_ID = "c0ffee01-6d2b-4d55-9a0e-3f0b1e2d4c5a"
EVENT_ID = "5f0c2c1e-7a35-4f0e-9a44-2d1f5f1f6b10"


def a_picture(width: int = 40, height: int = 30, form: str = "PNG") -> str:
    """Give a picture as a `data:` URI."""
    out = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, format=form)
    return f"data:image/{form.lower()};base64,{b64encode(out.getvalue()).decode()}"


def an_event(**properties: Any) -> dict[str, Any]:
    return {
        "eventName": "Night Tours",
        "timeZone": 110,
        "startDate": "2027-06-10T20:00:00",
        "endDate": "2027-06-10T23:00:00",
        **properties,
    }


def a_session(name: str = "Lock keepers by lamplight", **properties: Any) -> dict[str, Any]:
    return {"name": name, "startTime": "2027-06-10T20:30:00", "endTime": "2027-06-10T21:15:00", **properties}


def a_file(event: dict[str, Any] | None = None, **lists: Any) -> dict[str, Any]:
    return {"guestlist": 1, "event": an_event() if event is None else event, **lists}


def a_full_file() -> dict[str, Any]:
    """Give a file that uses everything the format has."""
    return a_file(
        an_event(
            eventId=EVENT_ID,
            readableEventId="Night_Tours",
            publishStatus="Live",
            style="RealTime",
            description="Tours of the harbour.",
            descriptionHtml="<p>Tours of the <b>harbour</b>.</p>",
            calendarHtml='<p>See you, {{firstname}}. <a href="{{msevtmgt_checkin_url}}">Join</a></p>',
            calendarText="See you, {{firstname}}. {{msevtmgt_checkin_url}}",
            eventType="Conference",
            eventFormat=100000001,
            eventLanguage="German",
            building={
                "id": BUILDING_ID,
                "name": "Old Customs House",
                "city": "Lindenhof",
                "wifiSSID": "quay",
                "publishWifi": True,
                "accessibleToilets": True,
                "customColumns": {"harbour_side": "north"},
            },
            room={"id": ROOM_ID, "name": "Chart Room", "capacity": 60, "disabledAccess": True},
            maxCapacity=100,
            showWaitlist=True,
            autoregisterWaitlistItems=False,
            showAutomaticRegistrationCheckbox=True,
            invitationsPerSlot=2,
            offerHours=48,
            keepPartiesTogether=True,
            showWaitlistPosition=True,
            reminderHours=24,
            streamingProvider="Other",
            streamingUrl="https://stream.lindenhof.example/night-tours",
            allowCustomAgenda=True,
            oneSessionOnly=True,
            sessionRequired=True,
            enableMultiAttendeeRegistration=False,
            registrationForm="<div data-form='1'></div>",
            registrationStartDate="2027-03-01T08:00:00",
            stopRegistrationDate="2027-06-01T21:59:00Z",
            websiteMessage="Registration closed on 1 June.",
            publicEventUrl="https://events.lindenhof.example/night-tours",
            image=a_picture(600, 200, "JPEG"),
            payment={"pageUrl": "https://pay.lindenhof.example/?returnUrl=x", "timeoutMinutes": 20},
            customColumns={"lh_pier": 7, "lh_level": {"Value": 100000002}},
        ),
        tracks=[
            {"id": TRACK_ID, "name": "Harbour", "trackType": "External", "publishStatus": "Live"},
            {"name": "Backstage", "trackType": "Internal", "audience": "Advanced"},
        ],
        speakers=[
            {
                "id": SPEAKER_ID,
                "name": "Ilse Varga",
                "title": "Hydrographer",
                "aboutHtml": "<p>Maps tides.</p>",
                "blog": "https://varga.example/blog",
                "image": a_picture(),
            },
            {"name": "Mara Oyelaran", "engagedForEvent": True},
            {"name": "Tom Quist"},
        ],
        sessions=[
            a_session(
                id=SESSION_ID,
                publishStatus="Live",
                maxCapacity=20,
                trackIds=[TRACK_ID, "Backstage"],
                speakerIds=["Ilse Varga", "Mara Oyelaran"],
                sessionSummary="A walk along the locks.",
                calendarHtml="<p>Bring a lamp.</p>",
                calendarText="Bring a lamp.",
                sessionType="General",
                camerasPermitted=None,
                recordingsPermitted="No",
                room={"name": "Lamp Room", "building": {"name": "Lighthouse"}},
                showWaitlist=False,
                streamingProvider="Teams meetings",
                streamingUrl="https://stream.lindenhof.example/locks",
                customColumns={"lh_lamp": True},
            ),
            a_session("Cranes at rest", startTime="2027-06-10T21:30:00", endTime="2027-06-10T22:00:00"),
        ],
        passes=[
            {
                "passId": "e2b9e2b9-0000-4000-8000-000000000001",
                "passName": "Evening",
                "price": 12.5,
                "currency": "eur",
                "allocated": 40,
                "sessionIds": ["Lock keepers by lamplight"],
            },
            {"passName": "Crew"},
        ],
        sponsorships=[
            {
                "sponsorName": "Keel & Anchor Ltd",
                "sponsorshipTopic": "Coffee bar",
                "sponsorId": "0c9d0c9d-0000-4000-8000-000000000001",
                "logo": a_picture(),
                "sponsorshipType": "Monetary",
                "sponsorshipCategory": "Gold",
                "amount": 1200,
                "currency": "EUR",
            }
        ],
        customRegistrationFields=[
            {"text": "Diet", "type": 100000003, "isRequired": True, "choices": "None\nVegan", "logicalName": "lh_diet"},
            {"text": "Bringing a lamp", "type": "Boolean"},
        ],
    )


def as_bytes(file: dict[str, Any]) -> bytes:
    return json.dumps(file).encode()


def parsed(file: dict[str, Any] | bytes) -> EventFile:
    """Read a file that is in order."""
    result = read(file if isinstance(file, bytes) else as_bytes(file))
    assert isinstance(result, EventFile), str(result)
    return result


def problems_of(file: dict[str, Any] | bytes) -> dict[str, str]:
    """Read a file that is not in order; gives what is wrong, by path."""
    result = read(file if isinstance(file, bytes) else as_bytes(file))
    assert isinstance(result, Problems)
    return {problem.path: problem.text for problem in result.items}


def bring_in(file: dict[str, Any] | bytes, organization: Organization) -> EventImportReport:
    return import_event(parsed(file), organization)
