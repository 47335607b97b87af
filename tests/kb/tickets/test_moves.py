"""The table of moves, in the code and in the document."""

import re

import pytest

from house import ROOT
from kb.tickets.moves import LABELS, MOVES, Move
from kb.tickets.ticket import TicketState

ROW = re.compile(r"^\| `(\w+)` (\S+) \| (.+?) \| (.+?) \| (.+?) \| `(\w+)` \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall((ROOT / "docs" / "tickets.md").read_text("utf-8"))}


@pytest.mark.parametrize("move", Move)
def test_the_document_tells_each_move_as_it_is(move: Move) -> None:
    rule = MOVES[move]
    assert ROWS[move.value] == (
        move.label,
        "、".join(each.label for each in TicketState if each in rule.origins),
        rule.target.label if rule.target else "不变",
        rule.who.label,
        rule.told,
    )


def test_the_table_and_the_document_have_the_same_moves() -> None:
    assert set(MOVES) == set(Move)
    assert ROWS.keys() == {each.value for each in Move}


def test_each_move_has_its_own_verb_in_the_history() -> None:
    assert len(LABELS) == len(Move) + 1


def test_nothing_follows_a_merge() -> None:
    assert not any(TicketState.MERGED in rule.origins for rule in MOVES.values())
