"""Dashboards and reports: each on the page, and the same as a workbook. The page prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import NotAllowed
from kb.kpi.measures import MEASURES
from kb.people.person import Person
from kb.people.rights import Right, may, rights_of
from kb.reports.boards import Board, View, open_view
from kb.reports.boards.department import department
from kb.reports.boards.grievances import grievances
from kb.reports.boards.knowledge import knowledge
from kb.reports.boards.overview import overview
from kb.reports.boards.satisfaction import satisfaction
from kb.reports.boards.service import service
from kb.reports.boards.sheet import write_board
from kb.reports.boards.week import week
from webapp.guard import needs, signed_in_only
from webapp.language import tell_ours
from webapp.manage.asking import asked_period, asked_scope, filters, ways
from webapp.manage.charts import chart_of, has_charts
from webapp.manage.menu import PAGES, pages
from webapp.manage.room import manage
from webapp.paths import asking_the_same

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY_KIND = ("month", "week", "quarter", "year", "days")

ASKED_FOR = {
    "/desk": Right.WORK_TICKETS,
    "/department/cases": Right.ANSWER_REFERRED,
    "/library/gaps": Right.EDIT_KNOWLEDGE,
    "/library/tasks": Right.PROPOSE_KNOWLEDGE,
}
"""what figures lead to that not everybody who sees them may enter"""

Gather = Callable[[View, Person], Board]


@dataclass(frozen=True)
class Page:
    """`kinds`: of periods it is for, the usual one first. `narrowed`: by category, channel and
    level. `filed`: it stands among the reports."""

    name: str
    right: Right
    gather: Gather
    kinds: Sequence[str] = ANY_KIND
    narrowed: bool = True
    filed: bool = False
    about: str = ""

    @property
    def path(self) -> str:
        return f"/reports/{self.name}" if self.filed else f"/{self.name}"


BOARDS = (
    Page("overview", Right.SEE_REPORTS, lambda view, _: overview(view)),
    Page("service", Right.SEE_REPORTS, lambda view, _: service(view), ("week", *ANY_KIND)),
    Page("knowledge", Right.SEE_HEALTH, lambda view, _: knowledge(view)),
    Page(
        "department", Right.ANSWER_REFERRED, lambda view, by: department(view, by.departments),
        narrowed=False,
    ),
    Page(
        "weekly", Right.SEE_REPORTS, lambda view, _: week(view), ("week",), narrowed=False,
        filed=True, about="跨部门周报：各部门收到、关闭、没按时答复的，会员的评价，下一周的事",
    ),
    Page(
        "complaints", Right.SEE_REPORTS, lambda view, _: grievances(view), ("month", "quarter"),
        narrowed=False, filed=True, about="投诉分析：按分类、部门、场所，时限，回访，纠正措施",
    ),
    Page(
        "satisfaction", Right.SEE_REPORTS, lambda view, _: satisfaction(view), filed=True,
        about="满意度分析：评价的走向，不满意的原因，按分类、级别、渠道",
    ),
)  # fmt: skip


@manage.get("")
@signed_in_only
def home(_session: Session, by: Person) -> ResponseReturnValue:
    """The first of the boards that are for one: a manager's, a supervisor's, …"""
    rights = rights_of(by)
    if Right.LEAD_SERVICE in rights and Right.DECIDE_PLANS not in rights:
        return redirect(url_for("manage.service"), code=303)
    for _, endpoint, right in PAGES:
        if right in rights:
            return redirect(url_for(endpoint), code=303)
    raise NotAllowed("您的账号没有看板。", mend="需要时请联系系统管理员。")


@manage.get("/reports")
@needs(Right.SEE_REPORTS)
def reports(_session: Session, by: Person) -> ResponseReturnValue:
    rights, now = rights_of(by), clock.now()
    filed = [each for each in BOARDS if each.filed and each.right in rights]
    return render_template(
        "manage/reports.html", filed=filed, pages=pages(),
        periods={each.name: asked_period(each.kinds, now) for each in filed},
    )  # fmt: skip


def _add(page: Page) -> None:
    """The page and its file."""

    @needs(page.right)
    def show(session: Session, by: Person) -> ResponseReturnValue:
        now = clock.now()
        view = _view(session, page)
        board = page.gather(view, by)
        return render_template(
            "manage/board.html", board=board, page=page, pages=pages(), now=now,
            ways=ways(view.period, page.kinds, now), chosen=filters(view.period),
            charts={each.key: chart_of(each) for each in board.exhibits},
            has_charts=has_charts(), is_behind=view.tallies.is_behind,
            is_running=view.span is not view.period, measures=MEASURES,
            opens=_opens(by),
            file=asking_the_same(url_for(f"manage.{page.name}_file")),
        )  # fmt: skip

    @needs(page.right)
    def give(session: Session, by: Person) -> ResponseReturnValue:
        board = page.gather(_view(session, page), by)
        name = f"{tell_ours(board.title)}-{board.period.key}.xlsx"
        content = BytesIO(write_board(board, tell_ours))
        return send_file(content, XLSX, as_attachment=True, download_name=name)

    manage.add_url_rule(page.path, page.name, show)
    manage.add_url_rule(f"{page.path}/file", f"{page.name}_file", give)


def _opens(by: Person) -> Callable[[str], bool]:
    """Whether a path that a figure leads to is open to them."""
    closed = tuple(path for path, right in ASKED_FOR.items() if not may(by, right))
    return lambda path: bool(path) and not path.startswith(closed)


def _view(session: Session, page: Page) -> View:
    now = clock.now()
    scope = asked_scope() if page.narrowed else None
    return open_view(session, asked_period(page.kinds, now), scope, now=now)


for each_page in BOARDS:
    _add(each_page)
