"""What the outside of the room sees: texts in force, free of the database session."""

from dataclasses import dataclass
from datetime import date, datetime

from kb.terms import Audience, Category, Department


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """`number` is that of the publication, `revision` counts within the entry. It is to be checked
    again by `review_on`, where that was said; `checked_at`: when somebody last said it is right."""

    id: str
    number: int
    revision: int
    question: str
    variants: tuple[str, ...]
    answer: str
    short: str | None
    note: str | None
    category: Category
    department: Department
    audience: Audience
    tags: tuple[str, ...]
    links: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    review_on: date | None
    checked_at: datetime | None = None

    def live_at(self, now: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_until is None or now < self.valid_until)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A published text that takes the place of the one before it at a moment to come."""

    at: datetime
    entry: PublishedEntry
