"""The blueprints of this room; every file of routes beside this one adds its views to one."""

from flask import Blueprint

supervise = Blueprint("supervise", __name__, url_prefix="/supervise")
follow_ups = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")
CASE = "/tickets/<int(max=2147483647):number>"
