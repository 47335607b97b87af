"""What was done about a complaint: one record a step, with who and when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.complaints.complaint import Complaint
from kb.db import Base
from kb.people.person import Person
from kb.terms import Department, LabelledEnum


class Verdict(LabelledEnum):
    VALID = "valid", "有效"
    INVALID = "invalid", "无效"


class CallBackWay(LabelledEnum):
    TELEPHONE = "telephone", "电话"
    VISIT = "visit", "上门"


class Satisfaction(LabelledEnum):
    SATISFIED = "satisfied", "满意"
    NEUTRAL = "neutral", "一般"
    DISSATISFIED = "dissatisfied", "不满意"


class Ending(LabelledEnum):
    CLOSED = "closed", "关闭"
    WITHDRAWN = "withdrawn", "撤回"


class Step:
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    complaint_number: Mapped[int] = mapped_column(ForeignKey(Complaint.number))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))


class ComplaintJudgement(Step, Base):
    """The last one holds; one after another is a re-judgement."""

    __tablename__ = "complaint_judgements"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="said_why"),
        Index(None, "complaint_number"),
    )

    verdict: Mapped[Verdict]
    reason: Mapped[str] = mapped_column(Text)


class Handing(Step, Base):
    __tablename__ = "complaint_handings"
    __table_args__ = (Index(None, "complaint_number"),)

    department: Mapped[Department]
    note: Mapped[str] = mapped_column(Text)


class ResolutionPlan(Step, Base):
    """How the department means to mend it, and by when."""

    __tablename__ = "complaint_plans"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said_what"),
        Index(None, "complaint_number"),
    )

    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]


class PlanDecision(Step, Base):
    __tablename__ = "plan_decisions"
    __table_args__ = (
        CheckConstraint("approved OR reason <> ''", name="returned_why"),
        Index(None, "complaint_number"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey(ResolutionPlan.id), unique=True)
    approved: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)


class Execution(Step, Base):
    __tablename__ = "complaint_executions"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said_what"),
        Index(None, "complaint_number"),
    )

    text: Mapped[str] = mapped_column(Text)


class GivenResult(Step, Base):
    """What came of it, in the words in which the complainant is told."""

    __tablename__ = "complaint_results"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said_what"),
        Index(None, "complaint_number"),
    )

    text: Mapped[str] = mapped_column(Text)


class CallBack(Step, Base):
    """`words`: what the complainant said."""

    __tablename__ = "complaint_call_backs"
    __table_args__ = (
        CheckConstraint("satisfaction <> 'dissatisfied' OR words <> ''", name="dissatisfied_why"),
        Index(None, "complaint_number"),
        Index(None, "at"),
    )

    way: Mapped[CallBackWay]
    satisfaction: Mapped[Satisfaction]
    words: Mapped[str] = mapped_column(Text)


class ReferralSlip(Step, Base):
    """Who is responsible for what was complained about: the owner of the asset."""

    __tablename__ = "referral_slips"
    __table_args__ = (
        CheckConstraint("name <> '' AND phone <> '' AND address <> ''", name="names_somebody"),
        Index(None, "complaint_number"),
    )

    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    note: Mapped[str] = mapped_column(Text)


class Explanation(Step, Base):
    """What the complainant was told when the complaint was invalid."""

    __tablename__ = "complaint_explanations"
    __table_args__ = (
        CheckConstraint("text <> ''", name="said_what"),
        Index(None, "complaint_number"),
    )

    text: Mapped[str] = mapped_column(Text)


class ComplaintEnding(Base):
    __tablename__ = "complaint_endings"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    complaint_number: Mapped[int] = mapped_column(ForeignKey(Complaint.number), primary_key=True)
    ending: Mapped[Ending]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
