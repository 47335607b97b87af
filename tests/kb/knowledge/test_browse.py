import pytest

from kb.db import Database
from kb.knowledge import EntryState, propose, submit
from kb.knowledge.browse import PAGE, Wanted, browse
from kb.terms import Audience, Category
from world import ENTRIES, MORNING, Staff, open_club, text


@pytest.fixture
def staff(database: Database) -> Staff:
    with database.writing() as session:
        return open_club(session)


def ids(database: Database, wanted: Wanted, number: int = 1) -> list[str]:
    with database.reading() as session:
        return [entry.id for entry, _ in browse(session, wanted, number).rows]


def test_everything_is_on_the_shelf_by_id(database: Database, staff: Staff) -> None:
    assert ids(database, Wanted()) == sorted(ENTRIES)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("停车要钱不"), ["parking"]),  # a variant
        (Wanted("篮球年卡"), ["annual-cards"]),  # in the answer
        (Wanted("OPENING"), ["opening-hours"]),  # the id, in whatever case
        (Wanted("收费", Category.VENUE), ["badminton-price"]),
        (Wanted(audience=Audience.INTERNAL), ["internal-greeting"]),
        (Wanted(state=EntryState.DRAFT), []),
        (Wanted("%"), []),
        (Wanted("_"), []),
        (Wanted("'"), []),
        (Wanted("\\"), []),
    ],
)
def test_the_shelf_is_searched_and_filtered(
    database: Database, staff: Staff, wanted: Wanted, found: list[str]
) -> None:
    assert ids(database, wanted) == found


def test_what_waits_for_review_comes_first_and_shows_its_newest_text(
    database: Database, staff: Staff
) -> None:
    with database.writing() as session:
        written = text("冰壶道怎么预约？", "请到前台预约。")
        entry = propose(session, written, by=staff.wang.id, now=MORNING, entry_id="z-curling")
        submit(session, entry, by=staff.wang.id, now=MORNING)
    assert ids(database, Wanted())[0] == "z-curling"


def test_pages_divide_the_whole_without_overlap(database: Database, staff: Staff) -> None:
    with database.writing() as session:
        for number in range(PAGE + 3):
            written = text(f"第{number}个问题？", "答案。")
            propose(session, written, by=staff.wang.id, now=MORNING, entry_id=f"many-{number:02}")
    with database.reading() as session:
        pages = [browse(session, Wanted(), number) for number in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [PAGE, 3 + len(ENTRIES), 0]
    assert pages[0].pages == 2
    seen = [entry.id for page in pages for entry, _ in page.rows]
    assert len(seen) == len(set(seen)) == pages[0].total
