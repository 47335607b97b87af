"""Programs that follow a base in a process of their own, and are treated badly meanwhile.

`python following.py ask|die|fill URL INDEX CACHE [STRIDE]`; they speak in lines of JSON.
"""

import fcntl
import json
import os
import signal
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from faults import no_file_beyond
from kb.db import Database
from kb.errors import NotReady
from kb.knowledge import live
from kb.people.person import Person
from kb.search import Follower
from kb.text import Analyzer, Lexicon
from world import Staff, publish_text, text

LONG = "".join(chr(0x4E00 + 7 * number % 5000) for number in range(3000))
"""makes an index that does not fit on a small disk"""


def ask(url: str, analyzer: Analyzer, index: Path, _: int) -> None:
    """Each line on the standard input is a question; an empty one ends it."""
    with closing(Database(url)) as database:
        follower = Follower(database, analyzer, index)
        say(ready=True)
        for line in iter(sys.stdin.readline, "\n"):
            snapshot = follower.snapshot()
            found = snapshot.search(analyzer.analyze(line))
            say(ids=[each.document.entry.id for each in found], number=snapshot.number)


def die(url: str, analyzer: Analyzer, index: Path, stride: int) -> None:
    """Publishes, and lets a child follow and rebuild that is killed at its n-th write to the
    index, for n = 1, 1 + stride … until one lives to its end."""
    killed = True
    step = 1 - stride
    while killed:
        step += stride
        publish(url, f"step-{step}")
        child = os.fork()
        if child == 0:
            kill_at_write(step, index)
            follower = Follower(Database(url), analyzer, index)
            follower.rebuild()
            os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with closing(Database(url)) as database:
            say(step=step, killed=killed, level=is_level(database, analyzer, index))


def fill(url: str, analyzer: Analyzer, index: Path, _: int) -> None:
    """The disk takes no large file any more, and then it does again."""
    with closing(Database(url)) as database:
        follower = Follower(database, analyzer, index)
        publish(url, "while-full", LONG)
        with no_file_beyond(40_000):
            full = follower.catch_up()
            say(answers="while-full" in full.documents, locked=is_locked(index))
            try:
                follower.rebuild()
            except NotReady as error:
                say(told=error.code, locked=is_locked(index))
            say(whole=follower.shelf.load() is not None)
        publish(url, "afterwards", LONG)
        say(answers="afterwards" in follower.catch_up().documents)
        say(level=is_level(database, analyzer, index))


def is_level(database: Database, analyzer: Analyzer, index: Path) -> bool:
    """Whoever opens it next answers by the database, and leaves a whole index behind."""
    follower = Follower(database, analyzer, index)
    with database.reading() as session:
        wanted = live(session)
    mark, stored = follower.shelf.load() or (None, [])
    held = [follower.snapshot().documents.values(), stored]
    return mark == follower.mark and all(
        sorted((each.entry for each in documents), key=lambda each: each.id) == wanted
        for documents in held
    )


def publish(url: str, key: str, answer: str = "每小时10元。") -> None:
    with closing(Database(url)) as database, database.writing() as session:
        by_login = {each.login: each for each in session.scalars(select(Person))}
        staff = Staff(*(by_login[login] for login in ("wang", "li", "chen", "zhou")))
        publish_text(session, staff, key, text(f"{key}怎么收费？", answer))


def kill_at_write(number: int, folder: Path) -> None:
    writes = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal writes
        changes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir")
        opens = event == "open" and isinstance(arguments[1], str) and arguments[1][0] in "wax"
        if (changes or opens) and str(arguments[0]).startswith(str(folder)):
            writes += 1
            if writes == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def is_locked(index: Path) -> bool:
    with (index / "LOCK").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    act, address, folder, cache, *stride = sys.argv[1:]
    {"ask": ask, "die": die, "fill": fill}[act](
        address, Analyzer(Lexicon(), Path(cache)), Path(folder), *map(int, stride or ["1"])
    )
