"""What the steps of a simulation act upon."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.simulate.simulation import Part, SimulatedPart
from kb.answering.assistant import Assistant
from kb.conversations import Conversation, find_conversation
from kb.people.person import Person, person
from kb.tickets import Ticket, find_ticket

Kept = dict[tuple[int, Part], str]


@dataclass
class Club:
    """`people`: ids by login; `published`: the base has changed."""

    session: Session
    assistant: Assistant
    simulation_id: int
    people: Mapping[str, int]
    known: Kept = field(default_factory=dict)
    published: bool = False

    def keep(self, case: int, part: Part, subject: int | str) -> None:
        self.known[case, part] = str(subject)
        self.session.add(
            SimulatedPart(
                simulation_id=self.simulation_id, number=case, part=part, subject=str(subject)
            )
        )

    def kept(self, case: int, part: Part) -> str | None:
        return self.known.get((case, part))

    def number(self, case: int, part: Part) -> int | None:
        found = self.kept(case, part)
        return None if found is None else int(found)

    def ticket(self, case: int) -> Ticket | None:
        found = self.number(case, Part.TICKET)
        return None if found is None else find_ticket(self.session, found)

    def conversation(self, case: int) -> Conversation | None:
        found = self.number(case, Part.CONVERSATION)
        return None if found is None else find_conversation(self.session, found)

    def person(self, login: str) -> Person:
        return person(self.session, self.people[login])


def known_parts(session: Session, simulation_id: int) -> Kept:
    found = select(SimulatedPart).where(SimulatedPart.simulation_id == simulation_id)
    return {(each.number, each.part): each.subject for each in session.scalars(found)}


Act = Callable[[Club, datetime], object]


@dataclass(frozen=True, slots=True)
class Step:
    """`case` tells whose step it is; a case's steps at one moment are taken by `place`."""

    at: datetime
    case: int
    place: int
    act: Act

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, self.case, self.place
