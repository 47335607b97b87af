"""The club's standard phrases as its file has them: corpus/phrases/standard.toml."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from kb.policy.policies import read_one
from kb.policy.strict import StrictPolicy
from kb.wording.standard_phrase import LONGEST_TEXT, LONGEST_TITLE, PhraseKind, Phrasing


class _Phrase(StrictPolicy):
    key: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,30}$")]
    kind: PhraseKind
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class _Phrases(StrictPolicy):
    phrases: tuple[_Phrase, ...] = ()


def read_phrases(directory: Path) -> list[tuple[str, Phrasing]]:
    """By key; none where there is no such file. Raises CorpusMistakes."""
    file = directory / "standard.toml"
    if not file.exists():
        return []
    found = read_one(file, _Phrases).phrases
    return [(each.key, Phrasing(each.kind, each.title, each.text)) for each in found]
