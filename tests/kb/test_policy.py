import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from house import ROOT
from kb.db import Database
from kb.errors import CorpusMistakes, NotReady
from kb.policy import PolicyVersion, adopt, current, read_policies
from kb.policy.policies import KINDS
from kb.terms import Level

SHIPPED = ROOT / "corpus" / "policy"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The shipped policies, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "policy"))


def test_the_shipped_policies_say_what_the_club_promises() -> None:
    policies = read_policies(SHIPPED)
    monday, sunday = policies.service.hours.week()[0], policies.service.hours.week()[6]
    assert monday == ((13 * 60, 22 * 60 + 30),)
    assert sunday == ((9 * 60, 22 * 60 + 30),)
    assert [policies.clocks.promise(level).minutes for level in Level] == [10, 15, 1]


@pytest.mark.parametrize(
    ("file", "old", "new", "mistake"),
    [
        ("service.toml", "monday =", "moonday =", "service.toml:4: .*moonday：没有"),
        ("service.toml", "monday =", "# monday =", "service.toml:3: .*monday：缺少"),
        ("service.toml", 'holiday = [["09:00"', "holiday = [[9", "service.toml:13: .*holiday"),
        ("clocks.toml", "minutes = 5", "minutes = 0", "clocks.toml:21: .*minutes"),
        ("clocks.toml", "minutes = 5", "minuten = 5", "clocks.toml:21: .*minuten：没有"),
        ("clocks.toml", "minutes = 5\n", "", "clocks.toml:.*须写一个"),
        ("clocks.toml", "minutes = 5", "minutes = 5\ndays = 1", "clocks.toml:.*只写一个"),
        ("clocks.toml", '"dissatisfied"', '"disatisfied"', "clocks.toml:.*disatisfied"),
        ("clocks.toml", '"answer-2"', '"answer-1"', "clocks.toml:.*answer-1"),
        ("clocks.toml", "\npromise = true", "\npromise = false", "clocks.toml:.*promise"),
        ("service.toml", "[hours]", "[ours]", "service.toml:3: ours：没有"),
        ("service.toml", "[hours]", "[hours", "service.toml:3: TOML"),
        (
            "service.toml",
            'monday = [["13:00", "22:30"]]',
            'monday = [["22:30", "13:00"]]',
            "monday",
        ),
        ("service.toml", 'monday = [["13:00", "22:30"]]', 'monday = [["1:00", "22:30"]]', "monday"),
        ("service.toml", 'monday = [["13:00", "22:30"]]', 'monday = [["13:00", "24:01"]]', "24:00"),
        (
            *("service.toml", 'monday = [["13:00", "22:30"]]'),
            *('monday = [["09:00", "12:00"], ["11:00", "22:30"]]', "monday"),
        ),
    ],
)
def test_a_mistake_names_file_line_and_key(
    directory: Path, file: str, old: str, new: str, mistake: str
) -> None:
    spoil(directory / file, old, new)
    with pytest.raises(CorpusMistakes, match=mistake):
        read_policies(directory)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("answer_at = 1.5", "answering.toml:1: answer_at"),
        ("answer_at = nan", "answering.toml:1: answer_at"),
        ("anwser_at = 0.9", "answering.toml:1: anwser_at：没有这个键"),
        ("answer_at = 0.5\nclarify_at = 0.6", "answer_at 不能小于 clarify_at"),
    ],
)
def test_thresholds_are_shares_in_order(directory: Path, text: str, mistake: str) -> None:
    (directory / "answering.toml").write_text(text, "utf-8")
    with pytest.raises(CorpusMistakes, match=mistake):
        read_policies(directory)


def test_all_mistakes_of_all_files_are_told_at_once(directory: Path) -> None:
    (directory / "answering.toml").write_bytes("# 阈值".encode("gb18030"))
    spoil(directory / "service.toml", "monday =", "moonday =")
    with pytest.raises(CorpusMistakes) as found:
        read_policies(directory)
    assert len(found.value.mistakes) == 3


def test_a_missing_file_is_named(directory: Path) -> None:
    (directory / "service.toml").unlink()
    with pytest.raises(CorpusMistakes, match=r"service\.toml:1: 缺少"):
        read_policies(directory)


def test_a_service_that_closes_at_midnight_and_one_without_breaks(directory: Path) -> None:
    spoil(directory / "service.toml", '["13:00", "22:30"]', '["00:00", "24:00"]')
    assert read_policies(directory).service.hours.week()[0] == ((0, 1440),)


def test_a_week_without_service_is_a_mistake(directory: Path) -> None:
    file = directory / "service.toml"
    for hours in ('["13:00", "22:30"]', '["09:00", "22:30"]'):
        file.write_text(file.read_text("utf-8").replace(hours, ""), "utf-8")
    with pytest.raises(CorpusMistakes, match=r"hours：.*服务时间"):
        read_policies(directory)


def test_adopted_policies_come_back_as_they_were_read(database: Database, now: datetime) -> None:
    read = read_policies(SHIPPED)
    with database.writing() as session:
        assert len(adopt(session, read, by=None, now=now)) == len(KINDS)
    with database.reading() as session:
        found = current(session)
    assert (found.answering, found.service) == (read.answering, read.service)
    assert (found.knowledge, found.clocks) == (read.knowledge, read.clocks)
    assert found.version > 0


def test_a_new_version_is_written_only_for_what_changed(
    database: Database, directory: Path, now: datetime
) -> None:
    with database.writing() as session:
        adopt(session, read_policies(directory), by=None, now=now)
        before = current(session).version
        assert adopt(session, read_policies(directory), by=None, now=now) == []
        spoil(directory / "clocks.toml", "minutes = 10", "minutes = 8")
        later = now + timedelta(days=1)
        written = adopt(session, read_policies(directory), by=3, now=later)
        assert [(each.name, each.version, each.by_id) for each in written] == [("clocks", 2, 3)]
        assert current(session).clocks.promise(Level.ONE).minutes == 8
        assert current(session).version > before


def test_going_back_to_an_earlier_policy_is_a_new_version(
    sqlite: Database, directory: Path, now: datetime
) -> None:
    first = read_policies(directory)
    spoil(directory / "clocks.toml", "minutes = 10", "minutes = 8")
    with sqlite.writing() as session:
        for policies in (first, read_policies(directory), first):
            adopt(session, policies, by=None, now=now)
        assert current(session).clocks == first.clocks
        assert session.scalar(select(func.max(PolicyVersion.version))) == 3


def test_the_policies_of_a_past_moment_are_those_in_force_then(
    database: Database, directory: Path, now: datetime
) -> None:
    later = now + timedelta(days=1)
    with database.writing() as session:
        adopt(session, read_policies(directory), by=None, now=now)
        spoil(directory / "clocks.toml", "minutes = 10", "minutes = 8")
        adopt(session, read_policies(directory), by=None, now=later)
        moments = (now - timedelta(days=9), now, later - timedelta(seconds=1), later)
        found = [current(session, at).clocks.promise(Level.ONE).minutes for at in moments]
    assert found == [10, 10, 10, 8]


def test_without_policies_the_command_that_loads_them_is_named(sqlite: Database) -> None:
    with sqlite.reading() as session, pytest.raises(NotReady, match="courtside load"):
        current(session)


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
