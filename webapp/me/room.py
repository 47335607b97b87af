from flask import Blueprint

me = Blueprint("me", __name__, url_prefix="/me")
