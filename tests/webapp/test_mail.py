"""Letters on the desk: what was not taken, and what did not arrive."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from kb import clock
from kb.errors import BadInput
from kb.mailbox.keeping import keep_mail
from kb.mailbox.mail import MailFate
from kb.mailbox.outbox import answer_failed, answers_in, claim_answers
from kb.mailbox.reading import Parsed
from kb.tickets import find_ticket
from visitor import Visitor
from webapp.services import Services

HOSTILE = "<script>alert(1)</script>自动回复"


def keep(services: Services) -> int:
    parsed = Parsed(
        "<1@m>", "he@mail.example", "何女士", HOSTILE, "旱冰鞋怎么租？\n> 旧", "旱冰鞋怎么租？"
    )
    with services.database.writing() as session:
        mail = keep_mail(
            session, parsed, "INBOX 7:1", MailFate.REFUSED, why="自动回复", now=clock.now()
        )
        return mail.id


def test_a_letter_that_was_not_taken_becomes_a_ticket_and_is_answered(
    visit: Callable[[], Visitor], agent: Visitor, services: Services
) -> None:
    mail_id = keep(services)
    assert agent.get("/desk/mail").status_code == 403
    lead = visit().log_in("supervisor")
    page = lead.get("/desk/mail").text
    assert "自动邮件：自动回复" in page
    assert "h***@mail.example" in page
    assert "<script>alert" not in page
    assert "he@mail.example" not in page
    ticket_page = lead.submit(f"/desk/mail/{mail_id}/ticket").text
    found = re.search(r"已开工单 (\d+)", ticket_page)
    assert found
    assert "邮件往来" in ticket_page
    number = int(found[1])
    assert lead.post(f"/desk/mail/{mail_id}/ticket").status_code == 409
    assert f"工单 {number}" in lead.get("/desk/mail").text
    assert "等待发送" in lead.submit(f"/desk/tickets/{number}/replies", text="每双20元。").text
    with services.database.writing() as session:
        (sending,), _ = claim_answers(session, at_most=9, now=clock.now())
        answer_failed(session, sending.id, 1, "不收这个地址", for_good=True, now=clock.now())
        talk = find_ticket(session, number).conversation_id
        (answer,) = answers_in(session, talk)
    assert "不收这个地址" in agent.get(f"/desk/tickets/{number}").text
    again = f"/desk/tickets/{number}/mail/{answer.id}/sending"
    assert "马上再发一次" in agent.submit(again).text
    assert agent.post(again).status_code == 409
    assert agent.post(f"/desk/tickets/{number}/mail/99/sending").status_code == 404


def test_a_mailbox_that_cannot_be_read_off_its_address_stops_the_start(
    other_app: Callable[..., Flask],
) -> None:
    with pytest.raises(BadInput, match="COURTSIDE_IMAP_URL") as refused:
        other_app(imap_url="imaps://lin:secret@")
    assert "secret" not in str(refused.value)
