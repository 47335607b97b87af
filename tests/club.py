"""The demo club as an installation has it after its first start."""

from contextlib import closing

from kb import clock
from kb.acts.load_corpus import load_corpus
from kb.acts.seed import seed_people
from kb.db import Database
from kb.people.password import Passwords
from webapp.config import Config


def open_club(config: Config, password: str, passwords: Passwords) -> None:
    """With its tables, its people and the published corpus."""
    with closing(Database(config.database)) as database:
        database.migrate()
        with database.writing() as session:
            now = clock.now()
            people = seed_people(session, password, passwords=passwords, now=now)
            load_corpus(session, config.corpus_dir, by=people[-1].id, now=now)
