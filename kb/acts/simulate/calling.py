"""Questions that members ask by telephone, and hear the answer to at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kb.acts.answer_on_the_spot import Said, answer_on_the_spot
from kb.acts.open_by_hand import Call
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import AGENTS
from kb.acts.simulate.questions import Questions
from kb.acts.simulate.rhythm import Span, clock_on, served
from kb.acts.simulate.simulation import Part
from kb.acts.take_call import Caller
from kb.acts.triage_words import Proposal
from kb.deadlines.calendar import ServiceCalendar, next_opening
from kb.knowledge.publication import in_force
from kb.terms import Channel, Level

CALLS_A_DAY = 2.0
TALKS = 50, 210
"""seconds"""


@dataclass(frozen=True)
class _Talk:
    case: int
    login: str
    entry_id: str
    text: str
    began: datetime

    def answer(self, club: Club, now: datetime) -> None:
        entry = in_force(club.session, self.entry_id, now)
        if entry is None or not entry.live_at(now):
            return
        call = Call(Channel.PHONE, self.text, Level.ONE, entry.category)
        proposal = Proposal(Level.ONE, entry.category, ("一般的询问。",))
        said = Said(entry.short or entry.answer, entry.id, self.began)
        by = club.people[self.login]
        ticket = answer_on_the_spot(club.session, call, proposal, Caller(), said, by=by, now=now)
        club.keep(self.case, Part.TICKET, ticket.number)
        club.keep(self.case, Part.CONVERSATION, ticket.conversation_id)


def calling(
    span: Span, first: int, day: date, questions: Questions, calendar: ServiceCalendar
) -> Iterator[Step]:
    """`first`: the case number of the first call."""
    chance = span.chance(f"calls {day}")
    often = CALLS_A_DAY * span.busy
    opening = next_opening(clock_on(day, 9), calendar)
    for turn in range(int(often) + (chance.random() < often % 1)):
        at = served(chance, opening, (10, 540), calendar)
        began = at - timedelta(seconds=chance.randrange(*TALKS))
        login = chance.choice(AGENTS).login
        talk = _Talk(first + turn, login, *questions.known(chance, day), began)
        yield Step(at, talk.case, 0, talk.answer)
