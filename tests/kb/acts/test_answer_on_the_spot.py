"""A spoken question: answered while the member is there, or kept with a call for advice; and what
became of the answers at hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kb.acts.answer_on_the_spot import Said, answer_on_the_spot
from kb.acts.offer_answers import last_words, offer_answers, read_offers
from kb.acts.open_by_hand import Call
from kb.acts.reply import reply_to_ticket
from kb.acts.take_call import Caller, take_call
from kb.acts.triage_words import Proposal
from kb.conversations import Author, after, find_conversation, say
from kb.errors import BadInput
from kb.knowledge import EntryState, find_entry
from kb.members import add_member, read_particulars
from kb.members.particulars import Typed
from kb.reports.offered import offered_count_of, offered_counts
from kb.terms import Category, Channel, Level
from kb.tickets import KnowledgeUse, TicketState, closure_of, link_of, open_tickets, take
from kb.tickets.consult import consults_of
from kb.tickets.offered import used_for
from kb.tickets.spot_answer import spot_answer_of
from reception import Reception
from world import AFTERNOON, BADMINTON_PRICE, ask_for_person

CALL = Call(Channel.PHONE, "羽毛球多少钱一小时？", Level.ONE, Category.VENUE, "刘女士")
PROPOSED = Proposal(Level.ONE, Category.VENUE, ("说到了场地。",))
BEGAN = AFTERNOON - timedelta(seconds=40)
SAID = Said(BADMINTON_PRICE.answer, "badminton-price", BEGAN)
NOBODY = Caller()


def test_it_is_recorded_whole_and_nothing_waits(sqlite_club: Reception) -> None:
    wang = sqlite_club.staff["wang"]
    with sqlite_club.database.writing() as session:
        member = add_member(
            session,
            read_particulars(Typed(name="刘芳", card="C1001"), today=BEGAN.date()),
            by=wang,
            now=BEGAN,
        )
        ticket = answer_on_the_spot(
            session, CALL, PROPOSED, Caller(member), SAID, by=wang, now=AFTERNOON
        )
        assert ticket.state is TicketState.CLOSED
        assert (ticket.opened_at, ticket.owner_id) == (BEGAN, wang)
        assert closure_of(session, ticket).at == AFTERNOON  # type: ignore[union-attr]
        link, spot = link_of(session, ticket.number), spot_answer_of(session, ticket.number)
        assert link is not None
        assert (link.use, link.entry_id) == (
            KnowledgeUse.REUSED, "badminton-price",
        )  # fmt: skip
        assert spot is not None
        assert spot.at - spot.began_at == timedelta(seconds=40)
        talk = find_conversation(session, ticket.conversation_id)
        assert (talk.channel, talk.member_id) == (Channel.PHONE, member.id)
        said = [(each.author, each.text) for each in after(session, talk)]
        assert said == [(Author.MEMBER, CALL.question), (Author.STAFF, SAID.text)]
        assert ticket not in open_tickets(session)
        assert offered_count_of(session, "badminton-price").adopted == 1


def test_what_no_entry_gave_is_proposed_as_one(sqlite_club: Reception) -> None:
    said = Said("球拍押金 50 元，还拍时退。", "", BEGAN)
    with sqlite_club.database.writing() as session:
        ticket = _answer(session, sqlite_club, said)
        link = link_of(session, ticket)
        assert link is not None
        assert link.use is KnowledgeUse.DRAFTED
        assert find_entry(session, link.entry_id or "").state is EntryState.IN_REVIEW


def test_a_page_left_open_was_no_long_talk(sqlite_club: Reception) -> None:
    for began, took in ((AFTERNOON - timedelta(days=2), 30), (AFTERNOON + timedelta(days=2), 0)):
        with sqlite_club.database.writing() as session:
            number = _answer(session, sqlite_club, replace(SAID, began_at=began))
            spot = spot_answer_of(session, number)
            assert spot is not None
            assert spot.at - spot.began_at == timedelta(minutes=took)


@pytest.mark.parametrize(
    ("call", "said", "field", "words"),
    [
        (replace(CALL, level=Level.TWO), SAID, "level", "二级"),
        (CALL, replace(SAID, entry_id="internal-greeting"), "answer", "内部条目"),
        (CALL, replace(SAID, entry_id="nothing-of-it"), "answer", "没有生效"),
        (CALL, replace(SAID, text=" "), "text", "还没有写"),
        (CALL, replace(SAID, text="{时间}前回复您"), "text", "还有没填"),
        (replace(CALL, question=""), SAID, "question", "还没有写"),
    ],
)
def test_what_cannot_be_settled_on_the_spot(
    sqlite_club: Reception, call: Call, said: Said, field: str, words: str
) -> None:
    wang = sqlite_club.staff["wang"]
    with (
        pytest.raises(BadInput, match=words) as refused,
        sqlite_club.database.writing() as session,
    ):
        answer_on_the_spot(session, call, PROPOSED, NOBODY, said, by=wang, now=AFTERNOON)
    assert refused.value.field == field
    with sqlite_club.database.reading() as session:
        assert open_tickets(session) == []


def test_who_asks_for_advice_at_once_has_taken_the_question(sqlite_club: Reception) -> None:
    wang = sqlite_club.staff["wang"]
    with sqlite_club.database.writing() as session:
        caller = Caller(ask="知识库里查不到“发球机”，怎么答复？")
        ticket = take_call(session, CALL, PROPOSED, caller, by=wang, now=AFTERNOON)
        assert (ticket.state, ticket.owner_id) == (TicketState.IN_PROGRESS, wang)
        assert [each.question for each in consults_of(session, ticket.number)] == [caller.ask]


def test_answers_are_laid_ready_by_the_members_last_words(sqlite_club: Reception) -> None:
    wang, assistant = sqlite_club.staff["wang"], sqlite_club.assistant
    with sqlite_club.database.writing() as session:
        talk, ticket = ask_for_person(session)
        take(session, ticket, by=wang, now=AFTERNOON)
        say(session, talk, Author.MEMBER, "对了，停车要钱吗？", now=AFTERNOON)
        offers = offer_answers(session, assistant, ticket, now=AFTERNOON)
        assert offers[0].entry.id == "parking"
        assert [each.rank for each in offers] == list(range(1, len(offers) + 1))
        shown = [(each.entry.id, each.entry.revision) for each in offers]
        sent = f"您好，{offers[0].entry.answer}"
        had = read_offers(session, shown, [("badminton-price", 1), ("made-up", 7)])
        reply_to_ticket(
            session, ticket.number, sent, propose=False, offered=had, by=wang, now=AFTERNOON
        )
        assert last_words(session, ticket) == []
        assert offer_answers(session, assistant, ticket, now=AFTERNOON) == []
        assert used_for(session, ticket.number) == "parking"
        later = AFTERNOON + timedelta(minutes=1)
        counts = {each.entry_id: each for each in offered_counts(session, BEGAN, later)}
        assert counts["parking"].adopted == 1
        assert "made-up" not in counts
        assert offered_counts(session, later, later + timedelta(days=1)) == []
        assert offered_counts(session, BEGAN, later, by=wang + 1) == []


def _answer(session: Session, club: Reception, said: Said) -> int:
    by = club.staff["wang"]
    return answer_on_the_spot(session, CALL, PROPOSED, NOBODY, said, by=by, now=AFTERNOON).number
