"""An entry as it stands in a file, before anything is said about its sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is None where the file says null or nothing."""

    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Words:
    parts: tuple[Word, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Written:
    file: Path
    line: int
    fields: Mapping[str, Word | Words]
