"""Does a message tell of something serious (level 2 or 3), or ask for a person?

Signs and examples decide together: a sign gives its reason, the likeness to messages of the past
finds what is told in other words. The embedder is asked only where the two leave a doubt.
"""

from dataclasses import dataclass
from pathlib import Path

from kb.answering.severity import Leaning, Severity, read_severity
from kb.answering.signs import Noticed, Signs, read_signs
from kb.policy import AnsweringPolicy
from kb.search import Meaning
from kb.terms import Category, Level
from kb.text import Query

SURE = 0.99
"""from it on the first model's word is taken, unless the signs say otherwise"""
CATEGORY_AT = 0.5


@dataclass(frozen=True, slots=True)
class Triaged:
    level: Level = Level.ONE
    reasons: tuple[str, ...] = ()
    wants_person: bool = False
    category: Category | None = None
    """None where no category is more likely than all others together"""
    confidence: float = 0.0
    """in the category, 0–1"""
    by_sign: bool = False
    """something in the message says so, it does not only sound like it"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for which level, before any threshold is asked."""

    noticed: Noticed
    leaning: Leaning


@dataclass(frozen=True)
class Triage:
    signs: Signs
    severity: Severity

    def judge(
        self, query: Query, written: str, policy: AnsweringPolicy, meaning: Meaning | None = None
    ) -> Triaged:
        """`written` is the message folded but not rewritten, which the signs are made for."""
        return decide_level(self.weigh(query, written, meaning), policy)

    def weigh(self, query: Query, written: str, meaning: Meaning | None) -> Weighed:
        noticed = self.signs.notice(written)
        leaning = self.severity.by_words(query, noticed)
        if meaning is not None and self._reads(meaning) and in_doubt(leaning, noticed):
            leaning = self.severity.by_meaning(leaning, meaning.vector(query.text))
        return Weighed(noticed, leaning)

    def _reads(self, meaning: Meaning) -> bool:
        """Whether these are the vectors that the second model was fitted on."""
        return meaning.name == self.severity.embedder


def decide_level(weighed: Weighed, policy: AnsweringPolicy) -> Triaged:
    noticed, leaning = weighed.noticed, weighed.leaning
    level = max(level_of(leaning, policy), noticed.unmistakable)
    category, confidence = leaning.category
    return Triaged(
        level=level,
        reasons=_reasons(level, noticed),
        wants_person=noticed.wants_person,
        category=category if confidence >= CATEGORY_AT else None,
        confidence=confidence,
        by_sign=noticed.mentioned > Level.ONE or noticed.wants_person or noticed.demanding,
    )


def in_doubt(leaning: Leaning, noticed: Noticed) -> bool:
    surest = max(Level, key=leaning.level)
    return leaning.level(surest) < SURE or noticed.level is not surest


def level_of(leaning: Leaning, policy: AnsweringPolicy) -> Level:
    if leaning.level(Level.THREE) >= policy.level_3_at:
        return Level.THREE
    return Level.TWO if leaning.serious >= policy.level_2_at else Level.ONE


def read_triage(directory: Path) -> Triage:
    return Triage(read_signs(directory / "signs.yaml"), read_severity(directory / "severity.json"))


def _reasons(level: Level, noticed: Noticed) -> tuple[str, ...]:
    if level is Level.ONE:
        return ()
    return noticed.reasons or (f"措辞与以往的{level.label}问题相近",)
