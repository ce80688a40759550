"""`python -m tools.fuzz`: schemathesis against a server with the demo organization, on both bases."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tools.serving import HOST, at, environ_of, guestlist, serving

# Every answer is compared with the OpenAPI document. Checks that expect other refusals than the contract's are not
# made: properties may be missing or unknown (1.2), and a missing token is a 400 (2.7).
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
# How often a value is one that exists, so that not every call ends at its first check.
KNOWN_SHARE = 0.8
KNOWN_SHARE_IN_BODIES = 0.97  # where one wrong value among many is enough to be refused


@dataclass(frozen=True)
class Known:
    """What callers may name, by the place where it is named."""

    registrations: int
    values: dict[str, list[str]] = field(default_factory=dict)

    def config(self, token: str) -> str:
        """Give schemathesis.toml."""
        lines = []
        for number, (place, values) in enumerate(self.values.items()):
            listed = json.dumps(values)
            share = KNOWN_SHARE_IN_BODIES if place.startswith("body.") else KNOWN_SHARE
            binding = f'{{ dictionary = "known{number}", probability = {share} }}'
            lines += [f"dictionaries.known{number}.values = {listed}", f'parameters."{place}" = {binding}']
        return "\n".join([*lines, f'auth.openapi.webApplicationToken.api_key = "{token}"', ""])


def main() -> int:
    """Fuzz both bases; 0 if no answer was a 5xx and none broke the document."""
    options = _parse()
    with tempfile.TemporaryDirectory(prefix="guestlist-fuzz-") as name:
        environ = environ_of(Path(name))
        with serving(environ, Path(name) / "log") as port:
            # Knowing the server's address, so that the website's sign-in is this server's own.
            demo = guestlist({**environ, "GUESTLIST_PUBLIC_URL": f"http://{HOST}:{port}"}, "demo", "--json")
            known = _look_around(port, demo)
            (Path(name) / "schemathesis.toml").write_text(known.config(demo["token"]))
            failed = [
                base
                for base in ("endpoint", "rtEndpoint")
                if not _fuzz(at(port, demo[base]), Path(name), options.seconds / 2, options.seed)
            ]
            print(f"{_count(port, demo) - known.registrations} registrations came through.")
        log = (Path(name) / "log").read_text()
        if "Traceback" in log:
            print(log, file=sys.stderr)
            failed.append("the server's log")
    print("Failed: " + ", ".join(failed) if failed else "No answer was a 5xx, and none broke the document.")
    return 1 if failed else 0


def _fuzz(base: str, folder: Path, seconds: float, seed: int | None) -> bool:
    command = [
        _program("schemathesis"), "--config-file", str(folder / "schemathesis.toml"),
        "run", f"{base}openapi.json", "--url", base.rstrip("/"),
        "--checks", ",".join(CHECKS), "--max-time", str(max(1, round(seconds))),
        "--phases", "examples,coverage,fuzzing", "--max-failures", "10", "--warnings", "off",
    ]  # fmt: skip
    if seed is not None:
        command += ["--seed", str(seed)]
    return subprocess.run(command, cwd=folder, check=False).returncode == 0


def _ask(port: int, demo: Mapping[str, Any], path: str) -> Any:
    url = at(port, demo["endpoint"]) + path
    answer = httpx.get(url, params={"emApplicationtoken": demo["token"]}, headers={"Origin": demo["origin"]})
    return answer.raise_for_status().json()


def _count(port: int, demo: Mapping[str, Any]) -> int:
    """Count the registrations of all events."""
    return sum(event["registrationCount"] for event in _ask(port, demo, "events/published"))


def _look_around(port: int, demo: Mapping[str, Any]) -> Known:
    """Collect the ids of the demo organization from the API itself."""
    events = [event["readableEventId"] for event in _ask(port, demo, "events/published")]
    found: dict[str, list[dict[str, Any]]] = {}
    for name in ("sessions", "tracks", "speakers", "sponsorships", "passes", "custom-registration-fields"):
        found[name] = [record for event in events for record in _ask(port, demo, f"events/{event}/{name}")]
    ids = {name: [str(record.get("id")) for record in records] for name, records in found.items()}
    fields = found["custom-registration-fields"]
    choices = [choice for each in fields for choice in (each["choices"] or "").split("\n") if choice]
    return Known(
        _count(port, demo),
        {
            "header.Origin": [demo["origin"]],
            "path.readableEventId": events,
            "path.sessionId": ids["sessions"],
            "path.trackId": ids["tracks"],
            "path.speakerId": ids["speakers"],
            "path.sponsorshipId": ids["sponsorships"],
            "body.attendees[*].firstName": ["Mara", "Tomas", "Ana"],
            "body.attendees[*].lastName": ["Oyelaran", "Brandt", "Ruiz"],
            "body.attendees[*].email": ["mara@oyelaran.example", "tomas@brandt.example"],
            "body.attendees[*].passId": ["", "", "", *(each["passId"] for each in found["passes"])],
            "body.attendees[*].responses[*].id": [each["customRegistrationFieldId"] for each in fields],
            "body.attendees[*].responses[*].value": ["Yes", "No", *choices],
            "body.attendees[*].attendeeSessions[*].sessionId": ids["sessions"],
        },
    )


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed.")
    return found


def _parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.fuzz", description="Send the server what nobody should send.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, both bases together")
    parser.add_argument("--seed", type=int, help="repeat a run")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
