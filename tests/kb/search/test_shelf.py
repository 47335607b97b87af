"""The durable index is right or it is not there: no damage to its files makes a wrong answer."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh.index import open_dir
from whoosh.query import Every

from kb.search import Document
from kb.search.shelf import Mark, Shelf
from shelves import document

Damage = Callable[[bytes, int], bytes]
ENTRIES = [document(f"e{n}", [f"羽毛 第{n} 号", f"词{n}"], f"答{n}") for n in range(6)]
NEXT = [document("e1", ["网球 改 了"], number=2), document("new", ["射箭"], number=2)]


@pytest.fixture
def shelf(index: Path) -> Shelf:
    """Written in two steps: it has more than one generation of files behind it."""
    shelf = Shelf(index, "lexicon")
    shelf.rebuild(ENTRIES, mark(1))
    assert bring(shelf, NEXT, ["e2"], mark(2))
    return shelf


def mark(number: int, publication: str | None = None, lexicon: str = "lexicon") -> Mark:
    basis = Shelf(Path("unused"), lexicon).basis
    return Mark(basis, number, publication or f"publication {number}")


def moved() -> dict[str, Document]:
    held = {each.entry.id: each for each in (*ENTRIES, *NEXT)}
    del held["e2"]
    return held


def bring(shelf: Shelf, changed: Iterable[Document], withdrawn: Iterable[str], to: Mark) -> bool:
    everything = moved() | {each.entry.id: each for each in changed}
    return shelf.bring_level(
        lambda _: (list(changed), list(withdrawn)), list(everything.values()), to
    )


def held(shelf: Shelf) -> tuple[int, dict[str, Document]] | None:
    found = shelf.load()
    return found and (found[0].number, {each.entry.id: each for each in found[1]})


def test_what_was_put_on_is_taken_off_again(shelf: Shelf, index: Path) -> None:
    assert held(shelf) == (2, moved())
    assert held(Shelf(index, "lexicon")) == (2, moved())


def test_nobody_else_may_look_into_it(shelf: Shelf, index: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in (index, *index.glob("generation-*"))} == {0o700}


def files_of(index: Path) -> list[str]:
    return sorted(
        str(path.relative_to(index))
        for path in index.rglob("*")
        if path.is_file() and path.name != "LOCK" and not path.name.endswith("LOCK")
    )


def cut(content: bytes, at: int) -> bytes:
    return content[:at]


def flip(content: bytes, bit: int) -> bytes:
    spoilt = bytearray(content)
    spoilt[bit // 8] ^= 1 << bit % 8
    return bytes(spoilt)


def places(size: int, damage: Damage) -> Iterator[int]:
    """All in short files, and some three hundred in long ones."""
    span = size if damage is cut else 8 * size
    yield from range(0, span, max(1, span // 300))


@pytest.mark.parametrize("damage", [cut, flip])
def test_no_damage_to_any_file_is_taken_for_the_index(
    shelf: Shelf, index: Path, tmp_path: Path, damage: Damage
) -> None:
    whole, wrong, tried = held(shelf), [], 0
    for name in files_of(index):
        content = (index / name).read_bytes()
        for place in places(len(content), damage):
            (index / name).write_bytes(damage(content, place))
            tried += 1
            if held(Shelf(index, "lexicon")) not in (None, whole):
                wrong.append((name, place))
        (index / name).write_bytes(content)
    assert not wrong
    assert tried > 600
    assert held(shelf) == whole


@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST", ".seg", ".toc"])
@pytest.mark.parametrize("damage", [cut, flip, "delete"])
def test_a_damaged_index_is_built_anew_and_not_moved_forward(
    shelf: Shelf, index: Path, name: str, damage: Damage | str
) -> None:
    [file] = [path for path in index.rglob("*") if path.name.endswith(name)][:1]
    if callable(damage):
        content = file.read_bytes()
        file.write_bytes(damage(content, len(content) // 2))
    else:
        file.unlink()
    assert bring(shelf, [document("more", ["滑冰"], number=3)], [], mark(3))
    found = held(Shelf(index, "lexicon"))
    assert found == (3, moved() | {"more": document("more", ["滑冰"], number=3)})
    assert len(list(index.glob("generation-*"))) == 1


@pytest.mark.parametrize(
    "current", ["", ".", "..", "/", "generation-", "generation-x", "\x00", "é"]
)
def test_a_pointer_that_points_nowhere_or_elsewhere_is_no_index(
    shelf: Shelf, index: Path, current: str
) -> None:
    (index / "CURRENT").write_text(current, "utf-8")
    assert shelf.load() is None
    assert shelf.rebuild(moved().values(), mark(2))
    assert held(shelf) == (2, moved())


def test_a_folder_that_is_gone_is_made_again(shelf: Shelf, index: Path) -> None:
    shutil.rmtree(index)
    assert shelf.load() is None
    assert shelf.search(mark(2), lambda searcher: searcher.doc_count()) is None
    assert bring(shelf, [], [], mark(2))
    assert held(shelf) == (2, moved())


def test_an_index_of_another_lexicon_or_format_is_not_read(shelf: Shelf, index: Path) -> None:
    assert Shelf(index, "another lexicon").load() is None


def test_an_index_that_another_version_keeps_is_left_to_it(shelf: Shelf, index: Path) -> None:
    newer = Shelf(index, "newer lexicon")
    newer.rebuild(moved().values(), mark(2, lexicon="newer lexicon"))
    assert bring(shelf, [document("more", ["滑冰"])], [], mark(3))
    assert held(newer) == (2, moved())


def test_an_index_that_is_further_is_left_as_it_is(shelf: Shelf) -> None:
    assert not bring(shelf, [document("more", ["滑冰"])], [], mark(1))
    assert held(shelf) == (2, moved())


def test_an_index_that_is_level_is_not_written(shelf: Shelf, index: Path) -> None:
    before = {name: (index / name).stat().st_mtime_ns for name in files_of(index)}
    assert bring(shelf, [], [], mark(2))
    assert {name: (index / name).stat().st_mtime_ns for name in files_of(index)} == before


def test_an_index_of_another_base_is_built_anew(shelf: Shelf) -> None:
    other = [document("other", ["潜水"])]
    assert shelf.bring_level(lambda _: None, other, mark(5, "another base's"))
    assert held(shelf) == (5, {"other": other[0]})


def test_it_catches_up_over_several_publications_at_once(shelf: Shelf) -> None:
    later = document("later", ["滑冰"], number=9)
    assert bring(shelf, [later], ["e3", "never there"], mark(9))
    wanted = moved() | {"later": later}
    del wanted["e3"]
    assert held(shelf) == (9, wanted)


def test_a_lock_that_is_taken_is_no_error(shelf: Shelf, index: Path) -> None:
    with (index / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not bring(shelf, [], [], mark(3))
        assert not shelf.rebuild(ENTRIES, mark(3))
        assert held(shelf) == (2, moved())
    assert bring(shelf, [], [], mark(3))


def test_a_lock_of_whoosh_itself_stops_nobody(shelf: Shelf, index: Path) -> None:
    [generation] = index.glob("generation-*")
    lock = open_dir(generation).lock("WRITELOCK")
    assert lock.acquire()
    assert bring(shelf, [document("more", ["滑冰"])], [], mark(3))
    lock.release()


def test_left_over_generations_are_cleared_away(shelf: Shelf, index: Path) -> None:
    for name in ("generation-7", "generation-half"):
        (index / name).mkdir()
    assert shelf.rebuild(ENTRIES, mark(3))
    assert [path.name for path in index.glob("generation-*")] == ["generation-8"]


def test_a_search_needs_an_index_that_has_come_exactly_so_far(shelf: Shelf) -> None:
    def count(searcher: object) -> int:
        return len(searcher.search(Every("id"), limit=None))  # type: ignore[attr-defined]

    assert shelf.search(mark(2), count) == len(moved()) + 1  # and the mark itself
    assert shelf.search(mark(1), count) is None
    assert shelf.search(mark(2, "another base's"), count) is None


def test_a_search_sees_damage_that_came_while_running(shelf: Shelf, index: Path) -> None:
    assert shelf.search(mark(2), lambda searcher: searcher.doc_count())
    [file, *_] = index.rglob("*.seg")
    content = file.read_bytes()
    file.write_bytes(flip(content, 4 * len(content)))
    os.utime(file, ns=(1, 1))
    assert shelf.search(mark(2), lambda searcher: searcher.doc_count()) is None


def test_readers_and_writers_at_once_never_see_half_a_change(shelf: Shelf, index: Path) -> None:
    def read() -> list[tuple[int, int]]:
        found = [held(Shelf(index, "lexicon")) for _ in range(25)]
        return [(each[0], len(each[1])) for each in found if each]

    with ThreadPoolExecutor(3) as threads:
        seen = [threads.submit(read) for _ in range(3)]
        for number in range(3, 20):
            assert bring(shelf, [document(f"n{number}", ["滑冰"])], [], mark(number))
            if number % 6 == 0:
                more = [document(f"n{each}", ["滑冰"]) for each in range(3, number + 1)]
                assert shelf.rebuild([*moved().values(), *more], mark(number))
    for number, size in (pair for each in seen for pair in each.result()):
        assert size == len(moved()) + number - 2


def test_a_document_comes_back_with_everything_it_had(shelf: Shelf) -> None:
    odd = document("odd", ["a'b\"c\\ 羽\n毛", "🏸"], "１８：３０ <b>&amp;")
    odd = replace(odd, tags=("标签", "更多"))
    assert bring(shelf, [odd], [], mark(3))
    found = held(shelf)
    assert found
    assert found[1]["odd"] == odd
