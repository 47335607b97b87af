"""The approved answers: their texts, their life, and what is in force."""

from kb.knowledge.content import Content, require_fit, usual_department
from kb.knowledge.entry import Entry, EntryState, entries, entries_from, find_entry
from kb.knowledge.life import (
    approve,
    edit,
    propose,
    reject,
    retire,
    roll_back,
    submit,
    take_back,
)
from kb.knowledge.light import LightKind, LightPublication, LookFinding, look_again, restore
from kb.knowledge.publication import Publication, changes_after, latest_number, live, publications
from kb.knowledge.published import PublishedEntry, Withdrawn
from kb.knowledge.review import Finding, Review, reviews
from kb.knowledge.revision import Origin, Revision, find_revision, revisions

__all__ = [
    "Content",
    "Entry",
    "EntryState",
    "Finding",
    "LightKind",
    "LightPublication",
    "LookFinding",
    "Origin",
    "Publication",
    "PublishedEntry",
    "Review",
    "Revision",
    "Withdrawn",
    "approve",
    "changes_after",
    "edit",
    "entries",
    "entries_from",
    "find_entry",
    "find_revision",
    "latest_number",
    "live",
    "look_again",
    "propose",
    "publications",
    "reject",
    "require_fit",
    "restore",
    "retire",
    "reviews",
    "revisions",
    "roll_back",
    "submit",
    "take_back",
    "usual_department",
]
