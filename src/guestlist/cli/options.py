"""Arguments and options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

EventArgument = Annotated[str, typer.Argument(metavar="READABLE_ID")]
OrganizationOption = Annotated[str | None, typer.Option("--organization", metavar="SLUG", help="If there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
