"""Questions without answers, to be searched like entries: each is its own id."""

from collections.abc import Iterable

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document
from kb.search.resident import ResidentIndex, build_index
from kb.terms import Audience, Category, Department
from kb.text import Analyzer, Query


def index_questions(texts: Iterable[str], analyzer: Analyzer) -> ResidentIndex:
    nothing = analyzer.analyze("")
    return build_index(_bare(analyzer.analyze(text), nothing) for text in texts)


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
