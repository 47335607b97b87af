"""Drafts, handing in, correcting, voiding; what is kept of each."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict, FieldMistakes, NotAllowed, NotFound
from kb.forms.browse import Sought, figures, search_forms
from kb.forms.filled import FilledForm, FilledState, revisions, voiding_of
from kb.forms.filling import begin_draft, correct, discard, hand_in, save_draft, void
from kb.forms.reach import may_fill, open_form, open_forms, require_may_change, visible
from kb.forms.values import Value
from kb.forms.version import adopt_forms, newest_form, retire_others
from kb.history import events_of
from kb.members.member import Member
from paperwork import CLUB_FORMS, CONSULTATION, adopt_club_forms, draft_of, file_form, made_up
from world import AFTERNOON, MORNING, NEXT_DAY, Staff, hire_others, hire_staff


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as session:
        adopt_club_forms(session)
        yield session


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def test_a_draft_keeps_what_was_typed_whatever_it_is(session: Session, staff: Staff) -> None:
    draft = draft_of(session, "consultation", {"came_on": "明天", "phone": "12"}, by=staff.wang.id)
    assert draft.values == {"came_on": "明天", "phone": "12"}
    assert draft.number is None


def test_a_draft_sent_twice_is_begun_once(session: Session, staff: Staff) -> None:
    version = newest_form(session, "consultation")
    begun = [
        begin_draft(session, version, {"name": name}, key="k", by=staff.wang.id, now=AFTERNOON)
        for name in ("王", "王芳")
    ]
    assert begun[0] is begun[1]
    assert begun[0].values == {"name": "王芳"}


def test_what_another_window_saved_is_not_written_over(session: Session, staff: Staff) -> None:
    draft = draft_of(session, "consultation", {"name": "王"}, by=staff.wang.id)
    seen = draft.edition
    save_draft(session, draft, {"name": "王芳"}, seen=seen, now=AFTERNOON)
    with pytest.raises(Conflict, match="别的窗口"):
        save_draft(session, draft, {"name": "李"}, seen=seen, now=AFTERNOON)
    assert draft.values == {"name": "王芳"}


def test_a_draft_that_still_shows_a_masked_number_keeps_the_number(
    session: Session, staff: Staff
) -> None:
    draft = draft_of(session, "consultation", CONSULTATION | {"card": "AM1001"}, by=staff.wang.id)
    shown = {"name": "王芳", "card": "AM**01"}
    save_draft(session, draft, shown, seen=draft.edition, now=AFTERNOON)
    assert draft.values == {"name": "王芳", "card": "AM1001"}


def test_handing_in_checks_numbers_and_keeps(session: Session, staff: Staff) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    assert filed.number == "ZX-2026-0001"
    assert filed.state is FilledState.HANDED_IN
    assert filed.values["phone"] == "13800138000"
    assert filed.values["taken_by__on"] == "2026-11-18"
    [first] = revisions(session, filed)
    assert first.values == filed.values
    assert [each.verb for each in events_of(session, "form", filed.id)] == ["began", "handed_in"]


def test_what_is_wrong_is_told_and_nothing_is_numbered(session: Session, staff: Staff) -> None:
    draft = draft_of(session, "consultation", {"phone": "12"}, by=staff.wang.id)
    with pytest.raises(FieldMistakes) as caught:
        hand_in(session, draft, by=staff.wang.id, now=AFTERNOON)
    fields = [each.field for each in caught.value.mistakes]
    assert fields[:3] == ["came_on", "name", "phone"]
    assert draft.state is FilledState.DRAFT
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    assert filed.number == "ZX-2026-0001"


def test_a_new_year_begins_with_one(session: Session, staff: Staff) -> None:
    file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    in_january = AFTERNOON.replace(year=2027, month=1, day=1)
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id, now=in_january)
    assert filed.number == "ZX-2027-0001"


def test_a_correction_is_a_revision_with_a_reason(session: Session, staff: Staff) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    changed = {**filed.values, "name": "王方"}
    with pytest.raises(BadInput, match="为什么更正"):
        correct(session, filed, changed, " ", seen=filed.edition, by=staff.wang.id, now=NEXT_DAY)
    with pytest.raises(BadInput, match="没有改动"):
        correct(
            session, filed, filed.values, "看错了", seen=filed.edition, by=staff.wang.id,
            now=NEXT_DAY,
        )  # fmt: skip
    correct(session, filed, changed, "写错了名", seen=filed.edition, by=staff.wang.id, now=NEXT_DAY)
    first, second = revisions(session, filed)
    assert (first.values["name"], second.values["name"]) == ("王芳", "王方")
    assert second.reason == "写错了名"
    assert filed.number == "ZX-2026-0001"


def test_a_masked_number_left_alone_stays_the_number_it_was(session: Session, staff: Staff) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    shown = {**filed.values, "phone": "138****8000", "name": "王方"}
    correct(session, filed, shown, "写错了名", seen=filed.edition, by=staff.wang.id, now=NEXT_DAY)
    assert filed.values["phone"] == "13800138000"


def test_what_is_void_keeps_its_number_and_moves_no_more(session: Session, staff: Staff) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    with pytest.raises(BadInput, match="为什么作废"):
        void(session, filed, "", by=staff.wang.id, now=NEXT_DAY)
    void(session, filed, "登记重复", by=staff.wang.id, now=NEXT_DAY)
    ended = voiding_of(session, filed)
    assert ended is not None
    assert ended.reason == "登记重复"
    assert filed.number == "ZX-2026-0001"
    illegal: list[Callable[[], FilledForm]] = [
        lambda: void(session, filed, "再来", by=staff.wang.id, now=NEXT_DAY),
        lambda: hand_in(session, filed, by=staff.wang.id, now=NEXT_DAY),
        lambda: save_draft(session, filed, {}, seen=filed.edition, now=NEXT_DAY),
        lambda: discard(session, filed, by=staff.wang.id, now=NEXT_DAY),
    ]
    for act in illegal:
        with pytest.raises(Conflict, match="已作废"):
            act()


def test_a_form_keeps_the_version_it_was_filled_in_with(session: Session, staff: Staff) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    renamed = CLUB_FORMS["consultation"].model_copy(update={"title": "客户来访登记表"})
    [version] = adopt_forms(session, [renamed], by=None, now=NEXT_DAY)
    assert version.version == 2
    assert filed.form.title == "客户咨询登记表"
    assert newest_form(session, "consultation").form.title == "客户来访登记表"
    assert adopt_forms(session, [renamed], by=None, now=NEXT_DAY) == []


def test_a_card_links_the_member_it_belongs_to(session: Session, staff: Staff) -> None:
    member = Member(name="王芳", card="AM1001", phone="13800138000", tags=[], known_since=MORNING)
    session.add(member)
    session.flush()
    by_card = {**CONSULTATION, "card": "am-1001"}
    filed = file_form(session, "consultation", by_card, by=staff.wang.id)
    assert filed.member_id == member.id


def test_each_department_sees_its_own_and_the_service_sees_all(
    session: Session, staff: Staff
) -> None:
    zhao = hire_others(session).zhao
    adopt_forms(session, [made_up()], by=None, now=MORNING)
    ours = file_form(session, "could-not-book", MISS_OF_ZHAO, by=zhao.id)
    theirs = file_form(session, "could-not-book", MISS_OF_ZHAO, by=staff.wang.id)
    assert visible(session, "could-not-book", ours.id, staff.li) is ours
    assert visible(session, "could-not-book", ours.id, zhao) is ours
    with pytest.raises(NotFound):
        visible(session, "could-not-book", theirs.id, zhao)
    with pytest.raises(NotAllowed, match="不由您的岗位填写"):
        open_form(session, "made-up", zhao)
    assert not may_fill(CLUB_FORMS["could-not-book"], staff.chen)
    with pytest.raises(NotFound):
        visible(session, "consultation", theirs.id, staff.wang)
    with pytest.raises(NotAllowed):
        require_may_change(ours, staff.wang)
    require_may_change(ours, staff.li)


def test_a_draft_is_its_writers_alone(session: Session, staff: Staff) -> None:
    draft = draft_of(session, "consultation", {"name": "王"}, by=staff.wang.id)
    assert visible(session, "consultation", draft.id, staff.wang) is draft
    with pytest.raises(NotFound):
        visible(session, "consultation", draft.id, staff.li)


MISS_OF_ZHAO: dict[str, Value] = {
    "asked_on": "2026-11-18", "name": "王芳", "card": "AM1001", "wanted_on": "2026-11-21",
    "sport": "羽毛球", "taken_by": "赵师傅",
}  # fmt: skip


def test_a_form_whose_file_is_gone_is_read_but_not_filled_in(
    session: Session, staff: Staff
) -> None:
    filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
    draft = draft_of(session, "consultation", CONSULTATION, by=staff.wang.id)
    others = [each for each in CLUB_FORMS.values() if each.id != "consultation"]
    [gone] = retire_others(session, others, by=None, now=AFTERNOON)
    assert (gone.form_id, gone.retired_at) == ("consultation", AFTERNOON)
    assert retire_others(session, others, by=None, now=AFTERNOON) == []
    assert visible(session, "consultation", filed.id, staff.li) is filed
    assert search_forms(session, "王芳", seen_by=staff.li) == [filed]
    assert gone not in open_forms(session, staff.li)
    with pytest.raises(Conflict, match="已停用"):
        open_form(session, "consultation", staff.li)
    with pytest.raises(Conflict, match="已停用"):
        hand_in(session, draft, by=staff.wang.id, now=AFTERNOON)
    [back] = adopt_forms(session, CLUB_FORMS.values(), by=None, now=NEXT_DAY)
    assert (back.form_id, back.version, back.retired_at) == ("consultation", 2, None)
    assert hand_in(session, draft, by=staff.wang.id, now=NEXT_DAY).number == "ZX-2026-0002"


def test_choices_are_counted(session: Session, staff: Staff) -> None:
    form = CLUB_FORMS["satisfaction-survey"]
    for overall in ("满意", "满意", "一般"):
        asked: dict[str, Value] = {
            "asked_on": "2026-11-18", "way": "电话", "name": "王芳", "overall": overall,
            "asked_by": "小王",
        }  # fmt: skip
        last = file_form(session, form.id, asked, by=staff.wang.id)
    void(session, last, "记错了人", by=staff.wang.id, now=AFTERNOON)
    found = figures(session, form, Sought(), seen_by=staff.li)
    assert found[0].label == "总体"
    assert found[0].counted == [("满意", 2), ("一般", 0), ("不满意", 0)]
    assert figures(session, CLUB_FORMS["consultation"], Sought(), seen_by=staff.li) == []
