import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from house import ROOT
from kb.acts.set_up import LOADER, set_up
from kb.db import Database
from kb.errors import CorpusMistakes, NotAllowed
from kb.knowledge import Publication, live
from kb.people.login_session import check_password
from kb.people.person import Person, by_login
from kb.people.rights import rights_of
from kb.policy import PolicyVersion, current
from kb.policy.policies import KINDS
from reception import CORPUS, Reception
from world import AFTERNOON, MORNING, NOON, PASSWORDS

FIRST_START = """
import sys
from pathlib import Path
sys.path.append("tests")
from kb.acts.set_up import set_up
from kb.db import Database
from world import MORNING, PASSWORDS
set_up(Database(sys.argv[1]), Path(sys.argv[2]), passwords=PASSWORDS, now=MORNING)
"""
ENTRY = '{{"id": "{id}", "question": "{id}怎么收费？", "variants": [], "answer": "{answer}"}}\n'


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two entries and the shipped policies."""
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS / "policy", folder / "policy")
    (folder / "faq").mkdir()
    write(folder, 射箭="每小时30元。", 攀岩="每次60元。")
    return folder


def write(folder: Path, **answers: str) -> None:
    lines = [
        ENTRY.format(id=f"e{number}", answer=each) for number, each in enumerate(answers.values())
    ]
    (folder / "faq/club.jsonl").write_text("".join(lines), "utf-8")


def test_from_nothing_to_a_base_in_force(bare_url: str, corpus: Path) -> None:
    with closing(Database(bare_url)) as database:
        report = set_up(database, corpus, passwords=PASSWORDS, now=MORNING)
        database.require_current()
        assert len(report.new) == 2
        with database.reading() as session:
            assert [each.answer for each in live(session)] == ["每小时30元。", "每次60元。"]
            assert current(session).service.hours.sunday == ((540, 1350),)


def test_twice_is_as_good_as_once(bare_url: str, corpus: Path) -> None:
    with closing(Database(bare_url)) as database:
        set_up(database, corpus, passwords=PASSWORDS, now=MORNING)
        before = counts(database)
        report = set_up(database, corpus, passwords=PASSWORDS, now=NOON)
        assert (report.new, report.changed, len(report.unchanged)) == ((), (), 2)
        assert counts(database) == before


def test_two_processes_at_their_first_start_do_not_hinder_each_other(
    bare_url: str, corpus: Path
) -> None:
    command = [sys.executable, "-c", FIRST_START, bare_url, str(corpus)]
    both = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [each.wait(200) for each in both] == [0, 0]
    with closing(Database(bare_url)) as database:
        assert counts(database) == [2, len(KINDS), 1]


def test_files_are_loaded_in_the_name_of_an_account_that_nobody_can_use(
    sqlite: Database, corpus: Path
) -> None:
    set_up(sqlite, corpus, passwords=PASSWORDS, now=MORNING)
    with sqlite.reading() as session:
        loader = by_login(session, LOADER)
        assert loader is not None
        assert (loader.active, rights_of(loader)) == (False, frozenset())
        with pytest.raises(NotAllowed):
            check_password(session, LOADER, "", passwords=PASSWORDS)


@pytest.mark.parametrize("file", ["faq/club.jsonl", "policy/service.toml"])
def test_a_mistake_in_the_corpus_leaves_the_running_base_as_it_was(
    database: Database, corpus: Path, file: str
) -> None:
    set_up(database, corpus, passwords=PASSWORDS, now=MORNING)
    before = state(database)
    write(corpus, 射箭="每小时99元。", 攀岩="每次60元。", 击剑="每次90元。")
    with (corpus / file).open("a", encoding="utf-8") as broken:
        broken.write('{"id": 7\n')
    with pytest.raises(CorpusMistakes) as refused:
        set_up(database, corpus, passwords=PASSWORDS, now=NOON)
    assert {each.file.name for each in refused.value.mistakes} == {Path(file).name}
    assert state(database) == before


def test_while_the_corpus_is_wrong_members_are_answered_from_what_is_in_force(
    sqlite_club: Reception, corpus: Path
) -> None:
    write(corpus, 射箭="")
    with pytest.raises(CorpusMistakes):
        set_up(sqlite_club.database, corpus, passwords=PASSWORDS, now=NOON)
    asked = sqlite_club.ask_anew("停车收费吗？", AFTERNOON)
    assert asked.outcome.entry_ids == ["parking"]


def counts(database: Database) -> list[int | None]:
    with database.reading() as session:
        kept = (Publication.number, PolicyVersion.id, Person.id)
        return [session.scalar(select(func.count(each))) for each in kept]


def state(database: Database) -> list[object]:
    with database.reading() as session:
        return [live(session), current(session), *counts(database)]
