"""Programs that answer and tune in processes of their own.

`python tuning.py ask|save|die URL DATA_DIR`; they speak in lines of JSON.
"""

import json
import os
import signal
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from kb.acts.change_lexicon import Because, change_lexicon
from kb.acts.change_thresholds import change_thresholds
from kb.acts.check_index import check_index
from kb.acts.on_duty import OnDuty
from kb.acts.open_assistant import read_shipped
from kb.db import Database
from kb.people.person import by_login
from kb.policy import current
from kb.policy.version import newest_number
from kb.text.amending import Amendment, Section
from reception import CORPUS
from world import NEXT_DAY, NOON

BALL = Amendment(Section.REWRITES, "甲乙球", ("羽毛球",))
STRICT = 0.97
WHY = Because("会员这么叫")


def ask(database: Database, data_dir: Path) -> None:
    """Each line on the standard input is a question; an empty one ends it."""
    on_duty = OnDuty(database, CORPUS, data_dir)
    say(ready=True)
    for line in iter(sys.stdin.readline, "\n"):
        assistant = on_duty.serving.assistant
        say(
            read=assistant.analyzer.analyze(line.strip()).text,
            kind=assistant.consider(line.strip(), now=NEXT_DAY).kind,
            answer_at=assistant.policy.answer_at,
            wrong=check_index(database, on_duty.serving.follower),
        )


def save(database: Database, _: Path) -> None:
    with database.writing() as session:
        tune(session)
    say(saved=True)


def die(database: Database, _: Path) -> None:
    """Killed when all is written and nothing committed."""
    with database.writing() as session:
        tune(session)
        say(written=True)
        os.kill(os.getpid(), signal.SIGKILL)


def tune(session: Session) -> None:
    chen = by_login(session, "chen")
    assert chen is not None
    change_lexicon(session, read_shipped(CORPUS), BALL, WHY, seen=0, by=chen.id, now=NOON)
    strict = current(session).answering.model_copy(update={"answer_at": STRICT})
    seen = newest_number(session, "answering")
    change_thresholds(session, strict, WHY, seen=seen, by=chen.id, now=NOON)
    session.flush()


def say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    act, url, data_dir = sys.argv[1:]
    with closing(Database(url)) as database:
        {"ask": ask, "save": save, "die": die}[act](database, Path(data_dir))
