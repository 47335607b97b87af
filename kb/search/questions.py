from collections.abc import Iterable

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document
from kb.search.resident import ResidentIndex, build_index
from kb.terms import Audience, Category, Department
from kb.text import Analyzer


def index_questions(questions: Iterable[str], analyzer: Analyzer) -> ResidentIndex:
    """Questions without answers, to be searched like entries: each is its own id."""
    return build_index(_bare(question, analyzer) for question in questions)


def _bare(question: str, analyzer: Analyzer) -> Document:
    entry = PublishedEntry(
        id=question,
        number=0,
        revision=0,
        question=question,
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
    return Document(entry, (analyzer.analyze(question),), analyzer.analyze(""))
