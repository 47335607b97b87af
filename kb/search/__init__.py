"""Finding entries: the one door to Whoosh, and the base in memory that asks are answered from."""

from kb.search.document import Document
from kb.search.embedder import find_embedder
from kb.search.follower import Follower, index_entries
from kb.search.lookup import Found, look_up
from kb.search.meaning import Kin, Meaning
from kb.search.questions import index_questions
from kb.search.readings import analyze_all
from kb.search.resident import Match, ResidentIndex, change_index

__all__ = [
    "Document",
    "Follower",
    "Found",
    "Kin",
    "Match",
    "Meaning",
    "ResidentIndex",
    "analyze_all",
    "change_index",
    "find_embedder",
    "index_entries",
    "index_questions",
    "look_up",
]
