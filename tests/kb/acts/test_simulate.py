"""A made-up week of a quiet club, in which a month ends and is closed; by words alone, which is
quicker. In the long run it is lived through once more: cut short, and taken up again."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from kb.acts.check_index import check_index
from kb.acts.check_months import check_months
from kb.acts.set_up import set_up
from kb.acts.simulate.beginning import begin_simulation, span_of
from kb.acts.simulate.live import A_WHILE, Life
from kb.acts.simulate.simulation import Part, SimulatedPart, Simulation, is_underway
from kb.acts.simulate.summary import summary_of
from kb.acts.simulate.testing import SKILLS
from kb.answering.assistant import Assistant
from kb.appraisals.opinion import View, opinions_in
from kb.appraisals.sealed_month import sealed
from kb.contributions import Contribution
from kb.conversations import Message, Outcome
from kb.conversations.message import Author
from kb.counter import last_number, take_numbers
from kb.db import Database
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind
from kb.errors import Conflict
from kb.history import Event
from kb.knowledge.publication import Publication
from kb.knowledge.revision import Revision
from kb.people.password import Passwords
from kb.quizzes.quiz import quizzes_in
from kb.search import Follower
from kb.tickets import Ticket
from kb.tickets.moves import MOVES
from kb.tickets.ticket import Reply
from reception import CORPUS
from world import ask_for_person

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
UNTIL = datetime(2026, 11, 6, 16, tzinfo=UTC)
SEVEN_DAYS = timedelta(days=7)
QUIET = 0.1


class Killed(Exception):
    """In the middle of a transaction, as `kill -9` would."""


def _dying_after(whiles: int) -> Callable[[], datetime]:
    left = [NOW] * whiles

    def clock() -> datetime:
        if not left:
            raise Killed
        return left.pop()

    return clock


@pytest.fixture(scope="module")
def lived(
    sqlite_template: Path,
    lexicon_and_gate: Assistant,
    passwords: Passwords,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Life]:
    life = _club(tmp_path_factory.mktemp("once"), sqlite_template, lexicon_and_gate, passwords)
    for _ in life.go_on(_begin(life, passwords), QUIET):
        pass
    with closing(life.database):
        yield life


def _club(folder: Path, template: Path, like: Assistant, passwords: Passwords) -> Life:
    file = folder / "courtside.db"
    file.write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{file}")
    set_up(database, CORPUS, passwords=passwords, now=UNTIL - 8 * SEVEN_DAYS)
    follower = Follower(database, like.analyzer, folder / "index")
    assistant = replace(like, snapshot=follower.snapshot, meaning=None, recognizing=None)
    return Life(database, follower, assistant, CORPUS, lambda: NOW)


def _begin(life: Life, passwords: Passwords) -> Simulation:
    """Seven days instead of a month."""
    with life.database.writing() as session:
        begun = begin_simulation(session, 1, 7, password="x" * 12, passwords=passwords, now=NOW)
        if begun.until != UNTIL:
            begun.since = begun.through = UNTIL - SEVEN_DAYS
            begun.until = UNTIL
        return begun


@pytest.mark.long
def test_the_same_seed_makes_the_same_history_also_when_cut_short(
    lived: Life,
    sqlite_template: Path,
    lexicon_and_gate: Assistant,
    passwords: Passwords,
    tmp_path: Path,
) -> None:
    twice = _club(tmp_path, sqlite_template, lexicon_and_gate, passwords)
    twice.clock = _dying_after(SEVEN_DAYS // A_WHILE // 2)
    with pytest.raises(Killed):
        list(twice.go_on(_begin(twice, passwords), QUIET))
    twice.clock = lambda: NOW
    for _ in twice.go_on(_begin(twice, passwords), QUIET):
        pass
    with closing(twice.database):
        assert twice.skipped == 0
        assert _checksum(lived.database) == _checksum(twice.database)


def test_a_month_that_ended_was_closed_and_colleagues_tested_what_they_know(lived: Life) -> None:
    with lived.database.reading() as session:
        month = sealed(session, "2026-10")
        assert month is not None
        assert month.until == datetime(2026, 11, 4, 22, tzinfo=UTC)
        assert {each.view for each in opinions_in(session, "2026-10", month.until)} == set(View)
        quizzes = quizzes_in(session, "2026-11")
        assert len(quizzes) == len(SKILLS)
        assert all(each.over_at(UNTIL) for each in quizzes)
    assert check_months(lived.database) == []


def test_work_was_done_as_the_rules_of_work_allow(lived: Life) -> None:
    database = lived.database
    assert lived.skipped == 0
    assert check_index(database, lived.follower) == []
    with database.reading() as session:
        tickets = session.scalars(select(Ticket)).all()
        assert len(tickets) > 3
        for ticket in tickets:
            assert _is_legal(database, ticket), ticket.number
        twice_told = (
            select(ClockEvent.clock_id)
            .where(ClockEvent.kind.in_((ClockEventKind.BREACHED, ClockEventKind.WARNED)))
            .group_by(ClockEvent.clock_id, ClockEvent.kind, ClockEvent.round)
            .having(func.count() > 1)
        )
        assert session.scalars(twice_told).all() == []
        asked = select(func.count()).select_from(Message).where(Message.author == Author.MEMBER)
        by_hand = (
            select(func.count()).select_from(Ticket).join(Message, Message.id == Ticket.message_id)
        )
        decided = session.scalar(select(func.count()).select_from(Outcome))
        opened_by_hand = by_hand.where(
            ~select(Outcome.id).where(Outcome.message_id == Message.id).exists()
        )
        suggested = select(func.count()).where(Message.text.startswith("提建议"))
        others = [session.scalar(each) or 0 for each in (opened_by_hand, suggested)]
        assert session.scalar(asked) == (decided or 0) + sum(others)


def test_nobody_earned_by_their_own_approval(lived: Life) -> None:
    with lived.database.reading() as session:
        own = session.scalars(
            select(Contribution).where(
                Contribution.contributor_id == Contribution.reviewer_id,
                Contribution.uncredited.is_(None),
            )
        ).all()
        assert own == []
        published = (
            select(Publication.by_id, Revision.written_by)
            .join(
                Revision,
                (Revision.entry_id == Publication.entry_id)
                & (Revision.number == Publication.revision),
            )
            .where(Publication.entry_id.startswith("k-"))
        )
        rows = session.execute(published).all()
        assert rows
        assert all(by != writer for by, writer in rows)


def test_everything_lies_within_its_days_and_is_marked(lived: Life) -> None:
    with lived.database.reading() as session:
        simulation = session.scalars(select(Simulation)).one()
        moments = select(func.min(Ticket.opened_at), func.max(Ticket.opened_at))
        first, last = session.execute(moments).one()
        assert simulation.since <= first
        assert last < simulation.until
        marked = select(SimulatedPart.subject).where(SimulatedPart.part == Part.TICKET)
        numbers = session.scalars(select(Ticket.number)).all()
        assert {str(each) for each in numbers} == set(session.scalars(marked))
        assert min(numbers) == 20001
        assert last_number(session, "ticket") == 0
        assert simulation.finished_at == NOW
        assert not is_underway(session, now=NOW)
        assert "种子 7" in next(summary_of(session, simulation))


def test_it_is_never_made_twice(lived: Life, passwords: Passwords) -> None:
    before = _checksum(lived.database)
    assert _begin(lived, passwords).finished_at == NOW
    assert _checksum(lived.database) == before


def test_what_another_process_lived_through_is_not_lived_through_again(
    lived: Life, passwords: Passwords
) -> None:
    before = _checksum(lived.database)
    with lived.database.reading() as session:
        stale = session.scalars(select(Simulation)).one()
        session.expunge(stale)
    stale.through = stale.since
    with pytest.raises(Conflict, match="另一个进程"):
        next(lived.go_on(stale, QUIET))
    assert _checksum(lived.database) == before


def test_a_sign_of_life_from_the_future_is_none(lived: Life) -> None:
    """The clock of the machine was set back."""
    with lived.database.reading() as session:
        simulation = session.scalars(select(Simulation)).one()
        simulation.finished_at = None
        with session.no_autoflush:
            assert is_underway(session, now=NOW - timedelta(seconds=30))
            assert not is_underway(session, now=NOW - timedelta(days=1))


def test_among_real_conversations_only_when_that_is_meant(
    sqlite: Database, passwords: Passwords
) -> None:
    with sqlite.writing() as session:
        ask_for_person(session)
        with pytest.raises(Conflict, match="真实数据"):
            begin_simulation(session, 3, 1, password="x" * 12, passwords=passwords, now=NOW)
        begun = begin_simulation(
            session, 3, 1, password="x" * 12, passwords=passwords, mix=True, now=NOW
        )
        assert is_underway(session, now=NOW)
        assert not is_underway(session, now=NOW + timedelta(minutes=5))
        assert begun.finished_at is None
        assert take_numbers(session, "ticket") == range(1002, 1003)


@pytest.mark.parametrize(
    ("now", "months", "since"),
    [
        (datetime(2026, 11, 22, 8, tzinfo=UTC), 3, "2026-08-21T16:00"),
        (datetime(2026, 5, 31, 8, tzinfo=UTC), 3, "2026-02-27T16:00"),
        (datetime(2026, 1, 15, 17, tzinfo=UTC), 1, "2025-12-15T16:00"),
        (datetime(2026, 1, 15, 15, tzinfo=UTC), 12, "2025-01-14T16:00"),
    ],
)
def test_months_end_with_yesterday(now: datetime, months: int, since: str) -> None:
    begin, end = span_of(months, now)
    assert f"{begin:%Y-%m-%dT%H:%M}" == since
    assert timedelta() <= now - end < timedelta(days=1)


def _checksum(database: Database) -> str:
    with database.reading() as session:
        rows = session.execute(
            select(Event.at, Event.by_id, Event.verb, Event.subject_type, Event.subject_id,
                   Event.details).order_by(Event.id)
        )  # fmt: skip
        told = [repr(tuple(each)) for each in rows if each.verb not in ("loaded", "simulated")]
        replies = session.scalars(select(Reply.text).order_by(Reply.id)).all()
    return hashlib.sha256("\n".join([*told, *replies]).encode()).hexdigest()


def _is_legal(database: Database, ticket: Ticket) -> bool:
    """The states that its history tells follow each other as the table says."""
    rules = {rule.told: rule for rule in MOVES.values()}
    with database.reading() as session:
        verbs = session.scalars(
            text(
                "SELECT verb FROM history WHERE subject_type = 'ticket' "
                f"AND subject_id = '{ticket.number}' ORDER BY id"
            )
        ).all()
    state = None
    for verb in verbs:
        if verb == "opened":
            state = "open"
        elif verb in rules:
            rule = rules[verb]
            if state not in {str(each) for each in rule.origins}:
                return False
            state = str(rule.target or state)
    return state == str(ticket.state) or ticket.owner_id is None
