"""The members' blueprint; every file of routes beside this one adds its views to it."""

from flask import Blueprint

members = Blueprint("members", __name__, url_prefix="/members")

MEMBER = "/<int(max=2147483647):number>"
