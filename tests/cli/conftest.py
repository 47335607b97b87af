import io
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from kb.acts.set_up import set_up
from kb.db import Database
from reception import CORPUS, share_cache
from webapp.cli import main
from world import MORNING, PASSWORDS, hire_staff, publish_text, text

FAQ = """\
- id: badminton-price
  category: venue
  audience: member
  department: venue
  question: 羽毛球怎么收费？
  answer: 每小时10元。
  variants: [打羽毛球多少钱一小时]
- id: parking
  category: other
  audience: member
  department: front-desk
  question: 停车收费吗？
  answer: 停车免费。
  variants: [停车要钱吗]
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two entries; lexicon, triage and policies as shipped."""
    folder = tmp_path_factory.mktemp("pocket club") / "corpus"
    for part in ("lexicon", "policy", "triage"):
        shutil.copytree(CORPUS / part, folder / part)
    (folder / "faq").mkdir()
    (folder / "faq/club.yaml").write_text(FAQ, "utf-8")
    return folder


@pytest.fixture(scope="session")
def installed(corpus: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of one installation that all tests here ask: two entries of the corpus,
    and two that colleagues wrote and that are alike in one wording."""
    data_dir = share_cache(tmp_path_factory.mktemp("installed") / "data", cache)
    with closing(Database(f"sqlite:///{data_dir / 'courtside.db'}")) as database:
        set_up(database, corpus, passwords=PASSWORDS, now=MORNING)
        with database.writing() as session:
            staff = hire_staff(session)
            for entry_id, size in (("shoes-adult", "成人"), ("shoes-child", "儿童")):
                shoes = text(f"{size}攀岩鞋租金是多少？", "每双10元。", "租攀岩鞋多少钱")
                publish_text(session, staff, entry_id, shoes)
    return data_dir


@pytest.fixture(scope="session")
def courtside(installed: Path, corpus: Path) -> Run:
    """Runs the command as the program does, in this process: real arguments, real exit code."""

    def run(
        *arguments: str, stdin: bytes = b"", data_dir: Path = installed, **settings: str
    ) -> Ran:
        out, err = _writer(), _writer()
        with pytest.MonkeyPatch.context() as patch, logging_as_it_was():
            given = {"data_dir": str(data_dir), "corpus_dir": str(corpus), **settings}
            for name, value in given.items():
                patch.setenv(f"COURTSIDE_{name.upper()}", value)
            patch.setattr(sys, "argv", ["courtside", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            with redirect_stdout(out), redirect_stderr(err):
                code = main()
        return Ran(code, _written(out), _written(err))

    return run


def _writer() -> io.TextIOWrapper:
    """As strict as a real terminal: what cannot be encoded cannot be printed."""
    return io.TextIOWrapper(io.BytesIO(), "utf-8")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.detach().getvalue().decode()


@contextmanager
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:], root.level = handlers, level
        structlog.reset_defaults()
