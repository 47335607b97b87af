"""Whatever four colleagues do in whatever order, the promises of the base hold."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import Conflict
from kb.knowledge import (
    Content,
    Finding,
    approve,
    edit,
    live,
    propose,
    publications,
    reject,
    retire,
    reviews,
    revisions,
    submit,
)
from world import NOON, hire_staff, text

WHO = st.integers(0, 3)
HOW_STALE = st.sampled_from([0, 0, 0, 1])
TEXTS = st.integers(0, 5).map(lambda number: text("停车收费吗？", f"第 {number} 种说法"))


class Life(RuleBasedStateMachine):
    session: Session
    ids: tuple[int, ...]
    written: list[Content]

    @initialize(content=TEXTS, who=WHO)
    def begin(self, content: Content, who: int) -> None:
        self.entry = propose(self.session, content, by=self.ids[who], now=NOON)
        self.written = [content]

    @rule(content=TEXTS, who=WHO, stale=HOW_STALE)
    def edits(self, content: Content, who: int, stale: int) -> None:
        seen = self.entry.head - stale
        if self.attempt(edit, content, seen=seen, by=self.ids[who]):
            assert stale == 0
            self.written.append(content)

    @rule(who=WHO)
    def submits(self, who: int) -> None:
        self.attempt(submit, by=self.ids[who])

    @rule(who=WHO, stale=HOW_STALE)
    def approves(self, who: int, stale: int) -> None:
        if self.attempt(approve, seen=self.entry.head - stale, by=self.ids[who]):
            assert stale == 0

    @rule(who=WHO, stale=HOW_STALE)
    def rejects(self, who: int, stale: int) -> None:
        self.attempt(reject, "不妥", seen=self.entry.head - stale, by=self.ids[who])

    @rule(who=WHO)
    def retires(self, who: int) -> None:
        self.attempt(retire, "过时", by=self.ids[who])

    def attempt(self, verb, *given, **named) -> bool:  # type: ignore[no-untyped-def]
        before = (self.entry.state, self.entry.head, self.entry.live)
        try:
            verb(self.session, self.entry, *given, now=NOON, **named)
        except Conflict:
            assert (self.entry.state, self.entry.head, self.entry.live) == before
            return False
        return True

    @invariant()
    def no_revision_is_lost_or_changed(self) -> None:
        found = [each.content for each in reversed(revisions(self.session, self.entry.id))]
        assert found == self.written

    @invariant()
    def every_published_text_was_approved_by_another_hand(self) -> None:
        writers = {each.number: each.written_by for each in revisions(self.session, self.entry.id)}
        approved = {
            each.revision: each.by_id
            for each in reviews(self.session, self.entry.id)
            if each.finding is Finding.APPROVED
        }
        last = 0
        for each in reversed(publications(self.session, self.entry.id)):
            if each.revision is not None:
                fresh = {writers[number] for number in range(last + 1, each.revision + 1)}
                assert approved[each.revision] not in fresh
                last = each.revision

    @invariant()
    def what_is_in_force_is_what_was_published_last(self) -> None:
        past = publications(self.session, self.entry.id)
        expected = past[0].revision if past else None
        in_force = [each for each in live(self.session) if each.id == self.entry.id]
        assert self.entry.live == expected
        assert [each.revision for each in in_force] == ([expected] if expected else [])


def test_no_sequence_of_acts_breaks_the_promises(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        ids = (staff.wang.id, staff.li.id, staff.chen.id, staff.zhou.id)
        here = type("LifeHere", (Life,), {"session": session, "ids": ids})
        often = settings(max_examples=60, stateful_step_count=25, deadline=None)
        run_state_machine_as_test(here, settings=often)
