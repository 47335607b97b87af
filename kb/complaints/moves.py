"""What may follow what in a complaint's life, and who may do it: the table MOVES."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.complaints.complaint import ENDED, Complaint, ComplaintState
from kb.errors import Conflict, NotAllowed
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.terms import LabelledEnum


class Move(LabelledEnum):
    JUDGE_VALID = "judge_valid", "判为有效"
    JUDGE_INVALID = "judge_invalid", "判为无效"
    HAND = "hand", "转部门"
    PLAN = "plan", "提交方案"
    APPROVE = "approve", "批准方案"
    RETURN = "return", "退回方案"
    CARRY_OUT = "carry_out", "登记执行"
    GIVE_RESULT = "give_result", "回复结果"
    CALL_BACK = "call_back", "登记回访"
    HAND_AGAIN = "hand_again", "再转部门"
    SLIP = "slip", "开转交单"
    EXPLAIN = "explain", "登记说明"
    CLOSE = "close", "关闭"
    WITHDRAW = "withdraw", "登记撤回"


@dataclass(frozen=True)
class Rule:
    """`own_department`: only for people of the department it was handed to."""

    origins: frozenset[ComplaintState]
    target: ComplaintState
    right: Right
    own_department: bool = False


S = ComplaintState
MOVES = {
    # Judged anew as long as no plan was approved on the strength of the first judgement.
    Move.JUDGE_VALID: Rule(
        frozenset({S.REGISTERED, S.INVALID, S.SLIPPED, S.EXPLAINED}), S.VALID, Right.WORK_TICKETS
    ),
    Move.JUDGE_INVALID: Rule(
        frozenset({S.REGISTERED, S.VALID, S.HANDED, S.RETURNED}), S.INVALID, Right.WORK_TICKETS
    ),
    Move.HAND: Rule(frozenset({S.VALID, S.HANDED, S.RETURNED}), S.HANDED, Right.WORK_TICKETS),
    Move.PLAN: Rule(
        frozenset({S.HANDED, S.RETURNED}), S.PLANNED, Right.ANSWER_REFERRED, own_department=True
    ),
    Move.APPROVE: Rule(frozenset({S.PLANNED}), S.DECIDED, Right.DECIDE_PLANS),
    Move.RETURN: Rule(frozenset({S.PLANNED}), S.RETURNED, Right.DECIDE_PLANS),
    Move.CARRY_OUT: Rule(
        frozenset({S.DECIDED}), S.CARRIED_OUT, Right.ANSWER_REFERRED, own_department=True
    ),
    Move.GIVE_RESULT: Rule(frozenset({S.CARRIED_OUT}), S.RESULT_GIVEN, Right.WORK_TICKETS),
    # Whoever is not satisfied is called back again: only the others go on to CALLED_BACK.
    Move.CALL_BACK: Rule(frozenset({S.RESULT_GIVEN}), S.CALLED_BACK, Right.WORK_TICKETS),
    Move.HAND_AGAIN: Rule(frozenset({S.RESULT_GIVEN}), S.HANDED, Right.WORK_TICKETS),
    Move.SLIP: Rule(frozenset({S.INVALID}), S.SLIPPED, Right.WORK_TICKETS),
    Move.EXPLAIN: Rule(frozenset({S.SLIPPED}), S.EXPLAINED, Right.WORK_TICKETS),
    Move.CLOSE: Rule(frozenset({S.CALLED_BACK, S.EXPLAINED}), S.CLOSED, Right.WORK_TICKETS),
    Move.WITHDRAW: Rule(frozenset(S) - ENDED, S.WITHDRAWN, Right.WORK_TICKETS),
}

AWAITED = {
    S.REGISTERED: Move.JUDGE_VALID,
    S.VALID: Move.HAND,
    S.INVALID: Move.SLIP,
    S.HANDED: Move.PLAN,
    S.PLANNED: Move.APPROVE,
    S.RETURNED: Move.PLAN,
    S.DECIDED: Move.CARRY_OUT,
    S.CARRIED_OUT: Move.GIVE_RESULT,
    S.RESULT_GIVEN: Move.CALL_BACK,
    S.CALLED_BACK: Move.CLOSE,
    S.SLIPPED: Move.EXPLAIN,
    S.EXPLAINED: Move.CLOSE,
}
"""what has to be done next"""


def open_moves(complaint: Complaint, by: Person) -> Iterator[Move]:
    """What this person may do now, as far as the state, rights and involvement say."""
    for move, rule in MOVES.items():
        if complaint.state in rule.origins and _may(complaint, rule, by):
            yield move


def require_legal(session: Session, complaint: Complaint, move: Move, by: int) -> None:
    """Locks the complaint and reads it anew."""
    session.flush()
    session.refresh(complaint, with_for_update=True)
    rule, who = MOVES[move], person(session, by)
    if complaint.state not in rule.origins:
        raise Conflict(
            f"投诉 {complaint.shown_number} {complaint.state.label}，现在不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面，看看现在到了哪一步。",
        )
    if complaint.about_id == by:
        raise Conflict(
            "这件投诉说的是您本人，不能由您处理。", code="own_case", mend="请交给另一位同事。"
        )
    if not _may(complaint, rule, who):
        department = complaint.department.label if complaint.department else "责任部门"
        whose = f"只有{department}的同事才能" if rule.own_department else "您的账号不能"
        raise NotAllowed(f"{whose}{move.label}。", code="not_yours")


def enter(complaint: Complaint, move: Move) -> None:
    complaint.state = MOVES[move].target


def _may(complaint: Complaint, rule: Rule, by: Person) -> bool:
    if not may(by, rule.right) or complaint.about_id == by.id:
        return False
    return not rule.own_department or complaint.department in by.departments
