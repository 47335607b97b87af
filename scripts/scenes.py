"""What there is to see at the demo club, page by page: who looks, how they come there, and which
of its pictures the docs show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from scripts.stage import PASSWORD

MEMBER = ""
"""nobody who logs in"""
BADMINTON = "周末羽毛球怎么收费？"
DIVING = "有没有跳水培训班，孩子八岁能报名吗？"
BOTH = ("1280", "390")
DAY_AND_NIGHT = (*BOTH, "1280-dark")


@dataclass(frozen=True)
class Scene:
    """`kept`: its looks that the docs show; `whole`: down to the page's end, in the docs only where
    members see it; `paper`: printed, and how the sheet lies."""

    name: str
    by: str
    go: Callable[[Page], object]
    kept: Sequence[str] = ()
    whole: bool = False
    paper: Literal["", "upright", "across"] = ""


def at(path: str, *links: str) -> Callable[[Page], object]:
    """The page, and from there the first of each kind of link."""

    def go(page: Page) -> None:
        page.goto(path)
        for each in links:
            page.locator(f"#content {each}").first.click()
            page.wait_for_load_state()

    return go


def log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="退出").wait_for()


def asked(*questions: str) -> Callable[[Page], object]:
    def go(page: Page) -> None:
        page.goto("/")
        for question in questions:
            page.get_by_label("您的问题").fill(question)
            page.get_by_role("button", name="提问", exact=True).click()
            page.wait_for_url("**/c/*")
            page.wait_for_load_state()

    return go


def own_ticket(page: Page) -> None:
    asked(DIVING)(page)
    page.locator("#content a[href*='/tickets/']").first.click()


def in_english(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()


def in_window(language: str, *questions: str) -> Callable[[Page], object]:
    """The window on another site; no question: it stays closed."""

    def go(page: Page) -> None:
        page.goto(f"/?lang={language}&remember=no")
        button = page.get_by_role(
            "button", name="Ask us" if language == "en" else "咨询", exact=True
        )
        button.wait_for()
        if not questions:
            return
        button.click()
        window = page.get_by_role("dialog")
        for count, question in enumerate(questions, start=1):
            window.get_by_role("textbox").fill(question)
            page.keyboard.press("Enter")
            window.locator(".row.assistant").nth(count - 1).wait_for()

    return go


def answering(page: Page) -> None:
    page.goto("/desk?q=私教课")
    page.locator("[data-rows] a").first.click()
    page.get_by_label("回复会员").fill("冯女士您好，")


def looking_up(page: Page) -> None:
    page.goto("/desk")
    page.keyboard.press("/")
    page.keyboard.type("羽毛球多少钱")
    page.locator("dialog [data-hit]").first.wait_for()


def taking_call(page: Page) -> None:
    page.goto("/desk/calls/new")
    page.get_by_label("会员的问题").fill("周末羽毛球多少钱一小时")
    page.locator("[data-hit]").first.wait_for()


def quiz(page: Page) -> None:
    page.goto("/quiz")
    page.locator("#content form button").first.click()
    page.wait_for_load_state()


MEMBERS = (
    Scene("member-start", MEMBER, at("/"), BOTH),
    Scene("member-answer", MEMBER, asked(BADMINTON), (*DAY_AND_NIGHT, "390-dark"), whole=True),
    Scene("member-asks-back", MEMBER, asked("场地怎么收费？"), whole=True),
    Scene("member-handover", MEMBER, asked(DIVING), BOTH, whole=True),
    Scene("member-ticket", MEMBER, own_ticket, ("390",), whole=True),
    Scene("member-suggest", MEMBER, at("/suggest"), whole=True),
    Scene("member-lost", MEMBER, at("/c/nobody-knows-this-one")),
    Scene("door", MEMBER, at("/login")),
)
AGENT = (
    Scene("desk", "agent", at("/desk"), DAY_AND_NIGHT),
    Scene("desk-empty", "agent", at("/desk?q=没有这样的问题")),
    Scene("ticket", "agent", answering, BOTH, whole=True),
    Scene("ticket-referred", "agent", at("/desk?state=referred", "[data-rows] a"), whole=True),
    Scene("ticket-closed", "agent", at("/desk?state=closed", "[data-rows] a"), whole=True),
    Scene("lookup-over", "agent", looking_up, BOTH),
    Scene("lookup", "agent", at("/desk/lookup?q=羽毛球"), whole=True),
    Scene("call", "agent", taking_call, ("1280",), whole=True),
    Scene("sayings", "agent", at("/desk/sayings"), whole=True),
    Scene("handovers", "agent", at("/desk/handovers"), whole=True),
    Scene("complaints", "agent", at("/complaints")),
    Scene("complaint", "agent", at("/complaints", "[data-rows] a"), ("1280",), whole=True),
    Scene("complaint-new", "agent", at("/complaints/new"), whole=True),
    Scene("agenda", "agent", at("/agenda?whose=all"), whole=True),
    Scene("prospects", "agent", at("/agenda/prospects"), whole=True),
    Scene("prospect", "agent", at("/agenda/prospects", "[data-rows] a"), whole=True),
    Scene("members", "agent", at("/members")),
    Scene("member", "agent", at("/members", "[data-rows] a"), whole=True),
    Scene("member-new", "agent", at("/members/new"), whole=True),
    Scene("members-alike", "agent", at("/members/duplicates"), whole=True),
    Scene("suggestions", "agent", at("/suggestions"), whole=True),
    Scene("suggestion", "agent", at("/suggestions", "[data-rows] a"), whole=True),
    Scene("suggestions-month", "supervisor", at("/suggestions/month"), whole=True),
    Scene("registers", "agent", at("/registers"), ("1280",), whole=True),
    Scene("register", "agent", at("/registers/could-not-book"), whole=True),
    Scene("register-new", "agent", at("/registers", "[data-rows] a[href$='/new']"), whole=True),
    Scene("filed", "agent", at("/registers/could-not-book", "[data-rows] a"), whole=True),
    Scene("follow-ups", "agent", at("/follow-ups"), whole=True),
    Scene("follow-up", "agent", at("/follow-ups", "[data-rows] a"), whole=True),
    Scene("notices", "agent", at("/notices"), whole=True),
    Scene("channels", "supervisor", at("/notices/channels"), whole=True),
    Scene("forbidden", "agent", at("/people")),
    Scene("quiz-start", "agent", at("/quiz"), whole=True),
    Scene("quiz", "agent", quiz, ("390",)),
    Scene("me", "agent", at("/me?month=2026-10"), whole=True),
    Scene("standing", "agent", at("/me/standing"), whole=True),
    Scene("password", "agent", at("/me/password"), whole=True),
)
LEADS = (
    Scene("wall", "supervisor", at("/supervise"), ("1280", "1280-dark")),
    Scene("grave", "supervisor", at("/supervise", "a[href*='/supervise/tickets/']"), whole=True),
    Scene("phrases", "supervisor", at("/desk/phrases"), whole=True),
    Scene("letters", "supervisor", at("/desk/mail"), whole=True),
    Scene("letter", "agent", at("/complaints", "[data-rows] a", "a[href$='/letter']"), whole=True),
    Scene("letter-template", "supervisor", at("/complaints/letter-template"), whole=True),
    Scene("actions", "supervisor", at("/complaints/actions"), whole=True),
    Scene("action", "supervisor", at("/complaints/actions", "[data-rows] a"), whole=True),
    Scene("cases", "department", at("/department/cases"), whole=True),
    Scene("case", "department", at("/department/cases", "[data-rows] a"), whole=True),
    Scene("department", "department", at("/manage/department"), whole=True),
    Scene("department-me", "department", at("/me?month=2026-10"), whole=True),
    Scene("people", "admin", at("/people"), whole=True),
    Scene("person", "admin", at("/people", "[data-rows] a"), whole=True),
    Scene("calendar", "admin", at("/calendar"), whole=True),
)
LIBRARY = (
    Scene("library", "maintainer", at("/library"), ("1280",)),
    Scene("entry", "maintainer", at("/library/badminton-price"), whole=True),
    Scene("editor", "maintainer", at("/library/badminton-price/edit"), ("1280",), whole=True),
    Scene("reviews", "maintainer", at("/library/reviews"), whole=True),
    Scene("review", "maintainer", at("/library/reviews", "[data-rows] a"), BOTH, whole=True),
    Scene("foresight", "maintainer", at("/library/badminton-price/foresight"), whole=True),
    Scene("upkeep", "maintainer", at("/library/badminton-price/upkeep"), whole=True),
    Scene("entry-acts", "maintainer", at("/library/badminton-price/contributions"), whole=True),
    Scene("tasks", "maintainer", at("/library/tasks"), whole=True),
    Scene("task", "maintainer", at("/library/tasks", "[data-rows] a"), whole=True),
    Scene("gaps", "maintainer", at("/library/gaps"), ("1280",)),
    Scene("gap", "maintainer", at("/library/gaps", "[data-rows] a"), whole=True),
    Scene("questions", "maintainer", at("/library/questions"), whole=True),
    Scene("hot", "maintainer", at("/library/hot"), whole=True),
    Scene("lexicon", "maintainer", at("/library/lexicon")),
    Scene("lexicon-item", "maintainer", at("/library/lexicon/item?section=synonyms"), whole=True),
    Scene("thresholds", "maintainer", at("/library/thresholds"), whole=True),
    Scene("try", "maintainer", at("/library/try?try=网球多少钱"), ("1280",), whole=True),
    Scene("exchange", "maintainer", at("/library/exchange"), whole=True),
    Scene("contributions", "maintainer", at("/library/contributions?month=2026-10"), whole=True),
)
PERIOD = "period=2026-10"
MANAGE = (
    Scene("overview", "manager", at(f"/manage/overview?{PERIOD}"), DAY_AND_NIGHT),
    Scene("overview-whole", "manager", at(f"/manage/overview?{PERIOD}"), whole=True),
    Scene("service", "manager", at(f"/manage/service?{PERIOD}"), whole=True),
    Scene("knowledge", "manager", at(f"/manage/knowledge?{PERIOD}"), ("1280",), whole=True),
    Scene("reports", "manager", at("/manage/reports"), whole=True),
    Scene("report-week", "manager", at("/manage/reports/weekly"), whole=True),
    Scene("report-paper", "manager", at("/manage/reports/weekly"), ("paper",), paper="upright"),
    Scene("report-complaints", "manager", at("/manage/reports/complaints"), whole=True),
    Scene("report-content", "manager", at(f"/manage/reports/satisfaction?{PERIOD}"), whole=True),
    Scene("scores", "manager", at("/manage/scores?month=2026-10"), ("1280",), whole=True),
    Scene("year", "manager", at("/manage/scores/year"), whole=True),
    Scene("score", "manager", at("/manage/scores?month=2026-10", "[data-rows] a"), whole=True),
    Scene(
        "sources", "manager",
        at("/manage/scores?month=2026-10", "[data-rows] a", "a[href*='/sources']"), whole=True,
    ),
    Scene("definitions", "manager", at("/manage/definitions"), whole=True),
    Scene("grades", "manager", at("/manage/grades?month=2026-10"), whole=True),
    Scene("grade", "manager", at("/manage/grades?month=2026-10", "[data-rows] a"), whole=True),
    Scene("honours", "manager", at("/manage/honours"), ("1280",), whole=True),
    Scene("honour", "manager", at("/manage/honours", "a:has-text('依据')"), whole=True),
    Scene(
        "certificate", "manager", at("/manage/honours", "a[href$='/certificate']"), ("paper",),
        paper="across",
    ),
)  # fmt: skip
SCENES = (*MEMBERS, *AGENT, *LEADS, *LIBRARY, *MANAGE)
PARKING = "停车收费吗？"
ELSEWHERE = (
    Scene("widget-closed", MEMBER, in_window("zh-Hans")),
    Scene("widget", MEMBER, in_window("zh-Hans", PARKING, DIVING), DAY_AND_NIGHT),
    Scene("widget-english", MEMBER, in_window("en", "parking fee"), ("390",)),
)
"""on the page of the other site"""
