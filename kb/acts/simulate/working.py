"""An agent's way with one ticket: the moments are drawn beforehand, what is done at each of them
depends on what the ticket has become by then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kb.acts.ask import ask
from kb.acts.change_level import change_level
from kb.acts.close_ticket import close_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.simulate.club import Act, Club, Step
from kb.acts.simulate.colleagues import SUPERVISORS, Agent
from kb.acts.simulate.questions import Question
from kb.acts.simulate.rhythm import from_opening, served
from kb.acts.simulate.wording import knowledge_of, reply_for
from kb.deadlines.calendar import ServiceCalendar
from kb.terms import Level
from kb.tickets import Ticket, TicketState, take
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.consult import advise, consult, consults_of
from kb.tickets.follow_up import ContactResult, open_follow_up_of
from kb.tickets.following import contact, feed_back
from kb.tickets.rating import Rated, RatingReason, Satisfaction, rate, rating_of
from kb.tickets.referral import referrals_of

RATED, NEUTRAL = 0.42, 0.55
"""shares: of members who rate, and of those not content who find it so-so"""
COMES_BACK = 0.035
FORGOTTEN = (25, 110)
"""service minutes"""
CONTENT = ("", "", "很快，谢谢", "说得清楚")
NOT_CONTENT = (
    (RatingReason.SLOW, "等了好久才有人回"),
    (RatingReason.UNCLEAR, "说得有点绕，没太听懂"),
    (RatingReason.UNSOLVED, "问题还在"),
    (RatingReason.SLOW, ""),
    (RatingReason.ATTITUDE, "感觉在应付我"),
    (RatingReason.OTHER, "希望能直接在网上办"),
)
ADVICE = (
    "可以，按老办法办，备注写清楚就行。",
    "先按规定答复，特殊情况我来和部门说。",
    "请把依据也告诉会员，语气缓一点。",
)
STILL_NOT = ("还是没有解决啊", "问题还在，没有解决", "还是不行，麻烦再看看")

OnTicket = Callable[[Club, Ticket, datetime], object]


@dataclass(frozen=True)
class Work:
    """`gloom`: how much less content members are these days."""

    chance: Random
    case: int
    agent: Agent
    question: Question
    calendar: ServiceCalendar
    gloom: float = 0.0

    def step(
        self, at: datetime, place: int, act: Callable[[Club, Ticket, datetime], object]
    ) -> Step:
        return Step(at, self.case, place, with_ticket(self.case, act))

    def later(self, at: datetime, least: float, most: float) -> datetime:
        return served(self.chance, at, (least, most), self.calendar)


def with_ticket(case: int, act: OnTicket) -> Act:
    """Nothing happens where no ticket was opened."""

    def step(club: Club, now: datetime) -> None:
        ticket = club.ticket(case)
        if ticket is not None:
            act(club, ticket, now)

    return step


def answering(work: Work, at: datetime) -> list[Step]:
    chance, agent = work.chance, work.agent
    taken = work.later(from_opening(chance, at, work.calendar), *agent.takes)
    if chance.random() < agent.forgets:
        taken = work.later(taken, *FORGOTTEN)
    replied = work.later(taken, *agent.answers)
    steps = [work.step(taken, 10, lambda *a: _take(work, *a))]
    if chance.random() < agent.consults:
        asked, adviser = work.later(taken, 0.5, 2), chance.choice(SUPERVISORS)
        words = chance.choice(ADVICE)
        advised = work.later(asked, 1, 9)
        replied = work.later(advised, 1, 4)
        steps.append(work.step(asked, 11, lambda *a: _consult(work, *a)))
        steps.append(work.step(advised, 12, lambda *a: _advise(adviser, words, *a)))
    closed = work.later(replied, 4, 60)
    steps.append(work.step(replied, 13, lambda *a: _reply(work, *a)))
    steps.append(work.step(closed, 14, lambda *a: _close(work, *a)))
    if chance.random() < COMES_BACK:
        steps += _come_back(work, closed)
    elif chance.random() < RATED:
        steps += rating(work, closed)
    return steps


def rating(work: Work, closed: datetime) -> list[Step]:
    """And what is done about a member who is not satisfied."""
    chance = work.chance
    at = closed + timedelta(minutes=min(1400.0, chance.expovariate(1 / 150)))
    content = chance.random() < work.agent.contents - work.gloom
    if content:
        said = Rated(
            Satisfaction.SATISFIED, words=chance.choice(("", "", "很快，谢谢", "说得清楚"))
        )
        return [work.step(at, 30, lambda *a: _rate(said, *a))]
    reason, words = chance.choice(NOT_CONTENT)
    if chance.random() < NEUTRAL:
        said = Rated(Satisfaction.NEUTRAL, reason, words)
        return [work.step(at, 30, lambda *a: _rate(said, *a))]
    said = Rated(Satisfaction.DISSATISFIED, reason, words)
    looked = work.later(at, 30, 300)
    called = work.later(looked, 30, 500)
    still = chance.random() < 0.25
    steps = [
        work.step(at, 30, lambda *a: _rate(said, *a)),
        work.step(looked, 31, _feed_back),
        work.step(called, 32, lambda *a: _contact(work, still, *a)),
    ]
    if still:
        again = work.later(called, 60, 500)
        steps.append(work.step(again, 33, _feed_back))
        again = work.later(again, 30, 500)
        steps.append(work.step(again, 34, lambda *a: _contact(work, False, *a)))
    return steps


def _come_back(work: Work, closed: datetime) -> list[Step]:
    words = work.chance.choice(STILL_NOT)
    at = closed + timedelta(minutes=work.chance.uniform(30, 1500))
    replied = work.later(from_opening(work.chance, at, work.calendar), 2, 14)
    again = work.later(replied, 10, 90)
    return [
        work.step(at, 20, lambda club, ticket, now: _complain(work, words, club, ticket, now)),
        work.step(replied, 21, lambda *a: _reply(work, *a)),
        work.step(again, 22, lambda *a: _close(work, *a)),
        *rating(work, again),
    ]


def owner(club: Club, ticket: Ticket, work: Work) -> int:
    return ticket.owner_id or club.people[work.agent.login]


def _take(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is not TicketState.OPEN:
        return
    if ticket.level is Level.THREE:
        lead = club.people[SUPERVISORS[0]]
        acknowledge(club.session, ticket, by=lead, now=now)
        why = "打电话问过，没有人受伤，是一般的询问"
        change_level(club.session, ticket.number, Level.ONE, why, by=lead, now=now)
    take(club.session, ticket, by=club.people[work.agent.login], now=now)


def _consult(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is TicketState.IN_PROGRESS and ticket.level is Level.ONE:
        asked = f"会员问“{ticket.question[:40]}”，这样答复可以吗？"
        consult(club.session, ticket, asked, by=owner(club, ticket, work), now=now)


def _advise(adviser: str, words: str, club: Club, ticket: Ticket, now: datetime) -> None:
    waiting = [each for each in consults_of(club.session, ticket.number) if not each.advised]
    if waiting and ticket.state is TicketState.IN_PROGRESS:
        advise(club.session, waiting[-1].id, words, by=club.people[adviser], now=now)


def _reply(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    waits = ticket.level is Level.TWO and not referrals_of(club.session, ticket.number)
    if ticket.state is not TicketState.IN_PROGRESS or waits:
        return
    text = reply_for(club, work.question, ticket, work.case)
    by = owner(club, ticket, work)
    reply_to_ticket(club.session, ticket.number, text, propose=False, by=by, now=now)


def _close(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is not TicketState.ANSWERED:
        return
    knowledge = knowledge_of(club, work.question, ticket)
    by = owner(club, ticket, work)
    close_ticket(club.session, ticket.number, "已答复，会员没有再问", knowledge, by=by, now=now)


def _complain(work: Work, words: str, club: Club, ticket: Ticket, now: datetime) -> None:
    conversation = club.conversation(work.case)
    if conversation is not None and ticket.state is TicketState.CLOSED:
        ask(club.session, club.assistant, conversation, words, now=now)


def _rate(said: Rated, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is TicketState.CLOSED and rating_of(club.session, ticket) is None:
        rate(club.session, ticket.conversation_id, ticket.number, said, now=now)


def _feed_back(club: Club, ticket: Ticket, now: datetime) -> None:
    follow_up = open_follow_up_of(club.session, ticket)
    if follow_up is not None:
        text = "已经和当班的同事核对过，是我们没有说清楚，会补上说明。"
        lead = club.people[SUPERVISORS[ticket.number % 2]]
        feed_back(club.session, follow_up, text, by=lead, now=now)


def _contact(work: Work, still: bool, club: Club, ticket: Ticket, now: datetime) -> None:
    follow_up = open_follow_up_of(club.session, ticket)
    if follow_up is None:
        return
    result = ContactResult.STILL_DISSATISFIED if still else ContactResult.SATISFIED
    note = "会员说还要再等等看" if still else "电话里解释清楚了，会员接受"
    contact(club.session, follow_up, result, note, by=owner(club, ticket, work), now=now)
