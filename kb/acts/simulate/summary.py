"""What a simulation made, in a few lines."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.acts.simulate.simulation import Part, SimulatedPart, Simulation
from kb.clock import to_local
from kb.tickets import WAITING, Ticket


def summary_of(session: Session, simulation: Simulation) -> Iterator[str]:
    counted = select(SimulatedPart.part, func.count(SimulatedPart.subject.distinct()))
    mine = SimulatedPart.simulation_id == simulation.id
    made = dict(session.execute(counted.where(mine).group_by(SimulatedPart.part)).all())
    first, last = to_local(simulation.since).date(), to_local(simulation.until).date()
    yield f"{first} 到 {last}（不含），种子 {simulation.seed}"
    told = (Part.CONVERSATION, Part.TICKET, Part.COMPLAINT, Part.SUGGESTION, Part.ENTRY)
    yield "，".join(f"{part.label} {made.get(part, 0)}" for part in told)
    waiting = select(func.count()).select_from(Ticket).where(Ticket.state.in_(WAITING))
    yield f"还在处理的工单 {session.scalar(waiting)}"
