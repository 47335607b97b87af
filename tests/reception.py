"""The club at work: its database, the assistant that answers, and the colleagues behind it."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from house import ROOT
from kb.acts.ask import Asked, ask
from kb.acts.open_assistant import open_assistant
from kb.acts.seeding.people import seed_people
from kb.acts.set_up import set_up
from kb.acts.think_ahead import think_ahead
from kb.answering.assistant import Assistant
from kb.conversations import Message, after, by_token, open_conversation
from kb.db import Database
from kb.people.person import colleagues
from kb.search import Follower
from world import MORNING, PASSWORD, PASSWORDS

CORPUS = ROOT / "corpus"


@dataclass(frozen=True)
class Reception:
    database: Database
    follower: Follower
    assistant: Assistant
    staff: Mapping[str, int]
    """login → the person's id"""

    def open_conversation(self, now: datetime) -> str:
        """Its token, as the member's page has it."""
        with self.database.writing() as session:
            return open_conversation(session, now=now)[1]

    def ask(self, token: str, text: str, *, now: datetime, key: str | None = None) -> Asked:
        """As a request of the web does."""
        with self.database.reading() as session:
            ready = think_ahead(
                session, self.assistant, by_token(session, token), text, key=key, now=now
            )
        with self.database.writing() as session:
            return ask(session, ready, by_token(session, token), text, key=key, now=now)

    def ask_anew(self, text: str, now: datetime) -> Asked:
        return self.ask(self.open_conversation(now), text, now=now)

    def said(self, token: str) -> list[Message]:
        with self.database.reading() as session:
            return after(session, by_token(session, token))


def open_reception(database: Database, data_dir: Path) -> Reception:
    """With the shipped corpus in force and one colleague of each role; those of a database that
    has them already."""
    with database.reading() as session:
        is_new = not colleagues(session)
    if is_new:
        set_up(database, CORPUS, passwords=PASSWORDS, now=MORNING)
        with database.writing() as session:
            seed_people(session, PASSWORD, passwords=PASSWORDS, now=MORNING)
    with database.reading() as session:
        staff = {person.login: person.id for person in colleagues(session)}
    follower, assistant = open_assistant(database, CORPUS, data_dir)
    if assistant.meaning is not None:
        assistant.meaning.prepare(follower.snapshot().documents.values())
    return Reception(database, follower, assistant, staff)


@contextmanager
def receive(data_dir: Path) -> Iterator[Reception]:
    with closing(Database(f"sqlite:///{data_dir / 'courtside.db'}")) as database:
        yield open_reception(database, data_dir)


def share_cache(data_dir: Path, cache: Path) -> Path:
    """The data directory, which embeds no text that was embedded for another one before."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data_dir / "cache").symlink_to(cache)
    return data_dir
