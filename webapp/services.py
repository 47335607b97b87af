"""What every view needs, made once at start and kept in `app.extensions["courtside"]`."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from kb.acts.ask import Assistant
from kb.acts.foresee import Foreseer
from kb.acts.foresee_tuning import Tuner
from kb.acts.on_duty import OnDuty
from kb.db import Database
from kb.people.password import Passwords
from kb.search import Follower
from kb.search.finder import Finder
from kb.search.suggest import Suggester
from webapp.config import Config
from webapp.member.state import Outlooks


@dataclass(frozen=True)
class Services:
    config: Config
    database: Database
    on_duty: OnDuty
    passwords: Passwords

    @property
    def follower(self) -> Follower:
        return self.on_duty.serving.follower

    @property
    def assistant(self) -> Assistant:
        return self.on_duty.serving.assistant

    @property
    def foreseer(self) -> Foreseer:
        return self.on_duty.serving.foreseer

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(lambda: self.follower)

    @cached_property
    def outlooks(self) -> Outlooks:
        return Outlooks()

    @cached_property
    def finder(self) -> Finder:
        return Finder(lambda: self.follower)

    @cached_property
    def tuner(self) -> Tuner:
        return Tuner(self.on_duty)


def open_services(config: Config) -> Services:
    """Raises NotReady when the database was not set up."""
    database = Database(config.database)
    database.require_current()
    on_duty = OnDuty(database, config.corpus_dir, config.data_dir)
    return Services(config, database, on_duty, Passwords())


def services() -> Services:
    return cast("Services", current_app.extensions["courtside"])


def reading() -> AbstractContextManager[Session]:
    return services().database.reading()


def writing() -> AbstractContextManager[Session]:
    return services().database.writing()
