"""Static files: gathered in the data folder under hashed names, and served by the front door."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SEGMENT: Final = "static"
STATIC_SECONDS_MAX: Final = 365 * 24 * 3600
# Names the program's files that the folder was filled from.
_STAMP: Final = ".stamp"
_HASHED: Final = re.compile(r"\.[0-9a-f]{12}\.")


class HashedFiles(ManifestStaticFilesStorage):
    """Names each file by its content, so that browsers may keep it for a year."""

    # A file that was not gathered keeps its plain name: pages are shown in tests and by `manage` without gathering.
    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Give the hashed name of a file; its plain name as long as nothing was gathered."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name


class Served(StaticFiles):
    """Serves the gathered files: those with a hash in their name for a year."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.startswith("."):  # the stamp is nobody's business
            return PlainTextResponse("Not Found\n", 404)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            response = PlainTextResponse(f"{error.detail}\n", error.status_code)
        if _HASHED.search(path):
            response.headers["cache-control"] = f"public, max-age={STATIC_SECONDS_MAX}, immutable"
        response.headers["x-content-type-options"] = "nosniff"
        return response


def gather() -> None:
    """Fill the folder of static files, unless it holds this program's already. For one process at a time."""
    folder = Path(settings.STATIC_ROOT)
    stamp = folder / _STAMP
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """Give a digest of the names, sizes and times of every static file of the program."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
