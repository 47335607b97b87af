"""Whatever four colleagues do in whatever order, the promises of the base hold."""

from datetime import timedelta

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
from kb.errors import BadInput, Conflict, NotFound
from kb.knowledge import (
    Content,
    EntryState,
    Finding,
    LightKind,
    LightPublication,
    LookFinding,
    Revision,
    approve,
    edit,
    live,
    look_again,
    propose,
    publications,
    reject,
    restore,
    retire,
    reviews,
    revisions,
    roll_back,
    submit,
    take_back,
)
from kb.knowledge.light import publish_typo, reviewed_text
from kb.knowledge.recheck import fall_due, verify
from kb.policy import KnowledgePolicy
from kb.policy.rechecks import Rechecks
from world import NOON, hire_staff, text

WHO = st.integers(0, 3)
HOW_STALE = st.sampled_from([0, 0, 0, 1])
POLICY = KnowledgePolicy(typo_characters=1)
# Each is one character from the next, and the first three from the last.
ANSWERS = ("停车不收钱", "停车不收前", "停车布收前", "亭车布收前")
TEXTS = st.sampled_from([text("停车收费吗？", each) for each in ANSWERS])


class Life(RuleBasedStateMachine):
    session: Session
    ids: tuple[int, ...]
    written: list[Content]

    @initialize(content=TEXTS, who=WHO)
    def begin(self, content: Content, who: int) -> None:
        self.entry = propose(self.session, content, by=self.ids[who], now=NOON)
        self.written = [content]
        self.now = NOON

    @rule(minutes=st.sampled_from([1, 20]))
    def waits(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

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

    @rule(who=WHO)
    def takes_back(self, who: int) -> None:
        if self.attempt(take_back, by=self.ids[who]):
            assert self.entry.state is EntryState.DRAFT

    @rule(who=WHO, back=st.integers(0, 3))
    def rolls_back(self, who: int, back: int) -> None:
        number = max(1, self.entry.head - back)
        if self.attempt(roll_back, number, seen=self.entry.head, by=self.ids[who]):
            self.written.append(self.written[number - 1])

    @rule(who=WHO, back=st.integers(0, 3), stale=HOW_STALE)
    def restores(self, who: int, back: int, stale: int) -> None:
        number, seen = max(1, self.entry.head - back), self.entry.head - stale
        if self.attempt(restore, number, "写错了", seen=seen, by=self.ids[who]):
            assert stale == 0
            self.written.append(self.written[number - 1])

    @rule(content=TEXTS, who=WHO, stale=HOW_STALE)
    def fixes_a_typo(self, content: Content, who: int, stale: int) -> None:
        seen = self.entry.head - stale
        if self.attempt(publish_typo, content, POLICY, seen=seen, by=self.ids[who]):
            assert stale == 0
            self.written.append(content)

    @rule()
    def falls_due(self) -> None:
        if self.attempt(fall_due):
            assert self.entry.state is EntryState.DUE

    @rule(who=WHO)
    def is_verified(self, who: int) -> None:
        if self.attempt(verify, Rechecks(), by=self.ids[who]):
            assert self.entry.state is not EntryState.DUE

    @rule(who=WHO)
    def looks_again(self, who: int) -> None:
        for each in publications(self.session, self.entry.id):
            try:
                look_again(
                    self.session, each.number, LookFinding.FINE, "", by=self.ids[who], now=self.now
                )
            except (Conflict, NotFound):
                continue
            assert each.by_id != self.ids[who]

    def attempt(self, verb, *given, **named) -> bool:  # type: ignore[no-untyped-def]
        before = (self.entry.state, self.entry.head, self.entry.live)
        try:
            verb(self.session, self.entry, *given, now=self.now, **named)
        except (BadInput, Conflict):
            assert (self.entry.state, self.entry.head, self.entry.live) == before
            return False
        return True

    @invariant()
    def no_revision_is_lost_or_changed(self) -> None:
        found = [each.content for each in reversed(revisions(self.session, self.entry.id))]
        assert found == self.written

    @invariant()
    def every_published_text_was_approved_by_another_hand_or_went_the_light_path(self) -> None:
        written = {each.number: each for each in revisions(self.session, self.entry.id)}
        approved = {
            each.revision: each.by_id
            for each in reviews(self.session, self.entry.id)
            if each.finding is Finding.APPROVED
        }
        last, in_force = 0, set[int]()
        for each in reversed(publications(self.session, self.entry.id)):
            if each.revision is None:
                continue
            light = self.session.get(LightPublication, each.number)
            if light is None:
                fresh = range(last + 1, each.revision + 1)
                assert approved[each.revision] not in hands(written, fresh)
            elif light.kind is LightKind.RESTORED:
                assert written[each.revision].restores in in_force
            last = each.revision
            in_force.add(each.revision)

    @invariant()
    def many_typing_fixes_do_not_become_another_text(self) -> None:
        if self.entry.live is None:
            return
        reviewed = reviewed_text(self.session, self.entry)
        texts = (reviewed.answer, self.written[self.entry.live - 1].answer)
        assert sum(old != new for old, new in zip(*texts, strict=True)) <= POLICY.typo_characters
        assert any(
            each.revision == reviewed.number and each.finding is Finding.APPROVED
            for each in reviews(self.session, self.entry.id)
        )

    @invariant()
    def a_sitting_is_one_persons_and_holds_nothing_reviewed_but_its_end(self) -> None:
        written = {each.number: each for each in revisions(self.session, self.entry.id)}
        reviewed = {each.revision for each in reviews(self.session, self.entry.id)}
        for each in written.values():
            if each.sitting is not None:
                assert each.sitting < each.number
                assert written[each.sitting].sitting is None
                assert written[each.sitting].written_by == each.written_by
                assert each.number - 1 not in reviewed

    @invariant()
    def what_is_in_force_is_what_was_published_last(self) -> None:
        past = publications(self.session, self.entry.id)
        expected = past[0].revision if past else None
        in_force = [each for each in live(self.session) if each.id == self.entry.id]
        assert self.entry.live == expected
        assert [each.revision for each in in_force] == ([expected] if expected else [])
        assert [each.answer for each in in_force] == (
            [self.written[expected - 1].answer] if expected else []
        )


def hands(written: dict[int, Revision], numbers: range) -> set[int]:
    """Who wrote these texts, here or where they were taken up from."""
    found: set[int] = set()
    for number in numbers:
        source: int | None = number
        while source is not None:
            found.add(written[source].written_by)
            source = written[source].restores
    return found


def test_no_sequence_of_acts_breaks_the_promises(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        ids = (staff.wang.id, staff.li.id, staff.chen.id, staff.zhou.id)
        here = type("LifeHere", (Life,), {"session": session, "ids": ids})
        often = settings(max_examples=60, stateful_step_count=25, deadline=None)
        run_state_machine_as_test(here, settings=often)
