"""What each role may do. Pages and commands ask for a right, never for a role."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.people.role import Role
from kb.terms import LabelledEnum


class Right(LabelledEnum):
    LOOK_UP = "look_up", "查阅标准答案"
    SEE_INTERNAL = "see_internal", "查阅内部条目"
    WORK_TICKETS = "work_tickets", "处理工单"
    LEAD_SERVICE = "lead_service", "主持客服工作"
    ANSWER_REFERRED = "answer_referred", "答复转来的问题"
    PROPOSE_KNOWLEDGE = "propose_knowledge", "提交知识"
    EDIT_KNOWLEDGE = "edit_knowledge", "维护知识"
    REVIEW_KNOWLEDGE = "review_knowledge", "审核发布"
    SEE_REPORTS = "see_reports", "查看报表"
    SEE_HEALTH = "see_health", "查看知识健康"
    SET_POLICY = "set_policy", "制定规则"
    MANAGE_ACCOUNTS = "manage_accounts", "管理账号"
    SEE_MEMBERS = "see_members", "查看会员"
    KEEP_REGISTERS = "keep_registers", "填写登记表"
    DECIDE_PLANS = "decide_plans", "审批投诉方案"
    SET_CALENDAR = "set_calendar", "维护服务日历"
    TUNE_ANSWERING = "tune_answering", "调整词库与阈值"


_AGENT = {
    Right.LOOK_UP,
    Right.SEE_INTERNAL,
    Right.WORK_TICKETS,
    Right.PROPOSE_KNOWLEDGE,
    Right.SEE_MEMBERS,
    Right.KEEP_REGISTERS,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SUPERVISOR: frozenset({*_AGENT, Right.LEAD_SERVICE, Right.SEE_REPORTS, Right.SEE_HEALTH}),
    Role.MAINTAINER: frozenset(
        {
            Right.LOOK_UP,
            Right.SEE_INTERNAL,
            Right.PROPOSE_KNOWLEDGE,
            Right.EDIT_KNOWLEDGE,
            Right.REVIEW_KNOWLEDGE,
            Right.TUNE_ANSWERING,
            Right.SEE_HEALTH,
        }
    ),
    # Of the cases a department sees those referred to it, and no others.
    Role.DEPARTMENT: frozenset(
        {Right.ANSWER_REFERRED, Right.LOOK_UP, Right.PROPOSE_KNOWLEDGE, Right.KEEP_REGISTERS}
    ),
    Role.MANAGER: frozenset(
        {
            Right.LOOK_UP,
            Right.SEE_INTERNAL,
            Right.SEE_REPORTS,
            Right.SEE_HEALTH,
            Right.SET_POLICY,
            Right.DECIDE_PLANS,
        }
    ),
    Role.ADMIN: frozenset({Right.MANAGE_ACCOUNTS, Right.SET_CALENDAR}),
}


def rights_of(person: Person) -> frozenset[Right]:
    if not person.active:
        return frozenset()
    return frozenset().union(*(RIGHTS[role] for role in person.roles))


def may(person: Person, right: Right) -> bool:
    return right in rights_of(person)


def holders(session: Session, right: Right) -> list[Person]:
    """Those who work here and may, by id."""
    found = session.scalars(select(Person).where(Person.active).order_by(Person.id))
    return [each for each in found if may(each, right)]
