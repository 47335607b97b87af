"""What shows while somebody types, in the small named world."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.knowledge import find_entry, retire
from kb.search import Follower
from kb.search.suggest import Suggester
from kb.search.wordings import _Column
from kb.terms import Audience
from shelves import Base
from world import AFTERNOON, publish_text, text


@pytest.fixture
def suggester(follower: Follower) -> Suggester:
    return Suggester(lambda: follower)


def ids(suggester: Suggester, typed: str, audience: Audience | None = Audience.MEMBER) -> list[str]:
    return [each.id for each in suggester.suggest(typed, audience=audience, now=AFTERNOON)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("羽毛", "badminton-price"),
        ("收费", "parking"),  # the shorter of the two standard questions that hold it
        ("停车", "parking"),
        ("有地方停", "parking"),  # a variant
        ("yumao", "badminton-price"),
        ("ymq", "badminton-price"),
        ("tingche", "parking"),
        ("TCSF", "parking"),
        ("tingce", "parking"),  # ears that mix ch and c
        ("停　车", "parking"),
        ("羽毛求", "badminton-price"),  # written as it sounds
        ("羽毛球多少钱？", "badminton-price"),
        ("關門", "opening-hours"),
        ("年卡", "annual-cards"),
    ],
)
def test_the_question_meant_is_the_first(suggester: Suggester, typed: str, first: str) -> None:
    assert ids(suggester, typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["", "  ", "？！", "\x00", "停" * 41])
def test_nothing_typed_and_a_whole_story_suggest_nothing(suggester: Suggester, typed: str) -> None:
    assert ids(suggester, typed) == []


def test_an_entry_shows_once_however_many_of_its_wordings_hold_it(suggester: Suggester) -> None:
    assert ids(suggester, "羽毛球") == ["badminton-price"]


def test_what_is_internal_shows_to_colleagues_only(suggester: Suggester) -> None:
    assert ids(suggester, "接电话") == []
    assert ids(suggester, "接电话", None) == ["internal-greeting"]


def test_what_was_just_published_shows_and_what_was_withdrawn_does_not(
    suggester: Suggester, follower: Follower, base: Base
) -> None:
    tennis = text("网球怎么收费？", "每小时40元。")
    with base.database.writing() as session:
        publish_text(session, base.staff, "tennis-price", tennis)
        retire(
            session, find_entry(session, "parking"), "改建", by=base.staff.chen.id, now=AFTERNOON
        )
    follower.catch_up()
    assert ids(suggester, "网球") == ["tennis-price"]
    assert "parking" not in ids(suggester, "停车")


@settings(max_examples=200)
@given(
    st.lists(st.text(alphabet="ab球", min_size=1, max_size=5), min_size=1, max_size=8),
    st.text(alphabet="ab球", min_size=1, max_size=3),
)
def test_a_column_finds_each_line_that_holds_the_part(lines: list[str], part: str) -> None:
    wanted = [(at, line.startswith(part)) for at, line in enumerate(lines) if part in line]
    assert list(_Column(lines).holding(part)) == wanted
