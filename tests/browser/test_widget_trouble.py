"""The window for questions when things go wrong: no network, a busy club, odd pages around it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from widget import Embedding, Guest, guest_context, visit

EVENTS = ["open", "answer", "handoff", "close"]
WHOLE = "目前一共有几片羽毛球场地可以用？"


def test_a_cut_network_loses_nothing_and_doubles_nothing(
    chromium: Browser, embedding: Embedding
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding).open()
        lose_the_first_answer(guest, "**/api/v1/ask")
        guest.say("游泳馆的停车位要钱吗？")
        answered(guest, 1)
        assert embedding.times_kept("游泳馆的停车位要钱吗？") == 1

        context.set_offline(True)
        guest.say(WHOLE)
        expect(guest.panel.get_by_text("网络断开了")).to_be_visible()
        expect(guest.log.get_by_text("正在发送")).to_be_visible()
        guest.box.fill("还没写完")
        context.set_offline(False)
        answered(guest, 2)

        lose_the_first_answer(guest, "**/api/v1/conversations/*/messages")
        guest.say("跳绳班有没有，几点上课？")
        answered(guest, 3)
        assert embedding.times_kept(WHOLE) == 1
        assert embedding.times_kept("跳绳班有没有，几点上课？") == 1

        guest.box.fill("写到一半")
        guest.page.reload()
        expect(guest.panel).to_be_visible()
        expect(guest.box).to_have_value("写到一半")
        answered(guest, 3)

        beside = visit(context, embedding).open()
        answered(beside, 3)
        guest.say("停车收费吗？")
        answered(guest, 4)
        answered(beside, 4)
        beside.press("结束并清除记录")
        expect(beside.log.locator(".row.member")).to_have_count(0)
        expect(guest.log.locator(".row.member")).to_have_count(0)
        assert beside.look_into("localStorage.length") == 0


def answered(guest: Guest, times: int) -> None:
    expect(guest.log.locator(".row.member")).to_have_count(times, timeout=20_000)
    expect(guest.log.get_by_text("正在发送")).to_have_count(0)
    expect(guest.log.locator(".row.assistant")).to_have_count(times)


def lose_the_first_answer(guest: Guest, pattern: str) -> None:
    """The club takes what is sent, and its answer is lost on the way back."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            return route.fallback()
        lost.append(route.request.url)
        route.fetch()
        return route.abort()

    guest.page.route(pattern, lose)


def test_a_busy_club_is_asked_again_and_then_by_hand(
    chromium: Browser, embedding: Embedding
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding)
        guest.page.clock.install()
        guest.open()
        times: list[int] = []
        guest.page.route("**/api/v1/ask", refuse(503, times))
        guest.say("停车要钱吗？")
        expect(guest.panel.get_by_text("现在有点忙，3 秒后自动再发。")).to_be_visible()
        until_asked(guest, times, 6)
        expect(guest.log.get_by_role("button", name="没有发出，点这里重发")).to_be_visible()
        guest.page.unroute("**/api/v1/ask")
        guest.press("没有发出，点这里重发")
        expect(guest.log.get_by_text("停车免费").first).to_be_visible()

        guest.page.route("**/api/v1/conversations/*/messages", refuse(413, times))
        guest.say("这一句太长了，俱乐部收不下。")
        expect(guest.panel.get_by_text("请分几次发送。")).to_be_visible()
        expect(guest.box).to_have_value("这一句太长了，俱乐部收不下。")


def refuse(status: int, times: list[int]) -> Callable[[Route], None]:
    words = '{"error": {"code": "no", "message": "不行。", "mend": "请分几次发送。"}}'

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        times.append(status)
        headers = {"Retry-After": "3", "Access-Control-Allow-Origin": "*"}
        headers["Access-Control-Expose-Headers"] = "Retry-After"
        return route.fulfill(status=status, headers=headers, body=words)

    return answer


def until_asked(guest: Guest, times: list[int], count: int) -> None:
    """Minutes pass in the page, as many as it takes."""
    for _ in range(200):
        if len(times) >= count:
            return
        guest.page.clock.fast_forward(60_000)
        guest.page.wait_for_timeout(20)
    raise AssertionError(f"asked {len(times)} times, not {count}")


@pytest.mark.parametrize(
    ("query", "said", "launchers"),
    [
        ("?copies=2", "", 1),
        ("?club=nonsense", "not the address of a club", 0),
        ("?club=javascript:alert(1)", "not the address of a club", 0),
        ("?theme=pink", "theme may be auto, light, dark", 1),
        ("?remember=forever", "remember may be local, session, no", 1),
        ("?lang=tlh", "", 1),
    ],
)
def test_odd_options_never_break_the_page(
    chromium: Browser, embedding: Embedding, query: str, said: str, launchers: int
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding, query)
        expect(guest.launcher).to_have_count(launchers)
        assert len(guest.told) == bool(said)
        assert all(said in each and each.startswith("warning: ") for each in guest.told)


def test_in_english_it_is_opened_and_heard_by_the_page_around_it(
    chromium: Browser, embedding: Embedding
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding, "?lang=en&remember=no")
        hear = "(each) => Courtside.on(each, () => heard.push(each))"
        guest.look_into(f"(globalThis.heard = [], {EVENTS}.map({hear}), Courtside.open(), true)")
        expect(guest.box).to_have_attribute("placeholder", "Type your question")
        guest.say("停车要钱吗？")
        expect(guest.log.get_by_text("Was this what you asked?")).to_be_visible()
        in_chinese = guest.log.locator("[lang=zh-Hans]")
        expect(in_chinese.get_by_text("停车免费").first).to_be_visible()
        expect(in_chinese.get_by_text("Was this what you asked?")).to_have_count(0)
        guest.press("Get a person")
        expect(guest.log.get_by_text("Your question no.")).to_be_visible()
        guest.panel.get_by_role("combobox").select_option("zh-Hant")
        expect(guest.log.get_by_text("您的問題編號", exact=True)).to_be_visible()
        guest.look_into("(Courtside.close(), true)")
        expect(guest.panel).to_be_hidden()
        assert guest.look_into("heard") == EVENTS
        assert guest.look_into("localStorage.length + sessionStorage.length") == 0
