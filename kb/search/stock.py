"""Stock Whoosh over a base, to be measured against: BM25F, the words of a question joined by OR."""

from collections.abc import Iterable
from typing import Any

from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup, WhitespacePlugin

from kb.search.document import Document
from kb.text.stock import stock_analyzer

FIELDS = ("question", "variants", "answer")


class StockWhoosh:
    def __init__(self, documents: Iterable[Document]) -> None:
        analyzer = stock_analyzer()
        schema = Schema(id=ID(stored=True), **{name: TEXT(analyzer=analyzer) for name in FIELDS})
        self._index: Any = RamStorage().create_index(schema)
        writer = self._index.writer()
        for document in documents:
            entry = document.entry
            writer.add_document(
                id=entry.id,
                question=entry.question,
                variants="\n".join(entry.variants),
                answer=entry.answer,
            )
        writer.commit()
        self._searcher = self._index.searcher()
        # No plugin but this: a member's sentence is never query syntax.
        self._parser = MultifieldParser(FIELDS, schema, group=OrGroup, plugins=[WhitespacePlugin()])

    def best(self, question: str) -> tuple[str, float] | None:
        """The id of the entry that scores highest, and its score, which has no upper end."""
        found = self._searcher.search(self._parser.parse(question), limit=1)
        return (found[0]["id"], float(found.score(0))) if len(found) else None

    def close(self) -> None:
        self._searcher.close()
        self._index.close()
