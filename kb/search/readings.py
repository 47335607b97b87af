"""What texts were analysed to, kept on disk: a base of ten thousand wordings takes seconds.

Each way of reading has a file of its own, named by everything an analysis depends on, so a changed
lexicon or another release finds nothing that an earlier one read.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document, make_document, pack, texts_of, unpack
from kb.search.kept import KeptFile, remove
from kb.text import Analyzer, Query

WORTH_KEEPING = 200
"""texts; fewer are analysed in less time than a file takes"""
NEWEST = 3
"""as many files stay: the lexicon in force, the one before, one that is tried"""

_DAMAGED = (ValueError, TypeError, zlib.error)


def analyze_entries(entries: Iterable[PublishedEntry], analyzer: Analyzer) -> list[Document]:
    found = list(entries)
    texts = dict.fromkeys(text for entry in found for text in texts_of(entry))
    queries = analyze_all(list(texts), analyzer, approved=True)
    read = dict(zip(texts, queries, strict=True)).__getitem__
    return [make_document(entry, read) for entry in found]


def analyze_all(texts: Sequence[str], analyzer: Analyzer, *, approved: bool = False) -> list[Query]:
    if analyzer.cache is None or len(texts) < WORTH_KEEPING:
        return [analyzer.analyze(text, approved=approved) for text in texts]
    with closing(KeptFile(_file_of(analyzer, analyzer.cache, approved), "readings")) as kept:
        keys = {_digest(text): text for text in texts}
        known = dict(_known(kept.get(list(keys)), keys))
        fresh = {
            text: analyzer.analyze(text, approved=approved) for text in texts if text not in known
        }
        if fresh:
            kept.put((_digest(text), _write(query)) for text, query in fresh.items())
    known |= fresh
    return [known[text] for text in texts]


def _file_of(analyzer: Analyzer, cache: Path, approved: bool) -> Path:
    kind = "approved" if approved else "asked"
    file = cache / f"readings-{kind}-{_digest(analyzer.version).hex()}.db"
    if not file.exists():
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        others = sorted(cache.glob(f"readings-{kind}-*.db"), key=_age)
        for old in others[NEWEST - 1 :]:
            remove(old)
    return file


def _age(file: Path) -> float:
    """The smallest is the newest."""
    try:
        return -file.stat().st_mtime
    except OSError:  # another process has removed it
        return 0.0


def _known(rows: Mapping[bytes, bytes], keys: Mapping[bytes, str]) -> Iterator[tuple[str, Query]]:
    for key, body in rows.items():
        try:
            query = unpack(json.loads(zlib.decompress(body)))
        except _DAMAGED:
            continue
        if query.raw == keys[key]:
            yield query.raw, query


def _write(query: Query) -> bytes:
    """Deflated, which carries a checksum."""
    return zlib.compress(json.dumps(pack(query), ensure_ascii=False).encode(), level=1)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
