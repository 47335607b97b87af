"""Whatever may be written into a form comes back: from the draft, the register and the sheet."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from kb.acts.export_register import allow_in_full, export_in_full
from kb.db import Database
from kb.forms.browse import Sought
from kb.forms.filled import find_filled
from kb.forms.showing import names, shown
from kb.forms.values import Value
from kb.forms.version import adopt_forms
from kb.members.member import Member
from kb.terms import Department
from paperwork import file_form, made_up
from world import AFTERNOON, MORNING, Staff, hire_staff

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"])
WORDS = st.text(LETTERS, min_size=1, max_size=60)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat)
TIMES = st.times().map(lambda each: f"{each:%H:%M}")
FORM = made_up()
ROUNDS = count(1)


def one_of(*options: str) -> st.SearchStrategy[str]:
    return st.sampled_from(options)


def valid(person: int, member: int) -> st.SearchStrategy[dict[str, Value]]:
    whole = st.integers(-5, 5000).map(str)
    cents = st.integers(0, 10**8).map(lambda each: f"{each // 100}.{each % 100:02}")
    fields: dict[str, st.SearchStrategy[Value]] = {
        "line": WORDS,
        "text": st.one_of(WORDS, one_of("=1+1", "＝cmd", "-2", " @x", "+3", "\t=4")),
        "day": DAYS,
        "clock": TIMES,
        "moment": st.tuples(DAYS, TIMES).map("T".join),
        "phone": st.integers(13_000_000_000, 19_999_999_999).map(str),
        "number": whole,
        "money": cents,
        "choice": one_of("甲", "乙"),
        "choices": st.lists(one_of("红", "黄", "蓝"), unique=True, min_size=1),
        "yes": one_of("yes", "no"),
        "department": one_of(*Department),
        "person": st.just(str(person)),
        "member": st.just(str(member)),
        "card": st.from_regex(r"\A[A-Z0-9]{2,32}\Z"),
        "signed": WORDS.map(lambda each: each[:40]),
        "signed__on": st.dates(date(2000, 1, 1), date(2026, 11, 18)).map(date.isoformat),
    }
    return st.fixed_dictionaries({}, optional=fields)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def club(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    file = tmp_path_factory.mktemp("forms") / "club.db"
    file.write_bytes(sqlite_template.read_bytes())
    with closing(Database(f"sqlite:///{file}")) as database:
        yield database


@pytest.fixture(scope="module")
def staff(club: Database) -> Staff:
    with club.writing() as session:
        adopt_forms(session, [FORM], by=None, now=MORNING)
        session.add(Member(id=1, name="王芳", tags=[], known_since=MORNING))
        return hire_staff(session)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_valid_comes_back(club: Database, staff: Staff, data: st.DataObject) -> None:
    typed = data.draw(valid(staff.wang.id, member=1))
    with club.writing() as session:
        filed = file_form(session, FORM.id, typed, by=staff.wang.id, now=_later(AFTERNOON))
        kept, filled_id, number = dict(filed.values), filed.id, filed.number
    with club.writing() as session:
        again = find_filled(session, filled_id)
        assert again.values == kept
        for key, value in typed.items():
            if isinstance(value, list):
                assert set(kept[key]) == set(value)
            elif key not in ("line", "text", "signed", "signed__on") and value:
                assert kept[key] == value
        assert _exported(session, staff)[number] == _shown(session, kept)


def _later(moment: datetime) -> datetime:
    return moment.replace(microsecond=next(ROUNDS))


def _shown(session: Session, values: dict[str, Value]) -> list[str]:
    known = names(session)
    return [shown(each, values, known) for each in FORM.fields]


def _exported(session: Session, staff: Staff) -> dict[str | None, list[str]]:
    file = BytesIO()
    allowed = allow_in_full(session, FORM, Sought(), by=staff.wang, now=AFTERNOON)
    export_in_full(session, allowed, file)
    _, *rows = load_workbook(file).worksheets[0].iter_rows()
    assert {each.data_type for row in rows for each in row if each.value is not None} == {"s"}
    texts = [[str(each.value or "") for each in row] for row in rows]
    return {number: cells for number, _, _, _, *cells in texts}
