"""What every view needs, made once at start and kept in `app.extensions["courtside"]`."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from kb.acts.ask import Assistant
from kb.acts.foresee import Foreseer
from kb.acts.open_assistant import open_assistant
from kb.db import Database
from kb.people.password import Passwords
from kb.search import Follower
from webapp.config import Config


@dataclass(frozen=True)
class Services:
    config: Config
    database: Database
    follower: Follower
    assistant: Assistant
    passwords: Passwords

    @cached_property
    def foreseer(self) -> Foreseer:
        return Foreseer(self.assistant)


def open_services(config: Config) -> Services:
    """Raises NotReady when the database was not set up."""
    database = Database(config.database)
    database.require_current()
    follower, assistant = open_assistant(database, config.corpus_dir, config.data_dir)
    return Services(config, database, follower, assistant, Passwords())


def services() -> Services:
    return cast("Services", current_app.extensions["courtside"])


def reading() -> AbstractContextManager[Session]:
    return services().database.reading()


def writing() -> AbstractContextManager[Session]:
    return services().database.writing()
