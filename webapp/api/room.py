from flask_openapi3.blueprint import APIBlueprint

from webapp.api.openapi import ERRORS, require_json_object

api = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses=ERRORS)
api.before_request(require_json_object)
