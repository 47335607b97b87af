"""What of the queue somebody wants to see, as it stands in the address and in saved views."""

from collections.abc import Mapping

from kb.people.person import Person
from kb.terms import Category, Channel, Department, Level
from kb.tickets import TicketState
from kb.tickets.queue import Sought
from webapp.desk.forms import offered

LABELS = {
    "who": "谁的", "level": "级别", "state": "状态", "category": "分类", "department": "部门",
    "channel": "渠道",
}  # fmt: skip
FILTERS = ("who", "q", "level", "state", "category", "department", "channel")
MINE, GROUP, NOBODY, EVERY = "mine", "group", "nobody", "every"
LONGEST = 100


def read_filters(fields: Mapping[str, str]) -> dict[str, str]:
    """Those that say something."""
    found = {key: fields.get(key, "").replace("\0", "").strip()[:LONGEST] for key in FILTERS}
    return {key: text for key, text in found.items() if text}


def unknown_filters(filters: Mapping[str, str]) -> list[str]:
    """The names of those whose value is not on offer."""
    known: dict[str, set[str]] = {
        key: {str(each.value) for each in kind}
        for key, kind in (
            ("level", Level), ("category", Category), ("department", Department),
            ("channel", Channel),
        )
    }  # fmt: skip
    known |= {"who": {MINE, GROUP, NOBODY}, "state": {EVERY, *(str(e.value) for e in TicketState)}}
    return [LABELS[key] for key in known if key in filters and filters[key] not in known[key]]


def read_sought(by: Person, filters: Mapping[str, str]) -> Sought:
    """What is not on offer counts as not chosen: the address may be old."""
    who, state = filters.get("who"), filters.get("state", "")
    return Sought(
        owner_id=by.id if who == MINE else None,
        unowned=who == NOBODY,
        group=by.departments if who == GROUP else None,
        level=offered(Level, filters.get("level", "")),
        category=offered(Category, filters.get("category", "")),
        state=offered(TicketState, state),
        every=state == EVERY,
        department=offered(Department, filters.get("department", "")),
        channel=offered(Channel, filters.get("channel", "")),
        words=filters.get("q", ""),
    )
