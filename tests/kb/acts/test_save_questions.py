from pathlib import Path

from sqlalchemy.orm import Session

from asking import answered, asked_back, handed_over
from kb.acts.save_questions import save_confirmed, save_questions
from kb.answering.judged import read_judged
from kb.db import Database
from kb.knowledge.saved import SavedQuestion, Source, saved_questions
from kb.terms import DecisionKind
from kb.tickets import close, take
from kb.tickets.knowledge_use import KnowledgeUse, TicketLink
from reception import CORPUS
from world import AFTERNOON, MORNING, open_club

HEAD = "id\tkind\tbefore\tquestion\tdecision\tentries\tlevel\tcategory\tnote\n"


def by_question(session: Session) -> dict[str, SavedQuestion]:
    return {each.question: each for each in saved_questions(session)}


def test_what_members_and_colleagues_confirmed_is_saved(database: Database) -> None:
    with database.writing() as session:
        staff = open_club(session)
        answered(session, "停车要钱吗", "parking", helpful=True)
        answered(session, "停车场几点关", "parking", helpful=False)
        answered(session, "有停车场吗", "parking")
        asked_back(session, "卡怎么卖", "annual-cards", "parking", chosen="annual-cards")
        asked_back(session, "收费吗", "parking", "badminton-price")
        ticket = handed_over(session, "打羽毛球贵吗")
        take(session, ticket, by=staff.wang.id, now=AFTERNOON)
        close(session, ticket, "已解决", by=staff.wang.id, now=AFTERNOON)
        link = TicketLink(
            ticket_number=ticket.number, use=KnowledgeUse.REUSED, entry_id="badminton-price",
            by_id=staff.wang.id, at=AFTERNOON,
        )  # fmt: skip
        session.add(link)
        session.flush()
        assert save_confirmed(session, now=AFTERNOON) == 3
        assert save_confirmed(session, now=AFTERNOON) == 0
        found = by_question(session)
    assert {key: (each.source, each.wanted) for key, each in found.items()} == {
        "停车要钱吗": (Source.HELPFUL, ["parking"]),
        "卡怎么卖": (Source.CHOSEN, ["annual-cards"]),
        "打羽毛球贵吗": (Source.LINKED, ["badminton-price"]),
    }
    assert found["停车要钱吗"].message_id is not None


def test_a_story_is_no_question_to_keep(sqlite: Database) -> None:
    with sqlite.writing() as session:
        open_club(session)
        answered(session, "停车" * 200, "parking", helpful=True)
        assert save_confirmed(session, now=AFTERNOON) == 0


def test_questions_kept_for_the_report_are_never_saved(sqlite: Database) -> None:
    with sqlite.writing() as session:
        save_questions(session, CORPUS, now=MORNING)
        assert save_questions(session, CORPUS, now=AFTERNOON) == 0
        kept = {each.key for each in saved_questions(session) if each.source is Source.JUDGED}
    judged = [each for path in (CORPUS / "judged").glob("*.tsv") for each in read_judged(path)]
    assert kept == {f"judged:{each.id}" for each in judged if not each.for_report}
    assert kept


def test_a_corpus_without_judged_questions_has_none(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.writing() as session:
        assert save_questions(session, tmp_path, now=MORNING) == 0


def test_alternatives_and_what_was_said_before_are_kept(sqlite: Database, tmp_path: Path) -> None:
    (tmp_path / "judged/training").mkdir(parents=True)
    row = "t-1\tfollow\t你好 ⏎ 打球\t多少钱\tanswer|clarify\ta+b|c\t1\tvenue\t\n"
    (tmp_path / "judged/training/all.tsv").write_text(HEAD + row, "utf-8")
    with sqlite.writing() as session:
        save_questions(session, tmp_path, now=MORNING)
        [kept] = saved_questions(session)
    assert (kept.before, kept.wanted) == (["你好", "打球"], ["a+b", "c"])
    assert {DecisionKind(each) for each in kept.decisions} == {
        DecisionKind.ANSWER,
        DecisionKind.CLARIFY,
    }
