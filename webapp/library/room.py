"""The library's blueprint; every file of routes beside this one adds its views to it."""

from flask import Blueprint

library = Blueprint("library", __name__, url_prefix="/library")
