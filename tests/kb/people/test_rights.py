import pytest

from kb.people.person import Grant, Person
from kb.people.rights import RIGHTS, Right, may, rights_of
from kb.people.role import Role

_AGENT = "look_up see_internal work_tickets propose_knowledge see_members keep_registers"
MAY = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: f"{_AGENT} lead_service see_reports see_health",
    Role.MAINTAINER: (
        "look_up see_internal propose_knowledge edit_knowledge review_knowledge tune_answering"
        " see_health"
    ),
    Role.DEPARTMENT: "answer_referred look_up propose_knowledge keep_registers",
    Role.MANAGER: "look_up see_internal see_reports see_health set_policy decide_plans",
    Role.ADMIN: "manage_accounts set_calendar",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_each_role_may_what_its_work_needs_and_no_more(role: Role, right: Right) -> None:
    assert may(somebody(role), right) == (right.value in MAY[role].split())


def test_several_roles_add_up() -> None:
    both = somebody(Role.DEPARTMENT, Role.ADMIN)
    assert rights_of(both) == RIGHTS[Role.DEPARTMENT] | RIGHTS[Role.ADMIN]


def test_nobody_may_anything_without_a_role_or_after_leaving() -> None:
    assert rights_of(somebody()) == frozenset()
    assert rights_of(somebody(*Role, active=False)) == frozenset()


def test_somebody_holds_every_right() -> None:
    assert frozenset().union(*RIGHTS.values()) == frozenset(Right)


def somebody(*roles: Role, active: bool = True) -> Person:
    return Person(name="小王", active=active, grants=[Grant(role=role) for role in roles])
