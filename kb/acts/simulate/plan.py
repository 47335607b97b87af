"""All that will happen, drawn before anything does: the same seed and days, the same plan. So a
simulation that was cut short is taken up again where it ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from kb.acts.simulate.appraising import appraising
from kb.acts.simulate.around import evening, suggesting
from kb.acts.simulate.asking import SECOND, going_on, writing
from kb.acts.simulate.calling import calling
from kb.acts.simulate.club import Step
from kb.acts.simulate.colleagues import AGENTS, Agent
from kb.acts.simulate.complaining import complaining
from kb.acts.simulate.learning import growing, maintaining
from kb.acts.simulate.questions import Question, Questions
from kb.acts.simulate.repairing import COLD_AIR, FAULTS, repairing, settling_referred
from kb.acts.simulate.rhythm import Span, arrivals, clock_on, from_opening, served
from kb.acts.simulate.serious import happening
from kb.acts.simulate.testing import testing
from kb.acts.simulate.working import Work, answering
from kb.deadlines.calendar import ServiceCalendar, next_opening
from kb.policy.kpi import KpiPolicy

UNASKED = Question("")
A_DAY = 1_000
"""case numbers of a day's questions"""
FAULT_CASES, CALL_CASES = 700, 800
FAULTS_A_DAY = 1.5
AGAIN = 0.09
LAST_WORD = 20, 30
"""on the last day: nobody is left waiting over night"""
AIR_BROKE, AIR_MENDED = 0.595, 0.665
GLOOM = 0.22
"""so much less content members are in the week without cooling"""


def plan_of(
    span: Span, questions: Questions, calendar: ServiceCalendar, kpi: KpiPolicy
) -> list[Step]:
    steps = [*growing(span), *complaining(span, calendar), *happening(span), *suggesting(span)]
    steps += [*testing(span), *appraising(span, kpi)]
    for place, day in enumerate(span.days, start=1):
        steps += _asked(span, place, day, questions, calendar)
        steps += _broken(span, place, day, calendar)
        steps += calling(span, place * A_DAY + CALL_CASES, day, questions, calendar)
        steps += maintaining(span, place, clock_on(day, 13, 10))
        steps += evening(span, place, clock_on(day, 22, 20))
    in_time = (each for each in steps if span.since <= each.at < span.until)
    return sorted(in_time, key=lambda each: each.order)


def _asked(
    span: Span, place: int, day: date, questions: Questions, calendar: ServiceCalendar
) -> Iterator[Step]:
    chance = span.chance(day)
    share, gloom = place / len(span.days), _gloom(span, place)
    on_duty = _on_duty(chance)
    for turn, at in enumerate(arrivals(chance, day, span, calendar)):
        if place == len(span.days) and at > clock_on(day, *LAST_WORD):
            return
        case, question = place * A_DAY + turn, questions.ask(chance, day, share)
        work = Work(chance, case, chance.choice(on_duty), question, calendar, gloom)
        yield from writing(chance, case, at, question)
        yield from _worked_on(work, at)
        if chance.random() < AGAIN:
            again = at + timedelta(seconds=chance.randrange(60, 400))
            question = questions.ask(chance, day, share)
            yield going_on(case, again, question)
            yield from _worked_on(replace(work, case=case + SECOND, question=question), again)


def _worked_on(work: Work, at: datetime) -> Iterator[Step]:
    """Should it go to a person, or even to a department: a slip of the thumb is enough for that."""
    yield from answering(work, at)
    begin = from_opening(work.chance, at, work.calendar)
    yield from settling_referred(work, begin)


def _broken(span: Span, place: int, day: date, calendar: ServiceCalendar) -> Iterator[Step]:
    """What members tell by telephone and at the desk."""
    chance = span.chance(f"faults {day}")
    gloom = _gloom(span, place)
    often = FAULTS_A_DAY * span.busy * (1.4 if gloom else 1.0)
    count = int(often) + (chance.random() < often % 1)
    opening = next_opening(clock_on(day, 9), calendar)
    for turn in range(count):
        at = served(chance, opening, (5, 480), calendar)
        fault = COLD_AIR if gloom and chance.random() < 0.55 else chance.choice(FAULTS)
        case = place * A_DAY + FAULT_CASES + turn
        agent = chance.choice(_on_duty(chance))
        work = Work(chance, case, agent, UNASKED, calendar, gloom)
        yield from repairing(work, at, fault)


def _gloom(span: Span, place: int) -> float:
    return GLOOM if AIR_BROKE <= place / len(span.days) < AIR_MENDED else 0.0


def _on_duty(chance: Random) -> list[Agent]:
    return chance.sample(AGENTS, 3)
