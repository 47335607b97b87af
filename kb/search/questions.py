"""Questions without answers, to be searched like entries: each is its own id."""

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document, pack, unpack
from kb.search.resident import ResidentIndex, build_index
from kb.terms import Audience, Category, Department
from kb.text import Analyzer, Query

log = logging.getLogger(__name__)


def index_questions(texts: Iterable[str], analyzer: Analyzer) -> ResidentIndex:
    nothing = analyzer.analyze("")
    return build_index(_bare(analyzer.analyze(text), nothing) for text in texts)


def analyze_all(texts: Sequence[str], analyzer: Analyzer, keep: Path | None) -> list[Query]:
    """Analysing thousands of texts takes a second at each start, so what came of it is kept in
    that file, which may be deleted at any time."""
    said = hashlib.sha256("\n".join((analyzer.version, *texts)).encode()).hexdigest()
    try:
        kept, rows = json.loads(keep.read_text("utf-8")) if keep else ("", [])
        if kept == said:
            return [unpack(each) for each in rows]
    except (OSError, ValueError, TypeError):
        log.info("questions are analysed anew")
    found = [analyzer.analyze(text) for text in texts]
    if keep is not None:
        _keep(keep, json.dumps([said, [pack(each) for each in found]], ensure_ascii=False))
    return found


def _keep(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as beside:
            beside.write(text)
        Path(beside.name).replace(file)
    except OSError as error:
        log.warning("analysed questions could not be kept: %s", error)


def _bare(question: Query, nothing: Query) -> Document:
    entry = PublishedEntry(
        id=question.raw,
        number=0,
        revision=0,
        question=question.raw,
        variants=(),
        answer="",
        short=None,
        note=None,
        category=Category.OTHER,
        department=Department.FRONT_DESK,
        audience=Audience.INTERNAL,
        tags=(),
        links=(),
        valid_from=None,
        valid_until=None,
        review_on=None,
    )
    return Document(entry, (question,), nothing)
