"""The agenda's blueprint; every file of routes beside this one adds its views to it."""

from flask import Blueprint

agenda_room = Blueprint("agenda", __name__, url_prefix="/agenda")
