from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kb.acts.tuning import Tuning, tuning_of
from kb.answering.assistant import Assistant
from kb.answering.gate import Gate, read_gate
from kb.answering.known_questions import read_known_questions
from kb.answering.learning import Recognizing
from kb.answering.learnt_file import read_learnt
from kb.answering.smalltalk import read_smalltalk
from kb.answering.triage import read_triage
from kb.db import Database
from kb.knowledge import PublishedEntry, live
from kb.knowledge.corpus import CorpusEntry, read_entries
from kb.policy import AnsweringPolicy, read_answering
from kb.policy.rechecks import Rechecks
from kb.policy.wordbook import amendments
from kb.search import Follower, Meaning, ResidentIndex, find_embedder, index_entries
from kb.search.vectors import VectorStore
from kb.text import Analyzer, load_lexicon
from kb.text.amending import Amendment, amended
from kb.text.lexicon import Sections, build_lexicon, join_sections


def open_assistant(
    database: Database, corpus_dir: Path, data_dir: Path
) -> tuple[Follower, Assistant]:
    """On the base in the database, and kept level with it; the lexicon and the thresholds stay
    those of the start."""
    with database.reading() as session:
        tuning = tuning_of(session)
    analyzer = club_analyzer(read_shipped(corpus_dir), tuning.amendments, data_dir)
    return open_tuned(database, corpus_dir, data_dir, tuning, analyzer=analyzer)


def open_tuned(
    database: Database,
    corpus_dir: Path,
    data_dir: Path,
    tuning: Tuning,
    *,
    analyzer: Analyzer,
    watch: Callable[[Session], object] | None = None,
) -> tuple[Follower, Assistant]:
    """`watch` is told of each look at the database."""
    meaning = open_meaning(data_dir, corpus_dir)
    follower = Follower(database, analyzer, data_dir / "index", meaning, watch)
    return follower, _parts(corpus_dir, tuning, analyzer, meaning).assistant(follower.snapshot)


def open_follower(database: Database, corpus_dir: Path, data_dir: Path) -> Follower:
    """For looking up alone: without what deciding takes."""
    with database.reading() as session:
        changed = amendments(session)
    analyzer = club_analyzer(read_shipped(corpus_dir), changed, data_dir)
    return Follower(database, analyzer, data_dir / "index")


def open_past_assistant(
    database: Database, corpus_dir: Path, data_dir: Path, at: datetime
) -> Assistant:
    """On the texts, the lexicon and the policies that were in force at that moment."""
    with database.reading() as session:
        tuning = tuning_of(session, at)
        analyzer = club_analyzer(read_shipped(corpus_dir), tuning.amendments, data_dir)
        index = index_entries(live(session, at), analyzer)
    meaning = open_meaning(data_dir, corpus_dir)
    return _parts(corpus_dir, tuning, analyzer, meaning).assistant(lambda: index)


def open_foreign_assistant(directory: Path, corpus_dir: Path, data_dir: Path) -> Assistant:
    """On another corpus, which needs no lexicon and no policy of its own. Nothing installed is
    touched; everyday Chinese and the rules for any trade come from the shipped corpus."""
    entries = [_as_published(each) for each in read_entries(directory, foreign=True)]
    lexicon = load_lexicon(corpus_dir / "lexicon/common", directory / "lexicon")
    analyzer = Analyzer(lexicon, data_dir / "cache")
    index = index_entries(entries, analyzer)
    own = directory / "policy"
    policies = own if (own / "gate.json").exists() else corpus_dir / "policy/general"
    meaning = open_meaning(data_dir, corpus_dir)
    make = _Parts(directory, corpus_dir, policies, read_answering(policies), analyzer, meaning)
    return make.assistant(lambda: index)


def open_meaning(data_dir: Path, corpus_dir: Path) -> Meaning | None:
    """None where this machine has no embedder."""
    embedder = find_embedder()
    if embedder is None:
        return None
    folder = data_dir / "cache"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Meaning(
        embedder, VectorStore(folder / "vectors.db", embedder.name, corpus_dir / "vectors.npz")
    )


def read_shipped(corpus_dir: Path) -> Sections:
    """The lexicon as the files have it."""
    return join_sections(corpus_dir / "lexicon/common", corpus_dir / "lexicon/club")


def club_analyzer(shipped: Sections, changes: Iterable[Amendment], data_dir: Path) -> Analyzer:
    return Analyzer(build_lexicon(amended(shipped, changes)), data_dir / "cache")


def _parts(
    corpus_dir: Path, tuning: Tuning, analyzer: Analyzer, meaning: Meaning | None
) -> "_Parts":
    return _Parts(
        corpus_dir, corpus_dir, corpus_dir / "policy", tuning.answering, analyzer, meaning,
        tuning.rechecks,
    )  # fmt: skip


@dataclass(frozen=True)
class _Parts:
    own_dir: Path
    """the corpus that is asked; what holds for any corpus comes from `shipped_dir`"""
    shipped_dir: Path
    policy_dir: Path
    policy: AnsweringPolicy
    analyzer: Analyzer
    meaning: Meaning | None
    rechecks: Rechecks | None = None

    def assistant(self, snapshot: Callable[[], ResidentIndex]) -> Assistant:
        gate = read_gate(self.policy_dir / "gate.json")
        return Assistant(
            snapshot=snapshot,
            analyzer=self.analyzer,
            gate=gate,
            triage=read_triage(self.shipped_dir / "triage"),
            smalltalk=read_smalltalk(self.shipped_dir / "triage/smalltalk.yaml"),
            policy=self.policy,
            meaning=self.meaning,
            recognizing=self._recognizing(gate),
            rechecks=self.rechecks,
        )

    def _recognizing(self, gate: Gate) -> Recognizing | None:
        """Only for a gate that was fitted with one."""
        if "recognized" not in gate.meaning.features:
            return None
        known = read_known_questions(self.own_dir, self.analyzer)
        return Recognizing(self.meaning, known, read_learnt(self.own_dir / "learnt.npz"))


def _as_published(entry: CorpusEntry) -> PublishedEntry:
    content = entry.content
    return PublishedEntry(
        id=entry.id,
        number=0,
        revision=0,
        question=content.question,
        variants=content.variants,
        answer=content.answer,
        short=content.short,
        note=content.note,
        category=content.category,
        department=content.department,
        audience=content.audience,
        tags=content.tags,
        links=content.links,
        valid_from=content.valid_from,
        valid_until=content.valid_until,
        review_on=content.review_on,
    )
