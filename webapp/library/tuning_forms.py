"""What maintainers type to change the lexicon or the thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from pydantic import ValidationError
from sqlalchemy.orm import Session

from kb.acts.change_lexicon import Because, read_because
from kb.acts.foresee_tuning import (
    Proposal,
    propose_change,
    propose_thresholds,
    propose_undoing,
)
from kb.errors import BadInput
from kb.policy import AnsweringPolicy
from kb.policy.answering import SANE
from kb.policy.wordbook import find_change
from kb.text.amending import BARE, BETWEEN, Amendment, Section
from kb.text.amendment_checks import read_amendment
from webapp.fields import asked, number, typed
from webapp.services import services

LONGEST_TRY = 500


@dataclass(frozen=True)
class Threshold:
    name: str
    label: str
    help: str

    @property
    def least(self) -> float:
        return SANE[self.name][0]

    @property
    def most(self) -> float:
        return SANE[self.name][1]


THRESHOLDS = (
    Threshold("answer_at", "直接回答", "把握不低于它就直接回答。调高：答错更少，转人工更多。"),
    Threshold("answer_by_words_at", "没有语义模型时直接回答", "只按用词判断的机器上，代替上一项。"),
    Threshold("clarify_at", "列入反问", "几条各自不低于它，可以反问会员指的是哪一条。"),
    Threshold("together_at", "反问的合计", "要反问，这几条的把握合起来还要不低于它。"),
    Threshold("margin", "两条太近", "两条都够直接回答、相差又不到它，也反问。"),
    Threshold("words_at", "只看用词就够", "只按用词已有这么大把握，不再动用语义模型，答得更快。"),
    Threshold("near_at", "算得上相近", "连它都不到，算“知识库没有”，否则算“只有相近条目”。"),
    Threshold("level_3_at", "算作三级", "像三级问题的程度不低于它，按三级转人工。调低：漏得更少。"),
    Threshold("level_2_at", "算作二级", "像二级或三级的程度合起来不低于它，按二级转人工。"),
)


def section_of(text: str) -> Section:
    return Section(text) if text in set(Section) else Section.SYNONYMS


def lines_of(text: str) -> Sequence[str]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def typed_key(section: Section) -> str:
    """Of a new mention, kind and value are typed apart."""
    kind = typed("kind")
    if section is Section.MENTIONS and kind and BETWEEN not in typed("key"):
        return f"{kind}{BETWEEN}{typed('key')}"
    return typed("key")


def typed_amendment() -> Amendment:
    section = section_of(typed("section"))
    if typed("do") == "remove":
        return Amendment(section, typed_key(section), None)
    values = () if section in BARE else lines_of(typed("values"))
    return read_amendment(section, typed_key(section), tuple(values))


def typed_thresholds() -> AnsweringPolicy:
    values = {each.name: _share(each) for each in THRESHOLDS}
    try:
        return AnsweringPolicy.model_validate(values)
    except ValidationError as error:
        raise BadInput("“直接回答”不能低于“列入反问”。", field="answer_at") from error


def typed_proposal(session: Session) -> Proposal:
    """By the field `of`: what this form would change."""
    match typed("of"):
        case "thresholds":
            return propose_thresholds(session, typed_thresholds())
        case "undoing":
            change = find_change(session, number(typed("version"), field="version"))
            return propose_undoing(session, change)
    return propose_change(session, services().on_duty.shipped, typed_amendment())


def typed_because(session: Session, proposal: Proposal, now: datetime) -> Because:
    """With the pinned questions that would be decided wrongly."""
    because = Because(typed("reason"), pin_reason=typed("pin_reason"))
    read_because(because)  # before anything is decided
    broken = services().tuner.broken_pins(session, proposal, now=now)
    return Because(because.reason, tuple(broken), because.pin_reason)


def typed_seen() -> int:
    return number(typed("seen") or "0", field="seen")


def typed_try() -> str:
    found = typed("try") if request.method == "POST" else asked("try")
    return found[:LONGEST_TRY]


def _share(threshold: Threshold) -> float:
    text = typed(threshold.name)
    try:
        value = float(text) if text.isascii() and len(text) <= 6 else -1.0
    except ValueError:
        value = -1.0
    if not threshold.least <= value <= threshold.most:
        raise BadInput(
            f"“{threshold.label}”应在 {threshold.least:g} 到 {threshold.most:g} 之间。",
            field=threshold.name,
            code="bad_threshold",
        )
    return value
