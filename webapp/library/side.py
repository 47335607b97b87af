"""What stands beside the editor: how the text will look, what would make it better, and which
entries say the same or something else."""

from dataclasses import dataclass, replace

from kb import clock
from kb.acts.look_beside import Beside, look_beside
from kb.knowledge import Content
from kb.knowledge.coaching import Remark, coach
from kb.knowledge.reader import Reader, reader_of
from kb.people.person import Person
from webapp.services import services


@dataclass(frozen=True)
class Side:
    content: Content
    remarks: tuple[Remark, ...]
    beside: Beside


def side_of(content: Content, entry_id: str | None, by: Person) -> Side:
    follower, now = services().follower, clock.now()
    beside = look_beside(
        follower.snapshot(), follower.analyzer, content, now=now, entry_id=entry_id
    )
    return Side(content, coach(content), _readable(beside, reader_of(by)))


def _readable(beside: Beside, reader: Reader) -> Beside:
    return replace(
        beside,
        twins=tuple(each for each in beside.twins if reader.may_read(each.entry)),
        rivals=tuple(each for each in beside.rivals if reader.may_read(each.entry)),
    )
