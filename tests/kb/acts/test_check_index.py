"""Each kind of difference between the database and the two forms of its index is found."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kb.acts.check_index import check_index
from kb.knowledge import find_entry, retire
from kb.search import Document
from reception import Reception
from world import NOON

Change = Callable[[list[Document]], Sequence[Document]]


def without_parking(documents: list[Document]) -> list[Document]:
    return [each for each in documents if each.entry.id != "parking"]


def with_a_ghost(documents: list[Document]) -> list[Document]:
    ghost = replace(documents[0], entry=replace(documents[0].entry, id="ghost"))
    return [*documents, ghost]


def with_another_price(documents: list[Document]) -> list[Document]:
    return [
        replace(each, entry=replace(each.entry, answer="停车每小时5元。"))
        if each.entry.id == "parking"
        else each
        for each in documents
    ]


CHANGES = [
    pytest.param(without_parking, "缺少条目 parking。", id="missing"),
    pytest.param(with_a_ghost, "多出条目 ghost。", id="too many"),
    pytest.param(with_another_price, "里的条目 parking 与数据库不同。", id="different"),
]


def findings(club: Reception) -> list[str]:
    return check_index(club.database, club.follower)


def test_an_index_that_is_level_has_no_findings(club: Reception) -> None:
    assert findings(club) == []


def test_what_happened_since_is_caught_up_before_comparing(club: Reception) -> None:
    with club.database.writing() as session:
        parking = find_entry(session, "parking")
        retire(session, parking, "停车场关闭", by=club.staff["zhou"], now=NOON)
    assert findings(club) == []
    assert "parking" not in club.follower.snapshot().documents


@pytest.mark.parametrize(("change", "finding"), CHANGES)
def test_a_difference_in_memory_is_found(
    sqlite_club: Reception, change: Change, finding: str
) -> None:
    follower = sqlite_club.follower
    index = follower.snapshot()
    held = {each.entry.id: each for each in change(list(index.documents.values()))}
    follower._index = replace(index, documents=held)
    assert findings(sqlite_club) == [f"内存索引{finding}"]


@pytest.mark.parametrize(("change", "finding"), CHANGES)
def test_a_difference_on_disk_is_found(
    sqlite_club: Reception, change: Change, finding: str
) -> None:
    shelf = sqlite_club.follower.shelf
    mark, held = shelf.load() or pytest.fail("there is no index")
    shelf.rebuild(change(held), mark)
    assert findings(sqlite_club) == [f"磁盘索引{finding}"]


def test_an_index_on_disk_that_stayed_behind_is_found(sqlite_club: Reception) -> None:
    shelf = sqlite_club.follower.shelf
    mark, held = shelf.load() or pytest.fail("there is no index")
    shelf.rebuild(held, replace(mark, number=3))
    assert findings(sqlite_club) == ["磁盘索引停在第 3 次发布，数据库已到第 5 次。"]


@pytest.mark.parametrize("damage", ["gone", "no manifest", "a flipped bit"])
def test_an_index_on_disk_that_is_gone_or_damaged_is_found_and_mended(
    sqlite_club: Reception, tmp_path: Path, damage: str
) -> None:
    spoil(tmp_path / "index", damage)
    assert findings(sqlite_club) == ["磁盘索引缺失或损坏。请运行 courtside index rebuild。"]
    sqlite_club.follower.rebuild()
    assert findings(sqlite_club) == []


def spoil(index: Path, damage: str) -> None:
    if damage == "gone":
        shutil.rmtree(index)
        index.mkdir()
        return
    [manifest] = index.glob("generation-*/MANIFEST")
    if damage == "no manifest":
        manifest.unlink()
        return
    [segment] = index.glob("generation-*/*.seg")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
