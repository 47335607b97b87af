"""Whatever three colleagues do and however often the machine's clock is set back or ahead: each
ticket goes to the one whose turn it is, to nobody else, and only once."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.db import Database
from kb.people.presence import Presence, on_duty, rest_idle, see, switch
from kb.tickets import Ticket, TicketState, find_ticket, reply
from kb.tickets.handing import give_back
from kb.tickets.rotation import ENOUGH, assignments_of, give_waiting, set_desk_rules
from ticket_model import AGENT, LEAD, OTHER, hire_five
from world import AFTERNOON, ask_for_person

IDLE = timedelta(minutes=15)
WHO = st.sampled_from(["first", "second"])
SET_CLOCK = st.tuples(st.just("pass"), st.sampled_from([-1440, -60, 1, 10, 60, 1440]))
ACTS = st.one_of(
    st.sampled_from([("ask",), ("ask",), ("look",)]),
    SET_CLOCK,
    st.tuples(st.sampled_from(["come", "go", "work", "answer", "put_back"]), WHO),
)
Act = tuple[str, ...] | tuple[str, int] | tuple[str, str]


class Shift:
    """What should be: who was given how many that wait, who put what back, whose turn was last."""

    def __init__(self, session: Session, ids: tuple[int, ...]) -> None:
        self.session, self.now = session, AFTERNOON
        self.people = {"first": ids[AGENT], "second": ids[OTHER]}
        self.given: list[int] = []
        """in this order"""
        self.holds: dict[int, list[int]] = {each: [] for each in self.people.values()}
        self.put_back: dict[int, set[int]] = {each: set() for each in self.people.values()}

    def do(self, act: str, *how: object) -> None:
        there = self.there()
        getattr(self, f"_{act}")(*how)
        for each in self.there() - there:
            self.put_back[each].clear()

    def there(self) -> set[int]:
        return on_duty(self.session, list(self.people.values()))

    def next_for(self, number: int, enough: float = float("inf")) -> int | None:
        free = [each for each in self.there() if len(self.holds[each]) < enough]
        free = [
            each for each in free if enough == float("inf") or number not in self.put_back[each]
        ]
        chosen = min(free, key=self.due_for_one, default=None)
        if chosen is not None:
            self.given.append(chosen)
            self.holds[chosen].append(number)
        return chosen

    def due_for_one(self, person: int) -> tuple[int, int, int]:
        last = max((at for at, each in enumerate(self.given, 1) if each == person), default=0)
        return (len(self.holds[person]), last, person)

    def lying(self) -> Sequence[int]:
        found = select(Ticket.number).where(Ticket.state == TicketState.OPEN)
        return self.session.scalars(found.order_by(Ticket.due_at, Ticket.number)).all()

    def _pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def _ask(self) -> None:
        ticket = ask_for_person(self.session, now=self.now)[1]
        assert ticket.owner_id == self.next_for(ticket.number)

    def _look(self) -> None:
        rest_idle(self.session, IDLE, now=self.now)
        lying = self.lying()
        given_ = {each.number: each.owner_id for each in give_waiting(self.session, now=self.now)}
        wanted = {number: self.next_for(number, ENOUGH) for number in lying}
        assert given_ == {number: who for number, who in wanted.items() if who is not None}

    def _come(self, who: str) -> None:
        self._switch(who, Presence.ON_DUTY)

    def _go(self, who: str) -> None:
        self._switch(who, Presence.OFF)

    def _switch(self, who: str, state: Presence) -> None:
        person = self.people[who]
        switch(self.session, person, state, by=person, now=self.now)
        see(self.session, person, now=self.now)

    def _work(self, who: str) -> None:
        see(self.session, self.people[who], now=self.now)

    def _answer(self, who: str) -> None:
        person = self.people[who]
        if self.holds[person]:
            ticket = find_ticket(self.session, self.holds[person].pop(0))
            reply(self.session, ticket, "好", by=person, now=self.now)

    def _put_back(self, who: str) -> None:
        person = self.people[who]
        if self.holds[person]:
            number = self.holds[person].pop(0)
            ticket = find_ticket(self.session, number)
            give_back(self.session, ticket, "要懂器材的同事", by=person, now=self.now)
            self.put_back[person].add(number)


# Put back by a clock that was set back since one came on duty; and anew after one went and came.
BACK = [("ask",), ("come", "first"), ("look",), ("pass", -60), ("put_back", "first"), ("look",)]
ANEW = [*BACK, ("go", "first"), ("come", "first"), ("look",)]


def test_nobody_is_skipped_and_nobody_given_twice_whatever_the_clock_says(
    sqlite: Database,
) -> None:
    with sqlite.writing() as session:
        ids = hire_five(session)
        set_desk_rules(session, rotation=True, idle_minutes=15, by=ids[LEAD], now=AFTERNOON)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(ACTS, max_size=30))
    @example(BACK)
    @example(ANEW)
    def tried(acts: list[Act]) -> None:
        with sqlite.writing() as session, session.begin_nested() as undone:
            shift = Shift(session, ids)
            for each in acts:
                shift.do(*each)  # type: ignore[arg-type]
            numbers = session.scalars(select(Ticket.number)).all()
            made = [each for number in numbers for each in assignments_of(session, number)]
            in_turn = sorted(made, key=lambda each: each.turn or 0)
            assert [each.to_id for each in in_turn] == shift.given
            undone.rollback()

    tried()
