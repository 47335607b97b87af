"""Whatever five colleagues do in whatever order, a complaint keeps to its course."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from complaining import Desk, S, Team, hire_team
from kb.complaints.complaint import Complaint
from kb.complaints.handling import carry_out, decide, hand, plan
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.returning import call_back, close_complaint, give_result, withdraw
from kb.complaints.steps import (
    CallBack,
    CallBackWay,
    ComplaintEnding,
    ComplaintJudgement,
    Execution,
    Explanation,
    GivenResult,
    Handing,
    PlanDecision,
    ReferralSlip,
    ResolutionPlan,
    Satisfaction,
    Verdict,
)
from kb.complaints.story import story
from kb.db import Database
from kb.errors import Conflict, NotAllowed
from kb.terms import Department
from world import AFTERNOON

WHO = st.sampled_from(["wang", "li", "zhao", "liu", "chen"])
AGENTS = {"wang", "li"}


class Life(RuleBasedStateMachine):
    """The model is the list of what succeeded; the last judgement, handing … are read off it."""

    session: Session
    staff: Team

    @initialize(about=st.sampled_from([None, "li", "zhao", "liu"]))
    def begin(self, about: str | None) -> None:
        self.about = about
        self.now = AFTERNOON
        about_id = getattr(self.staff, about).id if about else None
        self.complaint: Complaint = Desk(self.session, self.staff).register(about_id=about_id)
        self.done: list[tuple[str, str]] = []

    def attempt(self, what: str, who: str, act, *given: object, **named: object) -> bool:  # type: ignore[no-untyped-def]
        self.now += timedelta(minutes=1)
        by = getattr(self.staff, who).id
        try:
            with self.session.begin_nested():
                act(self.session, self.complaint, *given, by=by, now=self.now, **named)
        except (Conflict, NotAllowed):
            return False
        assert who != self.about
        assert not self.done or self.done[-1][0] not in {"closed", "withdrawn"}
        self.done.append((what, who))
        return True

    @rule(who=WHO, verdict=st.sampled_from(Verdict))
    def judges(self, who: str, verdict: Verdict) -> None:
        before = self.verdict()
        if self.attempt(verdict.value, who, judge_complaint, verdict, "依据"):
            assert who in AGENTS
            assert before is not verdict
            assert not self.has_since("approved", "handed")

    @rule(who=WHO, department=st.sampled_from([Department.VENUE, Department.SHOP]))
    def hands(self, who: str, department: Department) -> None:
        if self.attempt("handed", who, hand, department, ""):
            assert who in AGENTS
            assert self.verdict() is Verdict.VALID
            assert self.complaint.department is department

    @rule(who=WHO)
    def plans(self, who: str) -> None:
        if self.attempt("planned", who, plan, "换灯", self.now + timedelta(days=1)):
            assert who == "zhao"
            assert self.complaint.department is Department.VENUE
            assert self.verdict() is Verdict.VALID

    @rule(who=WHO, approved=st.booleans())
    def decides(self, who: str, approved: bool) -> None:
        waiting = bool(self.done) and self.done[-1][0] == "planned"
        if self.attempt("approved" if approved else "returned", who, decide, approved, "看过"):
            assert who == "liu"
            assert waiting

    @rule(who=WHO)
    def carries_out(self, who: str) -> None:
        approved = bool(self.done) and self.done[-1][0] == "approved"
        if self.attempt("carried_out", who, carry_out, "换好了"):
            assert who == "zhao"
            assert approved

    @rule(who=WHO)
    def gives_result(self, who: str) -> None:
        carried_out = bool(self.done) and self.done[-1][0] == "carried_out"
        if self.attempt("result", who, give_result, "修好了"):
            assert who in AGENTS
            assert carried_out

    @rule(who=WHO, said=st.sampled_from(Satisfaction))
    def calls_back(self, who: str, said: Satisfaction) -> None:
        told = bool(self.done) and self.done[-1][0] in {"result", "dissatisfied"}
        if self.attempt(said.value, who, call_back, CallBackWay.TELEPHONE, said, "话"):
            assert who in AGENTS
            assert told

    @rule(who=WHO)
    def slips(self, who: str) -> None:
        self.attempt("slipped", who, open_slip, name="物业", phone="65430000", address="98号")

    @rule(who=WHO)
    def explains(self, who: str) -> None:
        slipped = bool(self.done) and self.done[-1][0] == "slipped"
        if self.attempt("explained", who, explain, "归物业管"):
            assert slipped

    @rule(who=WHO)
    def closes(self, who: str) -> None:
        last = self.done[-1][0] if self.done else ""
        if self.attempt("closed", who, close_complaint, "完了"):
            assert last in {"satisfied", "neutral", "explained"}

    @rule(who=WHO, really=st.integers(0, 5))
    def withdraws(self, who: str, really: int) -> None:
        if really == 0:
            self.attempt("withdrawn", who, withdraw, "不追究了")

    @invariant()
    def the_records_are_what_was_done(self) -> None:
        names = [_name(each) for each in story(self.session, self.complaint)]
        assert names == [what for what, _ in self.done]

    @invariant()
    def the_state_agrees_with_the_last_step(self) -> None:
        ended = {"closed": S.CLOSED, "withdrawn": S.WITHDRAWN}
        last = self.done[-1][0] if self.done else ""
        assert (self.complaint.state in ended.values()) == (last in ended)

    def verdict(self) -> Verdict | None:
        values = [Verdict(what) for what, _ in self.done if what in set(Verdict)]
        return values[-1] if values else None

    def has_since(self, what: str, mark: str) -> bool:
        """Whether it happened after the last mark."""
        names = [each for each, _ in self.done]
        since = len(names) - names[::-1].index(mark) if mark in names else 0
        return what in names[since:]


def _name(step: Any) -> str:
    told: dict[type, Callable[[], str]] = {
        ComplaintJudgement: lambda: step.verdict.value,
        Handing: lambda: "handed",
        ResolutionPlan: lambda: "planned",
        PlanDecision: lambda: "approved" if step.approved else "returned",
        Execution: lambda: "carried_out",
        GivenResult: lambda: "result",
        CallBack: lambda: step.satisfaction.value,
        ReferralSlip: lambda: "slipped",
        Explanation: lambda: "explained",
        ComplaintEnding: lambda: step.ending.value,
    }
    return told[type(step)]()


def test_whoever_does_what_the_course_is_kept(sqlite: Database) -> None:
    with sqlite.writing() as session:
        Life.session, Life.staff = session, hire_team(session)
        run_state_machine_as_test(
            Life, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
        )
