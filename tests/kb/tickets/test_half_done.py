"""No verb leaves half of itself behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from faults import fail_at_each_write
from kb.db import Database
from kb.terms import Category, Department, Level
from kb.tickets import Ticket, close, find_ticket, reply, take
from kb.tickets.consult import advise, consult, consults_of
from kb.tickets.correction import correct
from kb.tickets.handing import give_back, hand_on, take_over
from kb.tickets.level_change import change_level
from kb.tickets.merge import merge
from kb.tickets.refer import Case, refer, withdraw
from kb.tickets.reopening import reopen
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from kb.tickets.update import update
from world import AFTERNOON, Others, Staff, ask_for_person, hire_others, hire_staff

LATER = AFTERNOON + timedelta(hours=2)
CASE = Case("3号场的灯坏了", "今天下午", "刘先生", "13812345678")


class Hands:
    """The acts of the small world on ticket 1001, with everything they need before them."""

    def __init__(self, session: Session, staff: Staff, others: Others) -> None:
        self.session, self.wang, self.li = session, staff.wang.id, staff.li.id
        self.zhao = others.zhao.id

    @property
    def ticket(self) -> Ticket:
        return find_ticket(self.session, 1001)

    def take(self) -> object:
        return take(self.session, self.ticket, by=self.wang, now=AFTERNOON)

    def reply(self) -> object:
        return reply(self.session, self.ticket, "修好了", by=self.wang, now=AFTERNOON)

    def close(self) -> object:
        return close(self.session, self.ticket, "完", by=self.wang, now=AFTERNOON)

    def give_up(self) -> object:
        return close(
            self.session, self.ticket, "完", unsolved="会员退卡了", by=self.wang, now=AFTERNOON
        )

    def hand_on(self) -> object:
        return hand_on(self.session, self.ticket, self.li, "下班", by=self.wang, now=AFTERNOON)

    def take_over(self) -> object:
        return take_over(self.session, self.ticket, "太久了", by=self.li, now=AFTERNOON)

    def give_back(self) -> object:
        return give_back(self.session, self.ticket, "下班", by=self.wang, now=AFTERNOON)

    def update(self) -> object:
        return update(self.session, self.ticket, "正在修", by=self.wang, now=AFTERNOON)

    def consult(self) -> object:
        return consult(self.session, self.ticket, "能退吗", by=self.wang, now=AFTERNOON)

    def advise(self) -> object:
        [asked] = consults_of(self.session, 1001)
        return advise(self.session, asked.id, "可以退", by=self.li, now=AFTERNOON)

    def refer(self) -> object:
        return refer(
            self.session, self.ticket, Department.VENUE, CASE, "要修", by=self.wang, now=AFTERNOON
        )

    def refer_elsewhere(self) -> object:
        shop = Department.SHOP
        return refer(self.session, self.ticket, shop, CASE, "转错", by=self.wang, now=AFTERNOON)

    def withdraw(self) -> object:
        return withdraw(self.session, self.ticket, "会员说好了", by=self.wang, now=AFTERNOON)

    def plan(self) -> object:
        return plan(self.session, self.ticket, "换灯", LATER, by=self.zhao, now=AFTERNOON)

    def reschedule(self) -> object:
        moved = LATER + timedelta(hours=1)
        return reschedule(self.session, self.ticket, moved, "缺货", by=self.zhao, now=AFTERNOON)

    def solve(self) -> object:
        return report_solved(self.session, self.ticket, "换好了", by=self.zhao, now=AFTERNOON)

    def send_back(self) -> object:
        return return_referral(self.session, self.ticket, "不归我们", by=self.zhao, now=AFTERNOON)

    def raise_level(self) -> object:
        return change_level(
            self.session, self.ticket, Level.TWO, "要修", due_at=LATER, by=self.wang, now=AFTERNOON
        )

    def correct(self) -> object:
        return correct(
            self.session, self.ticket, Level.TWO, Category.SHOP, "看错了",
            due_at=LATER, by=self.wang, now=AFTERNOON,
        )  # fmt: skip

    def merge(self) -> object:
        into = find_ticket(self.session, 1002)
        return merge(self.session, self.ticket, into, "同一件事", by=self.wang, now=AFTERNOON)

    def reopen(self) -> object:
        return reopen(self.session, self.ticket, "又坏了", due_at=LATER, by=None, now=AFTERNOON)


ACTS = [
    ("take",),
    ("reply",),
    ("close",),
    ("take", "hand_on"),
    ("take", "take_over"),
    ("take", "give_back"),
    ("update",),
    ("take", "consult"),
    ("take", "consult", "advise"),
    ("refer",),
    ("refer", "refer_elsewhere"),
    ("refer", "withdraw"),
    ("refer", "give_up"),
    ("refer", "plan"),
    ("refer", "plan", "reschedule"),
    ("refer", "solve"),
    ("refer", "send_back"),
    ("raise_level",),
    ("correct",),
    ("merge",),
    ("reply", "reopen"),
    ("close", "reopen"),
    ("close", "reopen", "close"),
]


@pytest.mark.parametrize("acts", ACTS, ids="-".join)
def test_an_act_that_breaks_anywhere_changes_nothing(
    sqlite: Database, acts: tuple[str, ...]
) -> None:
    with sqlite.writing() as session:
        people = hire_staff(session), hire_others(session)
        ask_for_person(session)
        ask_for_person(session)
        for name in acts[:-1]:
            getattr(Hands(session, *people), name)()

    def act(session: Session) -> object:
        verb: Callable[[], object] = getattr(Hands(session, *people), acts[-1])
        return verb()

    assert fail_at_each_write(sqlite, act) >= 2  # the change, and its row in the history
