"""Tricks that colleagues could try with the desk's own verbs: none of them brings a point."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from kb.acts.answer_on_the_spot import Said, answer_on_the_spot
from kb.acts.check_months import what_moved
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.judge import judge
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.publish import publish
from kb.acts.reopen_ticket import reopen_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.take_call import Caller
from kb.acts.triage_words import Proposal
from kb.appraisals.sealed_month import seal
from kb.contributions import Grade, contributions_to, reverse
from kb.conversations import Author, Conversation, open_conversation, record_outcome, say
from kb.conversations.conversation import find_conversation
from kb.db import Database
from kb.knowledge import Content, find_entry, propose, submit
from kb.kpi.month import MonthResult
from kb.period import Period, month
from kb.policy import adopt, read_policies
from kb.reports.month import month_inputs, month_result, policies_of, score_month, weigh_month
from kb.terms import Category, Channel, DecisionKind, Level
from kb.tickets import KnowledgeUse, Ticket
from kb.tickets.rating import Rated, Satisfaction, rate
from reception import CORPUS
from world import AFTERNOON, MORNING, NOON, Staff, ask_for_person, open_club, text

NOVEMBER, DECEMBER = month(2026, 11), month(2026, 12)
CARD = text("会员卡能转让吗？", "可以转让给家人一次，手续费二十元，到前台办理。", "会员卡转让")
PROPOSAL = Proposal(Level.ONE, Category.MEMBERSHIP, ("按来电判断。",))
CALL = Call(Channel.PHONE, "会员卡能转给我妹妹吗？", Level.ONE, Category.MEMBERSHIP, "冯先生")
REUSED = Knowledge(KnowledgeUse.REUSED, "card")
HAPPY = Rated(Satisfaction.SATISFIED)
A_CALL = timedelta(minutes=20)


def written(
    session: Session, staff: Staff, key: str, content: Content, by: int, at: datetime = NOON
) -> None:
    """By one colleague, and approved by 周明 (their own texts by 陈静)."""
    propose(session, content, by=by, now=at, entry_id=key)
    submit(session, find_entry(session, key), by=by, now=at)
    reviewer = staff.chen.id if by == staff.zhou.id else staff.zhou.id
    publish(session, key, seen=1, by=reviewer, now=at, grade=Grade.A)


def answered(session: Session, talk: Conversation, now: datetime) -> int:
    """The assistant answers with the card entry; the outcome's id."""
    message = say(session, talk, Author.MEMBER, "会员卡可以给别人吗", now=now)
    return record_outcome(
        session, message, now=now, decision=DecisionKind.ANSWER, level=Level.ONE,
        category=Category.MEMBERSHIP, explanation="", knowledge_number=9, policy_version=1,
        took_ms=1.0, entry_ids=["card"],
    ).id  # fmt: skip


def closed_and_rated(
    session: Session, ticket: Ticket, by: int, now: datetime, rated_by: int | None = None
) -> None:
    reply_to_ticket(session, ticket.number, CARD.answer, propose=False, by=by, now=now)
    close_ticket(session, ticket.number, "已答复", REUSED, by=by, now=now)
    rate(session, ticket.conversation_id, ticket.number, HAPPY, by=rated_by, now=now)


def scored(session: Session, period: Period = NOVEMBER) -> MonthResult:
    session.flush()
    policies = policies_of(session, period, until=period.end)
    inputs = month_inputs(session, period, policies, until=period.end)
    return score_month(inputs, policies, period)


