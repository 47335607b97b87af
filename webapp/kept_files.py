"""Stylesheets and scripts lie in a folder named after what is in them, all together, so that a
browser that has them need not ask again. What a script imports comes from the same folder."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, g

FOLDER = Path(__file__).parent / "static"
SIGN = "v-"
A_YEAR = 365 * 24 * 3600


def keep_static_files(app: Flask) -> None:
    app.url_defaults(_into_named_folder)
    app.url_value_preprocessor(_out_of_named_folder)
    app.after_request(_kept_for_good)


@cache
def named_folder() -> str:
    content = sha256()
    for path in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
        content.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{SIGN}{content.hexdigest()[:12]}"


def _into_named_folder(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values["filename"] = f"{named_folder()}/{values['filename']}"


def _out_of_named_folder(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "static" and values:
        folder, slash, filename = values["filename"].partition("/")
        if slash and folder.startswith(SIGN):
            values["filename"] = filename
            g.kept_for_good = folder == named_folder()


def _kept_for_good(response: Response) -> Response:
    """After an upgrade a page that is still open is sent the new file by its old name, which must
    not be kept as the old one."""
    if g.get("kept_for_good") and response.status_code in (200, 304):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    return response
