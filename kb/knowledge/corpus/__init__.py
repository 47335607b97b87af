"""The club's texts as files: read whole or not at all, and every mistake told at once."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kb.errors import CorpusMistake, CorpusMistakes, NotReady
from kb.knowledge.corpus.decoding import decode
from kb.knowledge.corpus.entries import CorpusEntry, check_entry
from kb.knowledge.corpus.from_jsonl import read_jsonl
from kb.knowledge.corpus.from_yaml import read_yaml
from kb.knowledge.corpus.written import Written

__all__ = ["CorpusEntry", "read_entries", "spoken"]

Reader = Callable[[Path, str, list[CorpusMistake]], Iterator[Written]]
READERS: dict[str, Reader] = {".yaml": read_yaml, ".jsonl": read_jsonl}


def read_entries(directory: Path, *, foreign: bool = False) -> list[CorpusEntry]:
    """From faq/*.yaml and faq/*.jsonl in this directory, in the order of files and lines. A
    `foreign` corpus need say no more than question and answer, and may say one wording twice:
    asked for it, the assistant asks back.

    Raises CorpusMistakes with all of them, NotReady where there is nothing to read.
    """
    mistakes: list[CorpusMistake] = []
    entries: list[CorpusEntry] = []
    for path in _files(directory):
        entries += _read_file(path, mistakes, foreign=foreign)
    mistakes += _repeated_ids(entries)
    mistakes += () if foreign else _repeated_wordings(entries)
    if mistakes:
        raise CorpusMistakes(sorted(mistakes, key=lambda each: (each.file, each.line)))
    return entries


def _files(directory: Path) -> list[Path]:
    folder = directory / "faq"
    found = sorted(each for each in folder.glob("*") if each.suffix in READERS)
    if not found:
        raise NotReady(
            f"{folder} 里没有语料文件。",
            code="no_corpus",
            mend="请指明含有 faq/*.yaml 或 faq/*.jsonl 的目录。",
        )
    return found


def _read_file(path: Path, mistakes: list[CorpusMistake], *, foreign: bool) -> list[CorpusEntry]:
    file = Path(path.name)
    try:
        text = decode(file, path.read_bytes())
    except CorpusMistake as mistake:
        mistakes.append(mistake)
        return []
    written = READERS[path.suffix](file, text, mistakes)
    checked = (check_entry(each, mistakes, foreign=foreign) for each in written)
    return [each for each in checked if each is not None]


def _repeated_ids(entries: Sequence[CorpusEntry]) -> Iterator[CorpusMistake]:
    first: dict[str, CorpusEntry] = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            yield CorpusMistake(
                entry.file,
                entry.line,
                f"编号 {entry.id} 在 {other.file}:{other.line} 已经用过。",
                mend="请换一个编号，或合并两个条目。",
            )


def _repeated_wordings(entries: Sequence[CorpusEntry]) -> Iterator[CorpusMistake]:
    """Within one entry a repetition does no harm; in two nobody could say which is meant."""
    first: dict[str, CorpusEntry] = {}
    for entry in entries:
        for wording in (entry.content.question, *entry.content.variants):
            other = first.setdefault(spoken(wording), entry)
            if other.id != entry.id:
                yield CorpusMistake(
                    entry.file,
                    entry.line,
                    f"“{wording}”在条目 {other.id}（{other.file}:{other.line}）里也有。",
                    mend="请只留在其中一个条目里。",
                )


def spoken(wording: str) -> str:
    """Without what nobody hears: case, width, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", wording).casefold()
    return "".join(filter(str.isalnum, folded)) or wording
