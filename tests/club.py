"""The demo club as an installation has it after its first start."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb import clock
from kb.acts.load_corpus import load_corpus
from kb.acts.open_assistant import open_follower
from kb.acts.seeding.people import seed_people
from kb.db import Database
from kb.people.password import Passwords
from once import made_once
from reception import CORPUS, share_cache
from visitor import PASSWORD

Seed = Callable[..., object]


@dataclass(frozen=True)
class Clubs:
    """Each is made once a run, by whichever of its processes needs it first: with tables, people,
    the published corpus and its index. Who asks for one gets a copy of their own."""

    folder: Path
    """that all processes of the run share"""
    tables: Path
    """a migrated, empty database"""
    cache: Path
    passwords: Passwords

    def copy(self, into: Path, seed: Seed | None = None) -> Path:
        """A data directory, `seed` done in it."""
        name = seed.__name__ if seed else "club"
        made = made_once(self.folder / name, lambda folder: self._make(folder, seed))
        shutil.copytree(made, into, symlinks=True)
        return into

    def _make(self, folder: Path, seed: Seed | None) -> None:
        share_cache(folder, self.cache)
        shutil.copy(self.tables, folder / "courtside.db")
        with closing(Database(f"sqlite:///{folder / 'courtside.db'}")) as database:
            with database.writing() as session:
                now = clock.now()
                people = seed_people(session, PASSWORD, passwords=self.passwords, now=now)
                load_corpus(session, CORPUS, by=people[-1].id, now=now)
            if seed is not None:
                with database.writing() as session:
                    seed(session, now=clock.now())
            open_follower(database, CORPUS, folder)
