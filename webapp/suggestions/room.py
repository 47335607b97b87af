"""The suggestions' blueprint; every file of routes beside this one adds its views to it."""

from flask import Blueprint

suggestions = Blueprint("suggestions", __name__)
