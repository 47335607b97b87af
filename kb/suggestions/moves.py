"""What may follow what in a suggestion's life: the table MOVES."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.errors import Conflict
from kb.suggestions.suggestion import Suggestion, SuggestionState
from kb.terms import LabelledEnum


class Move(LabelledEnum):
    CLASSIFY = "classify", "分类"
    ADOPT = "adopt", "采纳"
    DECLINE = "decline", "不采纳"
    THANK = "thank", "答谢"


@dataclass(frozen=True)
class Rule:
    origins: frozenset[SuggestionState]
    target: SuggestionState


_UNJUDGED = frozenset({SuggestionState.RECEIVED, SuggestionState.CLASSIFIED})
_JUDGED = frozenset({SuggestionState.ADOPTED, SuggestionState.DECLINED})

MOVES = {
    Move.CLASSIFY: Rule(_UNJUDGED, SuggestionState.CLASSIFIED),
    Move.ADOPT: Rule(frozenset({SuggestionState.CLASSIFIED}), SuggestionState.ADOPTED),
    Move.DECLINE: Rule(frozenset({SuggestionState.CLASSIFIED}), SuggestionState.DECLINED),
    Move.THANK: Rule(_JUDGED, SuggestionState.THANKED),
}


def make_move(session: Session, suggestion: Suggestion, move: Move) -> SuggestionState:
    """Locks the suggestion, reads it anew and puts it into its new state; the one before."""
    session.flush()
    session.refresh(suggestion, with_for_update=True)
    before = suggestion.state
    if before not in MOVES[move].origins:
        raise Conflict(
            f"建议 {suggestion.number} 现在是“{before.label}”，不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面，看看现在的状态。",
        )
    suggestion.state = MOVES[move].target
    return before
