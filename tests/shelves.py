"""What tests of search look through: made-up documents, and a base to publish to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kb.db import Database
from kb.knowledge import find_entry, retire
from kb.knowledge.published import PublishedEntry
from kb.search import Document
from kb.terms import Audience, Category, Department
from kb.text import Query
from world import MORNING, NOON, Staff, publish_text, text


def query(words: str) -> Query:
    """Words divided by spaces stand for themselves."""
    cut = tuple(words.split())
    return Query(
        raw=words,
        text=words,
        core="".join(cut),
        words=cut,
        mentions=frozenset(),
        asks=frozenset(),
        numbers=frozenset(),
        negated=False,
    )


def entry(
    key: str,
    question: str = "问",
    answer: str = "答",
    variants: Iterable[str] = (),
    number: int = 1,
    *,
    audience: Audience = Audience.MEMBER,
    category: Category = Category.OTHER,
    tags: Iterable[str] = (),
    valid_until: datetime | None = None,
) -> PublishedEntry:
    return PublishedEntry(
        id=key,
        number=number,
        revision=1,
        question=question,
        variants=tuple(variants),
        answer=answer,
        short=None,
        note=None,
        category=category,
        department=Department.FRONT_DESK,
        audience=audience,
        tags=tuple(tags),
        links=(),
        valid_from=None,
        valid_until=valid_until,
        review_on=None,
    )


def document(key: str, wordings: Iterable[str], body: str = "", number: int = 1) -> Document:
    question, *variants = wordings
    return Document(
        entry=entry(key, question, body or "答", variants, number),
        wordings=tuple(query(each) for each in (question, *variants)),
        body=query(body),
    )


@dataclass(frozen=True)
class Base:
    database: Database
    staff: Staff

    def publish(self, key: str, question: str, answer: str = "见公告。", *variants: str) -> None:
        with self.database.writing() as session:
            publish_text(session, self.staff, key, text(question, answer, *variants), MORNING)

    def retire(self, key: str) -> None:
        with self.database.writing() as session:
            retire(session, find_entry(session, key), "不再提供", by=self.staff.zhou.id, now=NOON)
