"""gunicorn with our settings and our log. Apart, because only serving needs to import it."""

from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config as Settings
from gunicorn.glogging import Logger

from webapp.config import Config

if TYPE_CHECKING:
    from flask import Flask


class Log(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """What the server has to tell goes where all log lines go, past the same masks."""

    def setup(self, cfg: Settings) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, config: Config, workers: int) -> None:
        self._config = config
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": 8,
            "graceful_timeout": 20,
            "control_socket_disable": True,
            "proc_name": "courtside",
            "logger_class": Log,
            "loglevel": self._config.log_level.lower(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        # In the worker: threads and connections of the parent do not survive its fork.
        from webapp import create_app
        from webapp.channels import channels_of
        from webapp.delivering import start_delivering
        from webapp.services import services
        from webapp.ticking import start_ticking

        app = create_app(self._config)
        with app.app_context():
            database, seconds = services().database, self._config.tick_seconds
            start_ticking(database, seconds)
            start_delivering(database, channels_of(self._config), seconds)
        return app
