"""The catalogs brought level with the texts. Traditional characters come by themselves and may be
mended by hand; English is written by people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from kb.text.traditional import as_said_there
from webapp.translating import catalog
from webapp.translating.catalog import TRANSLATED, UNTRANSLATED
from webapp.translating.extracting import places, texts

KEPT = ("zh-Hant", "en")
OBSOLETE = "obsolete.po"
FILLED = re.compile(r"\{\w+\}")
"""a place, by code or by a script"""


@dataclass(frozen=True)
class Level:
    """How many messages of a language have their words, have none, and are no longer said."""

    language: str
    there: int
    missing: int
    obsolete: int


def bring_level(folder: Path = catalog.FOLDER) -> list[Level]:
    said = places(texts())
    return [_bring_level(language, said, folder / language) for language in KEPT]


def differences(folder: Path = catalog.FOLDER) -> list[str]:
    """What `bring_level` would change, and translations that lost a place."""
    said = places(texts())
    found = []
    for language in KEPT:
        known = _known(folder / language)
        found += [f"{language}: 没有收进来：{each}" for each in said if each not in known]
        found += [f"{language}: 多余：{each}" for each in known if each not in said]
        found += [f"{language}: 占位不符：{each}" for each in lost_places(known)]
    return found


def lost_places(known: Mapping[str, str]) -> list[str]:
    return [
        each
        for each, told in known.items()
        if told and sorted(FILLED.findall(each)) != sorted(FILLED.findall(told))
    ]


def _bring_level(language: str, said: Mapping[str, list[str]], folder: Path) -> Level:
    known = _known(folder, TRANSLATED, UNTRANSLATED, OBSOLETE)
    if language == "zh-Hant":
        known = {each: known.get(each) or as_said_there(each) for each in {*said, *known}}
    there = {each: known[each] for each in said if known.get(each)}
    missing = {each: "" for each in said if not known.get(each)}
    obsolete = {each: told for each, told in known.items() if told and each not in said}
    if language == "zh-Hant":
        obsolete = {}
    for name, messages in ((TRANSLATED, there), (UNTRANSLATED, missing), (OBSOLETE, obsolete)):
        _write(folder / name, messages, said)
    return Level(language, len(there), len(missing), len(obsolete))


def _known(folder: Path, *names: str) -> dict[str, str]:
    """Later files give way to earlier ones."""
    known: dict[str, str] = {}
    for name in names or (TRANSLATED, UNTRANSLATED):
        if (folder / name).exists():
            for each in catalog.read(folder / name):
                known.setdefault(str(each.id), str(each.string))
    return known


def _write(path: Path, messages: Mapping[str, str], said: Mapping[str, list[str]]) -> None:
    """In the order of the files they stand in; a file without messages goes."""
    if not messages:
        path.unlink(missing_ok=True)
        return
    made = Catalog(locale=path.parent.name.replace("-", "_"), fuzzy=False)
    for message in sorted(messages, key=lambda each: (said.get(each, [""])[0], each)):
        made.add(message, messages[message], [(each, None) for each in said.get(message, [])])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, made, width=0, omit_header=True, include_lineno=False)
