"""In how many members' conversations the gap was asked that a contribution closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.contributions import ContributionKind
from kb.conversations import Message
from kb.knowledge.ruling import RuledQuestion, Ruling, RulingKind
from kb.reports.colleagues import opened_by_colleague
from kb.reports.contribution_texts import Accepted


def asked_by_act(session: Session, acts: Sequence[Accepted]) -> dict[int, int]:
    """By the act's id. What an earlier act on the entry closed already counts for that one."""
    found = (
        select(Ruling.entry_id, Ruling.at, Message.conversation_id)
        .join(RuledQuestion, RuledQuestion.ruling_id == Ruling.id)
        .join(Message, Message.id == RuledQuestion.message_id)
        .where(Ruling.kind != RulingKind.IGNORED, ~opened_by_colleague())
        .order_by(Ruling.id)
    )
    ruled: dict[str, list[tuple[datetime, int]]] = {}
    for entry, at, conversation in session.execute(found):
        if entry is not None:
            ruled.setdefault(entry, []).append((at, conversation))
    asked: dict[int, int] = {}
    closed: dict[str, datetime] = {}
    for act in sorted(acts, key=lambda each: (each.at, each.id)):
        if act.kind is ContributionKind.GAP_CLOSED:
            since = closed.get(act.entry)
            asked[act.id] = len({
                conversation
                for at, conversation in ruled.get(act.entry, ())
                if at <= act.at and (since is None or at > since)
            })  # fmt: skip
            closed[act.entry] = act.at
    return asked
