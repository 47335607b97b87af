"""Two people wrote on top of the same text: what each changed, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """`texts` has what only one side changed as that side has it, and what both changed as mine;
    `both` names those fields, `theirs` the ones taken over from the other side."""

    texts: dict[str, str]
    both: tuple[str, ...]
    theirs: tuple[str, ...]


def merge(base: Texts, theirs: Texts, mine: Texts, listed: frozenset[str] = frozenset()) -> Merged:
    """`listed` are fields of one item a line: additions and deletions of both sides hold."""
    texts: dict[str, str] = {}
    both: list[str] = []
    taken: list[str] = []
    for field, my_text in mine.items():
        before, other = base.get(field, ""), theirs.get(field, "")
        texts[field] = my_text
        if other in (before, my_text):
            continue
        if my_text == before:
            texts[field] = other
            taken.append(field)
        elif field in listed:
            texts[field] = _joined(before, other, my_text)
            taken.append(field)
        else:
            both.append(field)
    return Merged(texts, tuple(both), tuple(taken))


def _joined(base: str, theirs: str, mine: str) -> str:
    before, other, own = (each.splitlines() for each in (base, theirs, mine))
    dropped = set(before) - set(other)
    added = [each for each in other if each not in before and each not in own]
    return "\n".join([*(each for each in own if each not in dropped), *added])
