"""The web application: pages for members and colleagues, and the API."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3.openapi import OpenAPI

    from webapp.config import Config
    from webapp.services import Services


def create_app(config: "Config | None" = None, services: "Services | None" = None) -> "OpenAPI":
    """Without a config the settings come from the environment. Raises NotReady when a part of
    the installation is missing."""
    # Imported late: `import webapp.config` alone must stay fast, for the command line.
    from webapp.assembly import assemble
    from webapp.config import Config

    return assemble(config or Config.from_environment(), services)
