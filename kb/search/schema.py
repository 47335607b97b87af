"""The fields of the Whoosh index. Text reaches it already cut into words by our own analyzer, so
its own one only splits at spaces, and no module path of ours is pickled into the index."""

import hashlib
import json
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document, pack, unpack
from kb.terms import Audience, Category, Department
from kb.text import Query

FORMAT = 2
"""To be raised when what the fields hold changes; older indexes are rebuilt. That a class which
is stored gains or loses a field is seen without it."""

WEIGHTS = {"question": 3.0, "variants": 2.0, "tags": 1.5, "answer": 1.0}


def name_format() -> str:
    names = [each.name for kind in (PublishedEntry, Document, Query) for each in fields(kind)]
    return f"{FORMAT}.{hashlib.sha256(' '.join(names).encode()).hexdigest()[:8]}"


def make_schema() -> Schema:
    words = SpaceSeparatedTokenizer()
    texts = {
        name: TEXT(analyzer=words, phrase=False, field_boost=boost)
        for name, boost in WEIGHTS.items()
    }
    return Schema(
        id=ID(stored=True, unique=True),
        number=NUMERIC(stored=True, bits=64),
        audience=ID(),
        category=ID(),
        document=STORED(),
        **texts,
    )


def fields_of(document: Document) -> dict[str, Any]:
    entry = document.entry
    question, *variants = document.wordings
    return {
        "id": entry.id,
        "number": entry.number,
        "audience": entry.audience.value,
        "category": entry.category.value,
        "question": _words(question),
        "variants": " ".join(map(_words, variants)),
        "answer": _words(document.body),
        "tags": " ".join(document.tags),
        "document": write_document(document),
    }


def _words(query: Query) -> str:
    return " ".join(query.words)


def write_document(document: Document) -> str:
    return json.dumps(
        {
            "entry": asdict(document.entry),
            "wordings": [pack(wording) for wording in document.wordings],
            "body": pack(document.body),
            "tags": document.tags,
        },
        ensure_ascii=False,
        default=lambda moment: moment.isoformat(),
    )


def read_document(text: str) -> Document:
    data = json.loads(text)
    return Document(
        entry=_read_entry(data["entry"]),
        wordings=tuple(unpack(each) for each in data["wordings"]),
        body=unpack(data["body"]),
        tags=tuple(data["tags"]),
    )


def _read_entry(data: dict[str, Any]) -> PublishedEntry:
    for name in ("variants", "tags", "links"):
        data[name] = tuple(data[name])
    for name in ("valid_from", "valid_until", "checked_at"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    data["review_on"] = date.fromisoformat(data["review_on"]) if data["review_on"] else None
    data["category"] = Category(data["category"])
    data["department"] = Department(data["department"])
    data["audience"] = Audience(data["audience"])
    return PublishedEntry(**data)
