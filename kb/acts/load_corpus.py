from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from kb.errors import CorpusMistake, CorpusMistakes
from kb.forms.reading import read_forms
from kb.forms.template import Form
from kb.forms.version import adopt_forms, retire_others
from kb.knowledge.corpus import CorpusEntry, read_entries
from kb.knowledge.loading import LoadReport, load
from kb.policy import Policies, adopt, read_policies
from kb.policy.version import kept
from kb.wording.phrase_file import read_phrases
from kb.wording.standard_phrase import Phrasing, load_phrases

T = TypeVar("T")


@dataclass(frozen=True)
class _Corpus:
    entries: Sequence[CorpusEntry]
    policies: Policies | None
    forms: Sequence[Form]
    phrases: Sequence[tuple[str, Phrasing]]


def load_corpus(session: Session, directory: Path, *, by: int, now: datetime) -> LoadReport:
    """Adopts policy/*.toml and forms/*.toml, takes in new standard phrases and publishes faq/*; a
    form without a file is retired. A mistake anywhere leaves everything as it was.

    Raises CorpusMistakes. A directory without a policy folder changes no policy, one without
    forms no form.
    """
    corpus = _read(directory)
    policies, forms = corpus.policies, corpus.forms
    if policies is not None:
        adopt(session, policies, by=by, now=now)
    adopt_forms(session, forms, by=by, now=now)
    load_phrases(session, corpus.phrases, by=by, now=now)
    retired = retire_others(session, forms, by=by, now=now) if forms else ()
    report = load(session, corpus.entries, by=by, now=now)
    report = replace(report, retired_forms=tuple(each.form.title for each in retired))
    return replace(report, kept_policies=kept(session, policies)) if policies else report


def _read(directory: Path) -> _Corpus:
    mistakes: list[CorpusMistake] = []

    def tried(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except CorpusMistakes as error:
            mistakes.extend(error.mistakes)
            return otherwise

    folder = directory / "policy"
    corpus = _Corpus(
        tried(lambda: read_entries(directory), []),
        tried(lambda: read_policies(folder) if folder.is_dir() else None, None),
        tried(lambda: read_forms(directory / "forms"), []),
        tried(lambda: read_phrases(directory / "phrases"), []),
    )
    if mistakes:
        raise CorpusMistakes(mistakes)
    return corpus
