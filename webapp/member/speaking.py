"""What the assistant said, in the language of who reads it now; it is kept in Chinese."""

from dataclasses import replace

from kb.acts.wait_for_person import Wait
from kb.conversations import Author
from kb.terms import DecisionKind
from webapp.language import tell
from webapp.member.turn import Promise, Turn
from webapp.translating.approved import approved


def in_language(turn: Turn) -> Turn:
    """People's own words stay as they are."""
    if turn.author is Author.MEMBER:
        return turn
    if turn.author is Author.STAFF:
        return replace(turn, who=tell(turn.who))
    return replace(
        turn,
        text=said(turn.kind, turn.text),
        sources=tuple(
            replace(each, question=approved(each.question), validity=tell(each.validity))
            for each in turn.sources
        ),
        options=tuple(replace(each, question=approved(each.question)) for each in turn.options),
        related=tuple(replace(each, question=approved(each.question)) for each in turn.related),
        ticket=told(turn.ticket) if turn.ticket else None,
    )


def told(promise: Promise) -> Promise:
    return replace(promise, who=tell(promise.who), progress=tell(promise.progress))


def waited(wait: Wait) -> Wait:
    return replace(wait, text=tell(wait.text))


def said(kind: DecisionKind | None, text: str) -> str:
    match kind:
        case DecisionKind.ANSWER:
            return approved(text)
        case DecisionKind.CLARIFY:
            asked, _, options = text.partition("\n")
            return "\n".join(filter(None, (tell(asked), approved(options))))
    return tell(text)
