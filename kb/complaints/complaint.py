from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import Category, Channel, Department, LabelledEnum
from kb.tickets.ticket import Ticket

A_YEAR = 100_000
"""202600001 is the first complaint of 2026"""


class ComplaintState(LabelledEnum):
    REGISTERED = "registered", "已登记"
    VALID = "valid", "有效"
    INVALID = "invalid", "无效"
    HANDED = "handed", "已转部门"
    PLANNED = "planned", "待批"
    DECIDED = "decided", "已批准"
    RETURNED = "returned", "已退回"
    CARRIED_OUT = "carried_out", "已执行"
    RESULT_GIVEN = "result_given", "结果已回"
    CALLED_BACK = "called_back", "已回访"
    SLIPPED = "slipped", "已开转交单"
    EXPLAINED = "explained", "已说明"
    CLOSED = "closed", "已关闭"
    WITHDRAWN = "withdrawn", "已撤回"


ENDED = frozenset({ComplaintState.CLOSED, ComplaintState.WITHDRAWN})


class Complaint(Base):
    """`name`, `phone`, `address`: as the complainant gave them. `place`: where it happened.
    `about_id`: the colleague who is complained about."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said_what"),
        CheckConstraint(
            "state NOT IN ('handed', 'planned', 'decided', 'returned', 'carried_out',"
            " 'result_given', 'called_back') OR department IS NOT NULL",
            name="handed_to_somebody",
        ),
        Index(None, "state", "registered_at"),
        Index(None, "department", "category", "registered_at"),
        Index(None, "ticket_number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey(Ticket.number))
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    channel: Mapped[Channel]
    place: Mapped[str]
    category: Mapped[Category]
    department: Mapped[Department | None]
    about_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[ComplaintState]
    registered_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    registered_at: Mapped[datetime]

    @property
    def shown_number(self) -> str:
        return shown(self.number)


def shown(number: int) -> str:
    """202600003 is told as 2026-0003."""
    year, count = divmod(number, A_YEAR)
    return f"{year}-{count:04}"
