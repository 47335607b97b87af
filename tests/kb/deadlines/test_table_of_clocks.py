"""The table of docs/clocks.md and the rules that the club ships say the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from house import ROOT
from kb.policy import ClockRule, read_policies

RULES = {each.name: each for each in read_policies(ROOT / "corpus" / "policy").clocks.rules}


@dataclass(frozen=True)
class Row:
    begins: str
    allowed: str
    turn: str


def rows() -> Iterator[tuple[str, Row]]:
    """A row for several rules gives to each its own part, or one to all."""
    for line in (ROOT / "docs" / "clocks.md").read_text("utf-8").splitlines():
        cells = [each.strip() for each in line.strip("|").split("|")]
        names = re.findall(r"`([a-z-]+(?:-\d)?)`", cells[0])
        if len(cells) == 5 and names and names[0] in RULES:
            for place, name in enumerate(names):
                yield name, Row(*(_part(cells[n], place, len(names)) for n in (1, 3, 4)))


def _part(cell: str, place: int, count: int) -> str:
    parts = re.split(r"; |, (?=\d)", cell)
    if len(parts) == count:
        return parts[place]
    return parts[min(place, len(parts) - 1)] if cell.count("; ") else cell


TABLE = dict(rows())


def test_every_rule_has_its_row() -> None:
    assert set(TABLE) == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_allowance_and_turn_are_those_of_the_file(rule: ClockRule) -> None:
    row = TABLE[rule.name]
    given = rule.minutes or rule.workdays or rule.days
    if given is not None and not (given == 1 and "every working day" in row.allowed):
        assert re.search(rf"\b{given}\b", row.allowed), row.allowed
    if rule.workdays:
        assert "working day" in row.allowed
    assert rule.turn.value in row.turn


def test_what_is_handed_on_is_planned_anew() -> None:
    assert {*RULES["complaint-plan"].restarts} == {"handed"}
    assert "anew when handed on" in TABLE["complaint-plan"].begins
