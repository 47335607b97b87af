"""A complaint as its page shows it: what was done, by whom, and what is to be done next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.complaints.browse import due_of
from kb.complaints.complaint import Complaint
from kb.complaints.contact import Contact, masked
from kb.complaints.letters import letter_of, sendings
from kb.complaints.moves import AWAITED, Move, open_moves
from kb.complaints.registering import subject_of
from kb.complaints.sight import may_reach
from kb.complaints.steps import (
    CallBack,
    ComplaintEnding,
    ComplaintJudgement,
    Execution,
    Explanation,
    GivenResult,
    Handing,
    PlanDecision,
    ReferralSlip,
    ResolutionPlan,
)
from kb.complaints.story import story
from kb.people.person import Person, person
from kb.terms import LabelledEnum
from webapp.desk.record import names
from webapp.desk.timeline import Timeline, timeline
from webapp.wording import moment_in_full


class StepForm(LabelledEnum):
    """The value is the end of the address it is sent to, and `do` in that of the page."""

    JUDGEMENT = "judgement", "判断是否有效"
    HANDING = "handing", "转部门"
    PLAN = "plan", "提交方案"
    DECISION = "decision", "审批方案"
    EXECUTION = "execution", "登记执行"
    RESULT = "result", "回复结果"
    CALL_BACK = "call-back", "登记回访"
    SLIP = "slip", "开转交单"
    EXPLANATION = "explanation", "登记说明"
    CLOSURE = "closure", "关闭投诉"
    WITHDRAWAL = "withdrawal", "登记撤回"


FORM = {
    Move.JUDGE_VALID: StepForm.JUDGEMENT,
    Move.JUDGE_INVALID: StepForm.JUDGEMENT,
    Move.HAND: StepForm.HANDING,
    Move.HAND_AGAIN: StepForm.HANDING,
    Move.PLAN: StepForm.PLAN,
    Move.APPROVE: StepForm.DECISION,
    Move.RETURN: StepForm.DECISION,
    Move.CARRY_OUT: StepForm.EXECUTION,
    Move.GIVE_RESULT: StepForm.RESULT,
    Move.CALL_BACK: StepForm.CALL_BACK,
    Move.SLIP: StepForm.SLIP,
    Move.EXPLAIN: StepForm.EXPLANATION,
    Move.CLOSE: StepForm.CLOSURE,
    Move.WITHDRAW: StepForm.WITHDRAWAL,
}


@dataclass(frozen=True)
class Line:
    what: str
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Course:
    """`form`: the one that is open on the page, of `forms`, which this person may send;
    `awaited`: what has to be done next, by whomever."""

    complaint: Complaint
    contact: Contact
    may_reach: bool
    lines: Sequence[Line]
    registered_by: str
    about: str
    due: datetime | None
    awaited: StepForm | None
    form: StepForm | None
    forms: Sequence[StepForm]
    verdicts: Sequence[Move]
    letter: int
    sent: bool
    clocks: Timeline | None


def course(session: Session, complaint: Complaint, by: Person, do: str) -> Course:
    moves = list(open_moves(complaint, by))
    forms = list(dict.fromkeys(FORM[each] for each in moves))
    move = AWAITED.get(complaint.state)
    awaited = FORM[move] if move else None
    asked = StepForm(do) if do in set(StepForm) else awaited
    letter = letter_of(session, complaint)
    return Course(
        complaint=complaint,
        contact=masked(Contact(complaint.name, complaint.phone, complaint.address)),
        may_reach=may_reach(complaint, by),
        lines=_lines(session, complaint),
        registered_by=person(session, complaint.registered_by).name,
        about=person(session, complaint.about_id).name if complaint.about_id else "",
        due=due_of(session, [complaint.number]).get(complaint.number),
        awaited=awaited,
        form=asked if asked in forms else None,
        forms=forms,
        verdicts=[each for each in moves if FORM[each] is StepForm.JUDGEMENT],
        letter=letter.version if letter else 0,
        sent=bool(sendings(session, complaint)),
        clocks=timeline(session, subject_of(complaint), by),
    )


def _lines(session: Session, complaint: Complaint) -> list[Line]:
    steps = story(session, complaint)
    who = names(session, (each.by_id for each in steps))
    return [_line(each, who) for each in steps]


def _line(step: Any, who: Mapping[int | None, str]) -> Line:
    what, text = TOLD[type(step)](step)
    return Line(what, who[step.by_id], step.at, text)


TOLD: Mapping[type, Callable[[Any], tuple[str, str]]] = {
    ComplaintJudgement: lambda step: (f"判为{step.verdict.label}", step.reason),
    Handing: lambda step: (f"转{step.department.label}", step.note),
    ResolutionPlan: lambda step: ("方案", f"{step.text}\n预计 {moment_in_full(step.due_at)} 办好"),
    PlanDecision: lambda step: ("批准方案" if step.approved else "退回方案", step.reason),
    Execution: lambda step: ("执行", step.text),
    GivenResult: lambda step: ("结果", step.text),
    CallBack: lambda step: (f"{step.way.label}回访：{step.satisfaction.label}", step.words),
    ReferralSlip: lambda step: (
        "转交单",
        f"{step.name}，{step.phone}，{step.address}\n{step.note}".strip(),
    ),
    Explanation: lambda step: ("向会员说明", step.text),
    ComplaintEnding: lambda step: (step.ending.label, step.reason),
}
