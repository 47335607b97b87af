"""gunicorn with our settings and our log. Apart, because only serving needs to import it."""

import gc
from threading import Thread
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config as Settings
from gunicorn.glogging import Logger

from kb import clock
from webapp.config import Config

if TYPE_CHECKING:
    from flask import Flask

    from kb.answering.assistant import Assistant
    from kb.search.finder import Finder


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
        from webapp.mailing import start_fetching
        from webapp.services import services
        from webapp.ticking import start_ticking

        app = create_app(self._config)
        with app.app_context():
            config, serving = self._config, services()
            _prepare(serving.assistant)
            Thread(target=_warm, args=(serving.finder,), name="warming", daemon=True).start()
            database, seconds = serving.database, config.tick_seconds
            start_ticking(database, seconds)
            start_delivering(database, channels_of(config), seconds, site=config.site_url)
            start_fetching(config, database, lambda: serving.assistant, seconds)
        return app


def _prepare(assistant: "Assistant") -> None:
    """Else the first question would wait for it, and the database with it."""
    if assistant.recognizing is not None:
        assistant.recognizing.begin(assistant.snapshot().at(clock.now()))


def _warm(finder: "Finder") -> None:
    """Beside serving: nobody waits for what the first look-up takes."""
    finder.warm(now=clock.now())
    gc.freeze()  # the base in memory is no garbage, and large: looking through it stops everything
