from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kb.errors import CorpusMistake, CorpusMistakes
from kb.knowledge.corpus import CorpusEntry, read_entries
from kb.knowledge.loading import LoadReport, load
from kb.policy import Policies, adopt, read_policies


def load_corpus(session: Session, directory: Path, *, by: int, now: datetime) -> LoadReport:
    """Adopts policy/*.toml and publishes faq/*; a mistake anywhere leaves everything as it was.

    Raises CorpusMistakes. A directory without a policy folder changes no policy.
    """
    entries, policies = _read(directory)
    if policies is not None:
        adopt(session, policies, by=by, now=now)
    return load(session, entries, by=by, now=now)


def _read(directory: Path) -> tuple[Sequence[CorpusEntry], Policies | None]:
    mistakes: list[CorpusMistake] = []
    entries: Sequence[CorpusEntry] = ()
    policies = None
    try:
        entries = read_entries(directory)
    except CorpusMistakes as error:
        mistakes += error.mistakes
    folder = directory / "policy"
    try:
        policies = read_policies(folder) if folder.is_dir() else None
    except CorpusMistakes as error:
        mistakes += error.mistakes
    if mistakes:
        raise CorpusMistakes(mistakes)
    return entries, policies
