"""Looking through registers: words, days, people; bounded however much there is."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput
from kb.forms import browse
from kb.forms.browse import (
    MOST,
    Sought,
    all_forms,
    list_forms,
    search_forms,
    this_month,
)
from kb.forms.filled import FilledForm, FilledState
from kb.forms.filling import void
from kb.forms.version import newest_form
from paperwork import CLUB_FORMS, CONSULTATION, adopt_club_forms, draft_of, file_form
from statements import statements
from world import AFTERNOON, NEXT_DAY, Staff, hire_staff, shanghai

FORM = CLUB_FORMS["consultation"]


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as session:
        adopt_club_forms(session)
        yield session


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def found(session: Session, staff: Staff, **sought: object) -> list[str]:
    page = list_forms(session, FORM, Sought(**sought), 1, seen_by=staff.li)  # type: ignore[arg-type]
    return [str(each.values["name"]) for each in page.rows]


def test_a_register_is_filtered_by_words_days_people_and_state(
    session: Session, staff: Staff
) -> None:
    wang = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    other = {**CONSULTATION, "name": "李 雷", "phone": "13912345678", "content": "100%_确认"}
    file_form(session, "consultation", other, by=staff.li.id, now=NEXT_DAY)
    draft_of(session, "consultation", {"name": "草稿"}, by=staff.li.id)
    void(session, wang, "登记重复", by=staff.wang.id, now=NEXT_DAY)
    assert found(session, staff) == ["李 雷", "王芳"]
    assert found(session, staff, words="zx-2026-0001") == ["王芳"]
    assert found(session, staff, words="１３９１２３４") == ["李 雷"]
    assert found(session, staff, words="李 100%_") == ["李 雷"]
    assert found(session, staff, words="%_%") == []
    assert found(session, staff, since=date(2026, 11, 19)) == ["李 雷"]
    assert found(session, staff, until=date(2026, 11, 18)) == ["王芳"]
    assert found(session, staff, by_id=staff.li.id) == ["李 雷"]
    assert found(session, staff, state=FilledState.VOID) == ["王芳"]
    assert this_month(session, NEXT_DAY) == {"consultation": 1}


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (shanghai(2026, 11, 18, 23, 59), date(2026, 11, 18)),
        (shanghai(2026, 11, 19), date(2026, 11, 19)),
    ],
)
def test_a_day_is_shanghais(session: Session, staff: Staff, at: object, day: date) -> None:
    file_form(session, "consultation", CONSULTATION, by=staff.wang.id, now=at)  # type: ignore[arg-type]
    assert found(session, staff, since=day, until=day) == ["王芳"]


def test_what_one_may_not_see_is_not_found(session: Session, staff: Staff) -> None:
    file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    assert len(search_forms(session, "王芳", seen_by=staff.wang)) == 1
    assert search_forms(session, "王芳", seen_by=staff.chen) == []
    assert search_forms(session, " ", seen_by=staff.wang) == []


def test_a_hundred_thousand_forms_are_looked_through_page_by_page(
    session: Session, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = newest_form(session, "consultation")
    rows = [
        {
            "form_id": "consultation", "version_id": version.id, "number": f"ZX-2026-{number}",
            "state": FilledState.HANDED_IN, "values": {"name": f"会员{number}"}, "edition": 1,
            "key": f"k{number}", "by_id": staff.wang.id, "began_at": AFTERNOON,
            "changed_at": AFTERNOON, "handed_in_at": AFTERNOON + timedelta(seconds=number),
            "found_by": f"zx-2026-{number} 会员{number} 想包一片羽毛球场 已告知价格",
        }
        for number in range(100_000)
    ]  # fmt: skip
    session.execute(insert(FilledForm), rows)
    for sought, total in ((Sought(), MOST), (Sought(words="会员99999"), 1), (Sought("无"), 0)):
        with statements(session.connection()) as asked:
            page = list_forms(session, FORM, sought, 1, seen_by=staff.wang)
        assert len(asked) <= 4
        assert page.total == total
    last = list_forms(session, FORM, Sought(), 9999, seen_by=staff.wang)
    assert (last.number, last.is_cut) == (last.pages, True)
    everything = all_forms(session, FORM, Sought(), seen_by=staff.wang)
    assert sum(1 for _ in islice(everything, 30_000)) == 30_000
    monkeypatch.setattr(browse, "MOST_EXPORTED", 99_999)
    with pytest.raises(BadInput, match="超过 99999 份"):
        next(all_forms(session, FORM, Sought(), seen_by=staff.wang))
