"""One attempt of one colleague, with its questions as they were asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import NotFound
from kb.people.person import Person
from kb.terms import Category


class Quiz(Base):
    """`month`: that in which it was begun. It is over when the last question is answered, or at
    `until` whether anybody calls a page or not."""

    __tablename__ = "quizzes"
    __table_args__ = (
        UniqueConstraint("person_id", "month", "attempt"),
        CheckConstraint("until > begun_at", name="until_after_begun"),
        CheckConstraint("finished_at IS NULL OR finished_at < until", name="finished_in_time"),
        Index(None, "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    month: Mapped[str]
    attempt: Mapped[int]
    seed: Mapped[str]
    begun_at: Mapped[datetime]
    until: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    questions: Mapped[list["QuizQuestion"]] = relationship(
        order_by="QuizQuestion.number", lazy="selectin"
    )

    def over_at(self, now: datetime) -> bool:
        finished = self.finished_at is not None and self.finished_at <= now
        return finished or now >= self.until

    @property
    def ahead(self) -> "QuizQuestion | None":
        """The first one that was not answered."""
        return next((each for each in self.questions if each.answer is None), None)

    @property
    def right(self) -> int:
        return sum(each.is_right for each in self.questions)


class QuizQuestion(Base):
    """`options`: entry_id, revision and text of each, as they were shown. The entry asked about is
    the one of the right option."""

    __tablename__ = "quiz_questions"
    __table_args__ = (CheckConstraint("right_option BETWEEN 1 AND 4", name="right_option"),)

    quiz_id: Mapped[int] = mapped_column(ForeignKey(Quiz.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wording: Mapped[str] = mapped_column(Text)
    category: Mapped[Category]
    options: Mapped[list[dict[str, Any]]]
    right_option: Mapped[int]
    answer: Mapped["QuizAnswer | None"] = relationship(lazy="selectin")

    @property
    def is_right(self) -> bool:
        return self.answer is not None and self.answer.choice == self.right_option

    @property
    def right(self) -> dict[str, Any]:
        return self.options[self.right_option - 1]


class QuizAnswer(Base):
    """Given in time: a late one is not kept."""

    __tablename__ = "quiz_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["quiz_id", "number"], ["quiz_questions.quiz_id", "quiz_questions.number"]
        ),
        CheckConstraint("choice BETWEEN 1 AND 4", name="choice"),
    )

    quiz_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choice: Mapped[int]
    at: Mapped[datetime]


def quizzes_of(session: Session, person_id: int) -> Sequence[Quiz]:
    """Newest first."""
    found = select(Quiz).where(Quiz.person_id == person_id).order_by(Quiz.id.desc())
    return session.scalars(found).all()


def quizzes_in(session: Session, month: str) -> Sequence[Quiz]:
    """Everybody's that were begun in it, oldest first."""
    return session.scalars(select(Quiz).where(Quiz.month == month).order_by(Quiz.id)).all()


def own_quiz(session: Session, quiz_id: int, person_id: int) -> Quiz:
    """Of others one is told that there is none."""
    found = session.get(Quiz, quiz_id)
    if found is None or found.person_id != person_id:
        raise NotFound("没有这次测验。", mend="请从“业务测验”打开。")
    return found
