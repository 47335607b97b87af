"""What can become of a member's message, on the shipped corpus."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kb.acts.publish import publish
from kb.conversations import Author
from kb.knowledge import find_entry, find_revision, propose, submit
from kb.policy.rechecks import Rechecks, WhenOverdue
from kb.reports.unmet import UnmetKind, unmet_questions
from kb.terms import Audience, Category, DecisionKind, Department, Level, Reason
from kb.tickets import tickets_of
from reception import Reception
from world import AFTERNOON, MORNING, NIGHT, shanghai, text


def approved_answer(desk: Reception, entry_id: str) -> str:
    with desk.database.reading() as session:
        entry = find_entry(session, entry_id)
        return find_revision(session, entry.id, entry.live or 0).answer


def publish_entry(desk: Reception, entry_id: str, question: str, *variants: str) -> None:
    content = text(question, f"{question}：请看前台公告。", *variants)
    with desk.database.writing() as session:
        entry = propose(
            session, content, by=desk.staff["maintainer"], now=MORNING, entry_id=entry_id
        )
        submit(session, entry, by=desk.staff["maintainer"], now=MORNING)
        publish(session, entry_id, seen=1, by=desk.staff["maintainer2"], now=MORNING)
    desk.follower.catch_up()


@pytest.mark.parametrize(
    ("question", "entry_id"),
    [
        ("羽毛球怎么收费？", "badminton-price"),
        ("羽毛球怎麼收費", "badminton-price"),
        ("停车要钱吗", "parking"),
    ],
)
def test_what_the_base_knows_is_answered_in_the_approved_words(
    desk: Reception, question: str, entry_id: str
) -> None:
    asked = desk.ask_anew(question, AFTERNOON)
    assert (asked.outcome.decision, asked.outcome.entry_ids) == (DecisionKind.ANSWER, [entry_id])
    assert asked.text == approved_answer(desk, entry_id)
    assert asked.ticket is None


def test_between_two_entries_that_fit_alike_the_member_is_asked_which(desk: Reception) -> None:
    publish_entry(desk, "climbing-shoes-adult", "成人攀岩鞋租金是多少？", "租攀岩鞋多少钱")
    publish_entry(desk, "climbing-shoes-child", "儿童攀岩鞋租金是多少？", "租攀岩鞋多少钱")
    asked = desk.ask_anew("租攀岩鞋多少钱", AFTERNOON)
    assert (asked.outcome.decision, asked.ticket) == (DecisionKind.CLARIFY, None)
    assert set(asked.outcome.entry_ids) == {"climbing-shoes-adult", "climbing-shoes-child"}
    assert "成人攀岩鞋租金是多少？" in asked.text
    assert "儿童攀岩鞋租金是多少？" in asked.text
    assert "公告" not in asked.text


def test_an_answer_that_is_over_is_not_given(desk: Reception) -> None:
    question = "4月1日前用医保卡办会员有什么优惠？"
    asked = desk.ask_anew(question, AFTERNOON)
    assert asked.outcome.reason is Reason.EXPIRED
    assert asked.ticket is not None
    assert "1500" not in asked.text
    before = desk.assistant.consider(question, now=shanghai(2012, 3, 1))
    assert [each.id for each in before.entries] == ["medical-card-promotion"]


def test_an_answer_held_back_until_it_is_checked_again_is_not_given(desk: Reception) -> None:
    late = AFTERNOON + timedelta(days=2000)
    held = replace(desk.assistant, rechecks=Rechecks(usual_overdue=WhenOverdue.HOLD))
    asked = replace(desk, assistant=held).ask_anew("停车收费吗？", late)
    assert asked.ticket is not None
    assert (asked.outcome.reason, asked.ticket.reason) == (Reason.OVERDUE, Reason.OVERDUE)
    assert "待复核" in asked.outcome.explanation
    with desk.database.reading() as session:
        [unmet] = unmet_questions(session, late, late + timedelta(minutes=1))
        assert unmet.kind is UnmetKind.UNANSWERED
    told = held.consider("停车收费吗？", audience=Audience.INTERNAL, now=late)
    assert [each.id for each in told.entries] == ["parking"]


def test_what_is_for_colleagues_does_not_reach_a_member(desk: Reception) -> None:
    asked = desk.ask_anew("接电话开头怎么说", AFTERNOON)
    assert asked.outcome.reason is Reason.INTERNAL_ONLY
    assert asked.ticket is not None
    assert "欢迎光临" not in asked.text
    assert "internal-greeting" not in {each["id"] for each in asked.outcome.candidates}


def test_an_accident_goes_to_a_person_at_once_also_at_night(desk: Reception) -> None:
    asked = desk.ask_anew("我在游泳池摔倒流血了", NIGHT)
    assert asked.ticket is not None
    assert (asked.ticket.level, asked.ticket.reason) == (Level.THREE, Reason.LEVEL_3)
    assert asked.ticket.due_at == NIGHT + timedelta(minutes=1)
    assert all(part in asked.text for part in (str(asked.ticket.number), "120"))


def test_a_complaint_goes_to_the_department_whatever_the_base_says(desk: Reception) -> None:
    asked = desk.ask_anew("我要投诉，羽毛球馆的灯坏了三天没人修", AFTERNOON)
    assert asked.ticket is not None
    assert (asked.ticket.level, asked.ticket.reason) == (Level.TWO, Reason.LEVEL_2)
    assert asked.ticket.due_at == AFTERNOON + timedelta(minutes=15)
    assert asked.ticket.department in set(Department)


def test_outside_service_hours_the_member_is_told_when_people_are_back(desk: Reception) -> None:
    asked = desk.ask_anew("射箭一小时多少钱？", NIGHT)
    assert asked.ticket is not None
    assert asked.ticket.due_at == shanghai(2026, 11, 19, 13, 10)
    assert "不在服务时间" in asked.text
    assert "明天 13:00" in asked.text
    assert "明天 13:10" in asked.text


def test_a_message_sent_twice_is_answered_once(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    first = desk.ask(token, "射箭一小时多少钱？", key="m-1", now=AFTERNOON)
    again = desk.ask(token, "射箭一小时多少钱？", key="m-1", now=NIGHT)
    assert first.ticket is not None
    assert again.ticket is not None
    assert (again.text, again.ticket.number) == (first.text, first.ticket.number)
    assert [each.author for each in desk.said(token)] == [Author.MEMBER, Author.ASSISTANT]


def test_who_asks_for_a_person_while_one_is_coming_keeps_the_number(desk: Reception) -> None:
    token = desk.open_conversation(AFTERNOON)
    first = desk.ask(token, "射箭一小时多少钱？", now=AFTERNOON)
    again = desk.ask(token, "转人工", now=AFTERNOON)
    assert first.ticket is not None
    assert again.ticket is not None
    assert again.ticket.number == first.ticket.number
    with desk.database.reading() as session:
        assert len(tickets_of(session, first.message.conversation_id)) == 1


def test_a_greeting_is_returned_and_opens_nothing(desk: Reception) -> None:
    asked = desk.ask_anew("你好！", NIGHT)
    assert (asked.outcome.decision, asked.ticket) == (DecisionKind.SMALLTALK, None)
    assert asked.outcome.category is Category.OTHER
    assert asked.text
