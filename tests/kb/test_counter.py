from kb.counter import last_number, take_numbers
from kb.db import Database


def test_a_series_begins_where_it_is_told_and_goes_on_without_a_gap(database: Database) -> None:
    with database.writing() as session:
        assert last_number(session, "ticket") == 0
        assert list(take_numbers(session, "ticket", first=1001)) == [1001]
        assert list(take_numbers(session, "ticket", 3, first=1001)) == [1002, 1003, 1004]
        assert list(take_numbers(session, "publication", 0)) == []
        assert list(take_numbers(session, "publication")) == [1]
    with database.reading() as session:
        assert last_number(session, "ticket") == 1004


def test_a_number_whose_transaction_failed_is_given_again(database: Database) -> None:
    with database.writing() as session:
        take_numbers(session, "ticket", first=1001)
    with database.writing() as session:
        assert list(take_numbers(session, "ticket", first=1001)) == [1002]
        session.rollback()
    with database.writing() as session:
        assert list(take_numbers(session, "ticket", first=1001)) == [1002]
