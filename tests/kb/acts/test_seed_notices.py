from kb.acts.seeding.notices import seed_notices
from kb.acts.seeding.people import seed_people
from kb.db import Database
from kb.notices.handover import last_handovers
from kb.notices.inbox import inbox
from kb.notices.note import notes_about
from kb.people.person import by_login
from kb.tickets import take
from world import AFTERNOON, PASSWORD, PASSWORDS, ask_for_person


def test_the_demo_has_talk_among_colleagues_and_has_it_once(sqlite: Database) -> None:
    with sqlite.writing() as session:
        seed_people(session, PASSWORD, passwords=PASSWORDS, now=AFTERNOON)
        agent, supervisor = (by_login(session, each) for each in ("agent", "supervisor"))
        assert agent
        assert supervisor
        _, ticket = ask_for_person(session)
        take(session, ticket, by=agent.id, now=AFTERNOON)
        for _ in range(2):
            seed_notices(session, AFTERNOON)
        assert len(notes_about(session, ("ticket", ticket.number))) == 2
        assert len(last_handovers(session)) == 1
        assert len(inbox(session, agent.id)) == 1
        assert len(inbox(session, supervisor.id)) == 1
