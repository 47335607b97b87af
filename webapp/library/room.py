"""The library's blueprint; every file of routes beside this one adds its views to it."""

from flask import Blueprint

from webapp.services import services

library = Blueprint("library", __name__, url_prefix="/library")


@library.app_template_filter()
def as_question(entry_id: str) -> str:
    """What the entry answers; its number where it is not in force."""
    found = services().follower.snapshot().documents.get(entry_id)
    return found.entry.question if found else entry_id
