import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kb.acts.note_on_ticket import note_on_case, note_on_ticket, notes_of_case
from kb.errors import BadInput, NotFound
from kb.history import events_of
from kb.notices.inbox import inbox
from kb.notices.mentions import mentioned
from kb.notices.note import MOST_CHARACTERS, notes_about, write_note
from kb.people.person import Person
from kb.terms import Department
from kb.tickets import find_ticket
from kb.tickets.refer import Case, refer
from world import AFTERNOON, NEXT_DAY, Staff, ask_for_person, hire_others

PEOPLE = [
    Person(id=1, login="wang", name="小王"),
    Person(id=2, login="wangxm", name="小王明"),
    Person(id=3, login="li", name="李主管"),
    Person(id=4, login="chen", name="陈静"),
    Person(id=5, login="chen2", name="陈静"),
]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("没有叫谁", []),
        ("@小王 看一下", [1]),
        ("@小王看一下", [1]),
        ("＠小王明：你来", [2]),
        ("@wang, @WangXM", [1, 2]),
        ("@李主管@小王 @李主管", [3, 1]),
        ("@chen2 处理", [5]),
        ("写到 service@club.example 去", []),
        ("两个 @ 中间没有字", []),
    ],
)
def test_names_and_logins_are_found(text: str, called: list[int]) -> None:
    assert [each.id for each in mentioned(text, PEOPLE)] == called


@pytest.mark.parametrize(
    ("text", "mistake"),
    [("@小张 在吗", "没有叫“小张”的同事"), ("@wan", "没有叫“wan”"), ("@陈静", "chen、chen2")],
)
def test_a_name_that_is_nobodys_or_of_two_is_told(text: str, mistake: str) -> None:
    with pytest.raises(BadInput, match=mistake):
        mentioned(text, PEOPLE)


def test_whoever_is_called_is_told_once_and_the_author_never(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session)
    text = "@李主管 @小王 @li 退款要您点头"
    note = note_on_ticket(session, ticket.number, text, by=staff.wang.id, now=AFTERNOON)
    (told,) = inbox(session, staff.li.id)
    assert (told.text, told.path) == (f"小王：{text}", f"/desk/tickets/{ticket.number}")
    assert inbox(session, staff.wang.id) == []
    assert notes_about(session, ("ticket", ticket.number)) == [note]
    (event,) = events_of(session, "ticket", ticket.number)[1:]
    assert (event.verb, event.details["mentioned"]) == ("noted", [staff.li.id, staff.wang.id])


def test_nobody_is_called_to_what_they_may_not_see(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session)
    with pytest.raises(BadInput, match="陈静看不到"):
        note_on_ticket(session, ticket.number, "@陈静 看看", by=staff.wang.id, now=AFTERNOON)
    assert notes_about(session, ("ticket", ticket.number)) == []


@pytest.mark.parametrize("text", ["", " \u200b ", "长" * (MOST_CHARACTERS + 1)])
def test_a_note_says_something_and_not_too_much(session: Session, staff: Staff, text: str) -> None:
    with pytest.raises(BadInput):
        write_note(
            session, text, about=("complaint", 1), readers={},
            by=staff.wang.id, now=AFTERNOON,
        )  # fmt: skip


def test_a_note_is_never_changed(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session)
    note = note_on_ticket(session, ticket.number, "等厂家", by=staff.wang.id, now=NEXT_DAY)
    note.text = "没说过"
    with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
        session.flush()


def refer_to_venue(session: Session, staff: Staff, number: int) -> None:
    ticket, case = find_ticket(session, number), Case("二号场的灯坏了", "今天 14:00", "王女士")
    refer(session, ticket, Department.VENUE, case, "灯具归场地部", by=staff.wang.id, now=AFTERNOON)


def test_the_department_is_called_and_reads_what_calls_it(session: Session, staff: Staff) -> None:
    zhao = hire_others(session).zhao
    _, ticket = ask_for_person(session)
    with pytest.raises(BadInput, match="赵师傅看不到"):
        note_on_ticket(session, ticket.number, "@赵师傅 看看", by=staff.wang.id, now=AFTERNOON)
    refer_to_venue(session, staff, ticket.number)
    note_on_ticket(session, ticket.number, "会员情绪很差", by=staff.wang.id, now=AFTERNOON)
    text = "@赵师傅 会员 18 点还要打，来得及吗"
    called = note_on_ticket(session, ticket.number, text, by=staff.wang.id, now=AFTERNOON)
    told = next(each for each in inbox(session, zhao.id) if each.text == f"小王：{text}")
    assert told.path == f"/department/cases/{ticket.number}"
    answer = note_on_case(session, ticket.number, "来得及", by=zhao, now=NEXT_DAY)
    assert notes_of_case(session, ticket.number, Department.VENUE) == [called, answer]
    assert notes_of_case(session, ticket.number, Department.SHOP) == []
    assert len(notes_about(session, ("ticket", ticket.number))) == 3
    told = next(each for each in inbox(session, staff.wang.id) if each.text == "赵师傅：来得及")
    assert told.path == f"/desk/tickets/{ticket.number}"


def test_another_departments_case_is_not_written_on(session: Session, staff: Staff) -> None:
    zhao = hire_others(session).zhao
    _, ticket = ask_for_person(session)
    with pytest.raises(NotFound):
        note_on_case(session, ticket.number, "我们看看", by=zhao, now=AFTERNOON)
