from flask import Blueprint

desk = Blueprint("desk", __name__, url_prefix="/desk")
TICKET = "/tickets/<int(max=2147483647):number>"
