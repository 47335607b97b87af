"""Files of entries: what goes out comes back, and what is wrong is told with its cell."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.knowledge import Content
from kb.knowledge.exchange import Format, Read, read_file, read_row, write_file
from kb.knowledge.exchange.table import Text
from kb.terms import Audience, Category, Department
from world import text

LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t\r", exclude_characters="\ufeff"
)


def words(most: int) -> st.SearchStrategy[str]:
    odd = st.sampled_from(
        [
            "=1+1",
            "＝SUM(A1)",
            "'=x",
            "''-3",
            "@a",
            "_x000D_",
            '["a"]',
            "[1",
            "a\nb",
            "a\r\nb",
            "-",
            "no",
            "007",
            "2026-11-21",
            "null",
            "~",
            "a: b # c",
            "\u2028x",
            '“引号”"x"',
            "a,b;c\td",
        ]
    )
    told = st.one_of(odd, st.text(LETTERS, min_size=1, max_size=most))
    return told.map(lambda each: each.strip()).filter(bool)


moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    begin, end = sorted(draw(st.lists(moments, min_size=2, max_size=2, unique=True)))
    return Content(
        question=draw(words(40)),
        answer=draw(words(300)),
        category=draw(st.sampled_from(Category)),
        department=draw(st.sampled_from(Department)),
        audience=draw(st.sampled_from(Audience)),
        variants=tuple(draw(st.lists(words(20), max_size=6))),
        short=draw(st.none() | words(30)),
        note=draw(st.none() | words(60)),
        tags=tuple(draw(st.lists(words(8), max_size=3))),
        links=tuple(draw(st.lists(st.sampled_from(["a-1", "b.2"]), max_size=2))),
        valid_from=draw(st.none() | st.just(begin)),
        valid_until=draw(st.none() | st.just(end)),
        review_on=draw(st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1))),
    )


def written(kind: Format, texts: list[Text]) -> bytes:
    file = io.BytesIO()
    write_file(kind, file, lambda: texts)
    return file.getvalue()


def read(name: str, raw: bytes) -> list[Read]:
    return [read_row(row, None) for row in read_file(name, io.BytesIO(raw)).rows]


def told(name: str, raw: bytes) -> list[str]:
    return [str(finding) for each in read(name, raw) for finding in each.findings]


@pytest.mark.parametrize("kind", Format)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(contents(), min_size=1, max_size=3))
def test_what_goes_out_comes_back_to_the_letter(kind: Format, texts: list[Content]) -> None:
    named = [(f"e-{number}", each) for number, each in enumerate(texts)]
    raw = written(kind, named)
    back = read(f"file.{kind}", raw)
    serious = [str(f) for each in back for f in each.findings if f.serious]
    assert serious == []
    assert [(each.entry_id, each.content) for each in back] == named
    assert written(kind, [(each.entry_id, each.content) for each in back if each.content]) == raw


@pytest.mark.parametrize("kind", Format)
def test_a_thousand_long_variants_are_not_cut(kind: Format) -> None:
    variants = tuple(f"{number:04}{sundry(196, number)}" for number in range(1000))
    answer = sundry(4000, 0)
    [back] = read(f"f.{kind}", written(kind, [("e", text("问", answer, *variants))]))
    assert back.content
    assert back.content.variants == variants
    assert back.content.answer == answer


def sundry(count: int, seed: int) -> str:
    """So many characters; one of them again and again would look like a zip bomb."""
    return "".join(chr(0x4E00 + (seed * 7919 + at * 104729) % 20000) for at in range(count))
