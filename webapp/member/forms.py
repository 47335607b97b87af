"""What a member sends: a typed question, a chosen entry, or the wish for a person."""

import secrets
from dataclasses import dataclass

from flask import request

from kb.acts.ask import wish_for_person
from kb.conversations import VerdictReason
from kb.errors import BadInput
from kb.tickets.rating import Rated, RatingReason, Satisfaction
from webapp.fields import number, typed
from webapp.member.shown import in_force
from webapp.services import reading

MOST_KEY_CHARACTERS = 100


@dataclass(frozen=True)
class Sent:
    """`key` tells a message sent twice from a message said twice; `entry`: the offered question
    that was chosen."""

    text: str
    key: str | None
    entry: str | None = None


@dataclass(frozen=True)
class Judged:
    outcome_id: int
    helpful: bool
    reason: VerdictReason | None


def new_key() -> str:
    return secrets.token_urlsafe(9)


def read_message() -> Sent:
    """Raises BadInput when there is nothing to answer."""
    key = typed("key")[:MOST_KEY_CHARACTERS] or None
    text = typed("text")
    if request.form.get("person"):
        return Sent(wish_for_person(text), key)
    if request.form.get("entry"):
        return Sent(text or _question_of(typed("entry")), key, typed("entry"))
    if not text:
        raise BadInput("您还没有写问题。", field="text", code="empty_text", mend="请先写上问题。")
    return Sent(text, key)


def read_verdict() -> Judged:
    reason = typed("reason")
    if reason and reason not in set(VerdictReason):
        raise BadInput("没有这个选项。", field="reason", code="bad_reason")
    helpful = typed("helpful") == "yes" and not reason
    outcome = number(typed("outcome"), field="outcome")
    return Judged(outcome, helpful, VerdictReason(reason) if reason else None)


def read_rating() -> Rated:
    satisfaction, reason = typed("satisfaction"), typed("reason")
    if satisfaction not in set(Satisfaction) or (reason and reason not in set(RatingReason)):
        raise BadInput(
            "没有这个选项。", field="satisfaction", code="bad_rating", mend="请另选一个。"
        )
    said = Satisfaction(satisfaction)
    wanted = reason and said is not Satisfaction.SATISFIED
    return Rated(said, RatingReason(reason) if wanted else None, typed("words"))


def _question_of(entry_id: str) -> str:
    with reading() as session:
        shown = in_force(session, entry_id)
    if shown is None:
        raise BadInput(
            "这个选项刚刚有了变动。", field="text", code="option_gone", mend="请直接写下您的问题。"
        )
    return shown.question
