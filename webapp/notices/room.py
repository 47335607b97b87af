"""The blueprint of notices; every file of routes beside this one adds its views to it."""

from flask import Blueprint

notices = Blueprint("notices", __name__, url_prefix="/notices")
