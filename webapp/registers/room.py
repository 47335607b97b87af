"""The blueprint of the registers; every file of routes beside this one adds its views to it."""

from flask import Blueprint

registers = Blueprint("registers", __name__, url_prefix="/registers")
FORM = "/<form_id>"
FILLED = f"{FORM}/<int(max=2147483647):filled_id>"
