"""What each colleague's tests of a month came to."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy.orm import Session

from kb.kpi.figure import Figure, in_order, source
from kb.kpi.spread import percent
from kb.period import Period
from kb.policy.quiz import QuizPolicy
from kb.quizzes.quiz import Quiz, quizzes_in
from kb.quizzes.results import counted


def quiz_inputs(
    session: Session, period: Period, policy: QuizPolicy, *, until: datetime
) -> tuple[tuple[int, Figure], ...]:
    """By person; nobody whose first test is not over."""
    taken: dict[int, list[Quiz]] = defaultdict(list)
    for each in quizzes_in(session, period.key):
        taken[each.person_id].append(each)
    made = []
    for person in sorted(taken):
        ended = [each for each in taken[person] if each.over_at(until)]
        best = counted(ended, policy.counts, until)
        if best is not None:
            told = in_order(source("quiz", each.id) for each in ended)
            share = percent(best.right, len(best.questions))
            made.append((person, Figure("quiz", share, len(best.questions), told)))
    return tuple(made)
