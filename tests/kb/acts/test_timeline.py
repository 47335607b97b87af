"""What happened with a member leads to where it is read."""

from kb.acts.timeline import MomentKind, timeline_of
from kb.db import Database
from kb.forms.browse import of_member
from kb.members import Particulars, add_member
from paperwork import CONSULTATION, adopt_club_forms, file_form
from world import MORNING, hire_staff


def test_a_form_is_named_and_found(database: Database) -> None:
    with database.writing() as session:
        staff = hire_staff(session)
        adopt_club_forms(session)
        known = Particulars("王芳", "13800138000")
        member = add_member(session, known, by=staff.wang.id, now=MORNING)
        filed = file_form(session, "consultation", CONSULTATION, by=staff.wang.id)
        [moment] = timeline_of(session, member).rows
        assert (moment.kind, moment.number) == (MomentKind.FORM, "ZX-2026-0001")
        assert (moment.text, moment.key) == ("客户咨询登记表", f"consultation/{filed.id}")
        assert of_member(session, member, seen_by=staff.li) == [filed]
        assert of_member(session, member, seen_by=staff.chen) == []