def points(result: MonthResult, person: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for score in result.contributions:
        for item in score.items:
            if score.person == person:
                found[item.measure] = found.get(item.measure, Decimal(0)) + item.points
    return {key.removeprefix("contribution_"): value for key, value in found.items() if value}


def served(result: MonthResult, person: int) -> dict[str, Decimal | None]:
    (own,) = [each for each in result.agents if each.person == person]
    return {each.measure: each.value for each in own.figures}


def figure(result: MonthResult, person: int, measure: str) -> Decimal | None:
    return served(result, person)[measure]


def club(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


def test_whoever_asks_answers_and_rates_themselves_earns_nothing(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = club(session)
        wang = staff.wang.id
        written(session, staff, "card", CARD, wang)
        honest = points(scored(session), wang)
        assert set(honest) == {"new_entry"}
        for minute in range(0, 30, 10):
            now = AFTERNOON + timedelta(minutes=minute)
            # on the member's page, where they are signed in
            talk, _ = open_conversation(session, now=now, by=wang)
            judge(session, talk, answered(session, talk, now), True, now=now)
            # from the desk, by a record of a call
            ticket = open_by_hand(session, CALL, PROPOSAL, by=wang, now=now).ticket
            phoned = find_conversation(session, ticket.conversation_id)
            judge(session, phoned, answered(session, phoned, now), True, now=now)
            closed_and_rated(session, ticket, wang, now, rated_by=wang)
            # answered while they pretend to speak with somebody
            said = Said(CARD.answer, "card", now - timedelta(minutes=8))
            ticket = answer_on_the_spot(
                session, CALL, PROPOSAL, Caller(), said, by=wang, now=now + timedelta(minutes=1)
            )
            rate(session, ticket.conversation_id, ticket.number, HAPPY, by=wang,
                 now=now + timedelta(minutes=2))  # fmt: skip
        result = scored(session)
        assert points(result, wang) == honest
        assert figure(result, wang, "satisfaction") is None
        assert figure(result, wang, "satisfied") == 0
        # a call is work all the same; one answered on the spot is counted by itself
        assert figure(result, wang, "cases") == 3
        assert figure(result, wang, "on_the_spot") == 3


def test_any_number_of_calls_answered_on_the_spot_moves_nothing_but_their_count(
    sqlite: Database,
) -> None:
    with sqlite.writing() as session:
        staff = club(session)
        written(session, staff, "card", CARD, staff.wang.id)
        _, waited = ask_for_person(session)
        closed_and_rated(session, waited, staff.li.id, AFTERNOON + timedelta(minutes=7))
        before = served(scored(session), staff.li.id)
        for number in range(1, 6):
            said, now = Said(CARD.answer, "card", AFTERNOON), AFTERNOON + number * A_CALL
            answer_on_the_spot(session, CALL, PROPOSAL, Caller(), said, by=staff.li.id, now=now)
        result = scored(session)
        assert served(result, staff.li.id) == {**before, "on_the_spot": Decimal(5)}
        assert points(result, staff.wang.id)["reused"] > 0


def test_a_caller_who_rates_by_their_own_link_is_a_member_like_any_other(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = club(session)
        written(session, staff, "card", CARD, staff.wang.id)
        ticket = open_by_hand(session, CALL, PROPOSAL, by=staff.li.id, now=AFTERNOON).ticket
        closed_and_rated(session, ticket, staff.li.id, AFTERNOON + timedelta(minutes=7))
        assert figure(scored(session), staff.li.id, "satisfied") == 1


def test_colleagues_who_approve_each_other_and_split_an_entry(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = club(session)
        chen, zhou, wang = staff.chen.id, staff.zhou.id, staff.wang.id
        for number in range(6):
            at = NOON + timedelta(minutes=number)
            for who in (chen, zhou):
                words = text(f"{who}{number}号更衣柜怎么开？", f"按{who}{number * 7}，再扫码。")
                written(session, staff, f"locker-{who}-{number}", words, who, at)
        whole = text("泳池几点开放？", "早上六点到晚上九点。周一上午换水不开放。", "泳池开放时间")
        written(session, staff, "pool", whole, wang)
        before = points(scored(session), wang)
        part = text("泳池几点开放呢？", "早上六点到晚上九点。", "泳池的开放时间")
        written(session, staff, "pool-hours", part, wang, NOON + timedelta(hours=1))
        result = scored(session)
        assert "review" not in {*points(result, chen)}
        approved = [
            item.why for score in result.contributions for item in score.items
            if item.about.startswith("locker") and item.points and score.person in (chen, zhou)
        ]  # fmt: skip
        assert approved
        assert all("A 按 B 计" in why for why in approved)
        after = points(result, wang)
        assert after["duplicate"] < 0
        assert sum(after.values()) < sum(before.values())


def test_what_counted_in_a_closed_month_never_counts_again(sqlite: Database) -> None:
    later = DECEMBER.begin + timedelta(days=2)
    with sqlite.writing() as session:
        staff = club(session)
        wang = staff.wang.id
        written(session, staff, "card", CARD, wang)
        talk, _ = open_conversation(session, now=AFTERNOON)
        outcome = answered(session, talk, AFTERNOON)
        judge(session, talk, outcome, True, now=AFTERNOON)
        _, ticket = ask_for_person(session)
        closed_and_rated(session, ticket, staff.li.id, AFTERNOON)
        weighed = weigh_month(session, NOVEMBER, until=DECEMBER.begin)
        closed = seal(session, weighed, by=None, now=later)
        told = points(month_result(session, NOVEMBER, now=later), wang)
        assert {"confirmed", "reused"} < set(told)
        judge(session, talk, outcome, False, now=later)
        judge(session, talk, outcome, True, now=later)
        reopen_ticket(session, ticket.number, "还有一问", by=None, now=later)
        closed_and_rated(session, ticket, staff.li.id, later + timedelta(minutes=5))
        assert points(scored(session, DECEMBER), wang) == {}
        # and the month that is closed is still what its rows come to
        assert what_moved(session, closed) is None
        # what was told is taken back to the cent, whatever the rows say now
        entry = find_entry(session, "card")
        [(first, *_)] = contributions_to(session, entry.id).rows
        reverse(session, first.id, "抄来的", by=staff.zhou.id, now=later)
        taken = points(scored(session, DECEMBER), wang)
        assert taken == {"reversed": -sum(told.values())}
