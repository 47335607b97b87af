from collections.abc import Iterable, Iterator, Mapping

from kb import clock
from kb.db import Database
from kb.knowledge import PublishedEntry, latest_number
from kb.knowledge.publication import standing
from kb.search import Document, Follower


def check_index(database: Database, follower: Follower) -> list[str]:
    """What differs between the database and the two forms of its index, in words; nothing when
    both hold exactly the texts in force."""
    index = follower.catch_up()
    with database.reading() as session:
        latest = latest_number(session)
        entries = {entry.id: entry for entry in standing(session, clock.now())}
    found = list(_differences("内存索引", entries, index.documents.values()))
    shelf = follower.shelf.load()
    if shelf is None:
        return [*found, "磁盘索引缺失或损坏。请运行 courtside index rebuild。"]
    mark, documents = shelf
    if mark.number != latest:
        found.append(f"磁盘索引停在第 {mark.number} 次发布，数据库已到第 {latest} 次。")
    return [*found, *_differences("磁盘索引", entries, documents)]


def _differences(
    name: str, entries: Mapping[str, PublishedEntry], documents: Iterable[Document]
) -> Iterator[str]:
    held = {document.entry.id: document.entry for document in documents}
    for key in sorted(entries.keys() - held.keys()):
        yield f"{name}缺少条目 {key}。"
    for key in sorted(held.keys() - entries.keys()):
        yield f"{name}多出条目 {key}。"
    for key in sorted(entries.keys() & held.keys()):
        if entries[key] != held[key]:
            yield f"{name}里的条目 {key} 与数据库不同。"
