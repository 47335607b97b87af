from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kb.errors import CorpusMistake, CorpusMistakes
from kb.forms.reading import read_forms
from kb.forms.template import Form
from kb.forms.version import adopt_forms, retire_others
from kb.knowledge.corpus import CorpusEntry, read_entries
from kb.knowledge.loading import LoadReport, load
from kb.policy import Policies, adopt, read_policies
from kb.policy.version import kept


def load_corpus(session: Session, directory: Path, *, by: int, now: datetime) -> LoadReport:
    """Adopts policy/*.toml and forms/*.toml and publishes faq/*; a form without a file is retired.
    A mistake anywhere leaves everything as it was.

    Raises CorpusMistakes. A directory without a policy folder changes no policy, one without
    forms no form.
    """
    entries, policies, forms = _read(directory)
    if policies is not None:
        adopt(session, policies, by=by, now=now)
    adopt_forms(session, forms, by=by, now=now)
    retired = retire_others(session, forms, by=by, now=now) if forms else ()
    report = load(session, entries, by=by, now=now)
    report = replace(report, retired_forms=tuple(each.form.title for each in retired))
    return replace(report, kept_policies=kept(session, policies)) if policies else report


def _read(directory: Path) -> tuple[Sequence[CorpusEntry], Policies | None, Sequence[Form]]:
    mistakes: list[CorpusMistake] = []
    entries: Sequence[CorpusEntry] = ()
    policies = None
    forms: Sequence[Form] = ()
    try:
        entries = read_entries(directory)
    except CorpusMistakes as error:
        mistakes += error.mistakes
    folder = directory / "policy"
    try:
        policies = read_policies(folder) if folder.is_dir() else None
    except CorpusMistakes as error:
        mistakes += error.mistakes
    try:
        forms = read_forms(directory / "forms")
    except CorpusMistakes as error:
        mistakes += error.mistakes
    if mistakes:
        raise CorpusMistakes(mistakes)
    return entries, policies, forms
