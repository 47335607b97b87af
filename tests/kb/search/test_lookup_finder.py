"""What a colleague finds while typing with a member on the telephone, and why it fits."""

from datetime import timedelta

import pytest

from kb.search import Follower
from kb.search.finder import Finder, Hit, Standing, Why
from kb.search.marking import mark, sounding_like
from kb.terms import Audience
from shelves import Base
from world import MORNING, NOON, publish_text, text


@pytest.fixture
def finder(follower: Follower) -> Finder:
    return Finder(lambda: follower)


def find(finder: Finder, typed: str, *, internal: bool = True) -> list[Hit]:
    return list(finder.find(typed, internal=internal, now=NOON).hits)


def marked(pieces: tuple[tuple[str, bool], ...]) -> list[str]:
    return [text for text, is_marked in pieces if is_marked]


@pytest.mark.parametrize(
    ("typed", "first", "why", "wording"),
    [
        ("羽毛球", "badminton-price", Why.LITERAL, "羽毛球怎么收费？"),
        ("有地方停", "parking", Why.LITERAL, "有地方停车吗"),
        ("yumaoqiu", "badminton-price", Why.PINYIN, "羽毛球怎么收费？"),
        ("ymq", "badminton-price", Why.INITIALS, "羽毛球怎么收费？"),
        ("YMQZM", "badminton-price", Why.INITIALS, "羽毛球怎么收费？"),
        ("亭车", "parking", Why.PINYIN, "停车收费吗？"),
        ("泊车", "parking", Why.SYNONYM, "停车收费吗？"),
        ("羽毛球多少钱一小时", "badminton-price", Why.LITERAL, "打羽毛球多少钱一小时"),
        ("接电话", "internal-greeting", Why.LITERAL, "接电话时怎么问候？"),
        ("停車", "parking", Why.LITERAL, "停车收费吗？"),
    ],
)
def test_what_is_typed_finds_its_entry_and_says_why(
    finder: Finder, typed: str, first: str, why: Why, wording: str
) -> None:
    hits = find(finder, typed)
    assert (hits[0].entry.id, hits[0].why) == (first, why)
    assert hits[0].wording in (wording, *hits[0].entry.variants)


@pytest.mark.parametrize("typed", ["", " ", "？！", "龘龘龘", "的吗", "\x00"])
def test_nothing_asked_finds_nothing(finder: Finder, typed: str) -> None:
    assert find(finder, typed) == []


def test_each_entry_shows_once_and_those_for_colleagues_to_colleagues_only(finder: Finder) -> None:
    keys = [each.entry.id for each in find(finder, "收费")]
    assert sorted(keys) == ["badminton-price", "parking"]
    assert find(finder, "接电话", internal=False) == []
    assert find(finder, "接电话")[0].entry.audience is Audience.INTERNAL


def test_what_is_not_valid_now_shows_last_and_says_so(
    finder: Finder, follower: Follower, base: Base
) -> None:
    past = text("停车月卡多少钱？", "300 元。", valid_until=MORNING + timedelta(hours=1))
    future = text("停车季卡多少钱？", "800 元。", valid_from=NOON + timedelta(days=1))
    with base.database.writing() as session:
        publish_text(session, base.staff, "a-month", past)
        publish_text(session, base.staff, "a-quarter", future)
    follower.catch_up()
    found = {each.entry.id: each.standing for each in find(finder, "停车")}
    assert next(iter(found)) == "parking"
    assert found["a-month"] is Standing.EXPIRED
    assert found.get("a-quarter") in (None, Standing.PENDING)


def test_the_words_are_marked_in_question_variant_and_answer(finder: Finder) -> None:
    hit = find(finder, "停车要钱")[0]
    assert marked(hit.variant) == ["停车要钱"]
    assert "停车" in marked(hit.answer)
    assert "".join(text for text, _ in hit.answer) == hit.entry.answer
    assert marked(find(finder, "ymq")[0].question) == ["羽毛球"]


@pytest.mark.parametrize(
    ("text", "needles", "expected"),
    [
        ("A区停车", ["停车"], [("A区", False), ("停车", True)]),
        ("VIP卡", ["vip"], [("VIP", True), ("卡", False)]),
        ("<b>停车</b>", ["停车"], [("<b>", False), ("停车", True), ("</b>", False)]),
        ("停车场", ["停车", "停车场"], [("停车场", True)]),
        ("没有", ["停车"], [("没有", False)]),
        ("", ["停车"], []),
        ("停车", [""], [("停车", False)]),
    ],
)
def test_marking(text: str, needles: list[str], expected: list[tuple[str, bool]]) -> None:
    assert list(mark(text, needles)) == expected


@pytest.mark.parametrize(
    ("text", "typed", "part"),
    [
        ("羽毛球怎么收费？", "ymq", "羽毛球"),
        ("打羽毛球多少钱", "yumaoq", "羽毛球"),
        ("停车", "tc", "停车"),
        ("停车", "xyz", ""),
        ("", "tc", ""),
    ],
)
def test_the_part_that_sounds_as_typed(text: str, typed: str, part: str) -> None:
    assert sounding_like(text, typed) == part
