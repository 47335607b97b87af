from sqlalchemy.orm import Session

from kb.knowledge import find_revision, reviews
from kb.knowledge.published import PublishedEntry
from kb.knowledge.tasks import open_counts
from kb.people.rights import Right, holders


def find_owner(
    session: Session, entry: PublishedEntry, *, other_than: int | None = None
) -> int | None:
    """Who sees to a text: the maintainer who wrote it, else the one who approved it, else the one
    with the fewest open tasks. None when nobody maintains the base."""
    maintainers = [each.id for each in holders(session, Right.EDIT_KNOWLEDGE)]
    maintainers = [each for each in maintainers if each != other_than]
    known = [find_revision(session, entry.id, entry.revision).written_by]
    known += [each.by_id for each in reviews(session, entry.id) if each.revision == entry.revision]
    for each in known:
        if each in maintainers:
            return each
    counts = open_counts(session)
    return min(maintainers, key=lambda each: (counts.get(each, 0), each), default=None)
