"""The window for questions on another site: asking, being answered, talking to a person."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import Size, log_in, violations_on, visitor_of
from visitor import PASSWORD
from widget import Embedding, Guest, guest_context, visit

UNKNOWN = "你们有没有跳水培训班，孩子八岁能报名吗？"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "[点我](javascript:alert(1))",
    "**<iframe srcdoc='<script>alert(1)</script>'>**",
    "{{constructor.constructor('alert(1)')()}}",
)


@pytest.fixture
def desk(chromium: Browser, embedding: Embedding) -> Iterator[Page]:
    with visitor_of(chromium, embedding.club) as page:
        yield page


def has_no_barriers(guest: Guest) -> None:
    assert violations_on(guest.page) == []


def test_under_the_strictest_policy_nothing_is_asked_before_it_is_opened(
    chromium: Browser, embedding: Embedding
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding)
        expect(guest.launcher).to_have_attribute("aria-expanded", "false")
        assert guest.asked == [f"{embedding.host}/", f"{embedding.club}/widget/v1.js"]
        guest.open()
        expect(guest.box).to_be_focused()
        expect(guest.launcher).to_have_attribute("aria-expanded", "true")
        guest.box.press("Escape")
        expect(guest.panel).to_be_hidden()
        expect(guest.launcher).to_be_focused()
        own = "Object.getOwnPropertyNames(window).filter(each => /courtside|widget/i.test(each))"
        assert guest.look_into(own) == ["Courtside"]
        assert guest.look_into("document.cookie") == ""
        assert guest.told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_barriers_open_or_closed(
    chromium: Browser, embedding: Embedding, scheme: str
) -> None:
    with guest_context(chromium, color_scheme=scheme) as context:
        guest = visit(context, embedding)
        has_no_barriers(guest)
        guest.open().box.press_sequentially("tingche")
        expect(guest.panel.get_by_role("option", name="停车方便吗，收费吗？")).to_be_visible()
        guest.box.press("ArrowDown")
        has_no_barriers(guest)
        guest.box.press("Enter")
        expect(guest.log.get_by_text("停车免费").first).to_be_visible()
        guest.press("转人工")
        expect(guest.log.get_by_text("您的问题编号", exact=True)).to_be_visible()
        guest.press("查看进展")
        expect(guest.log.get_by_role("list").last).to_be_visible()
        guest.page.set_viewport_size({"width": 390, "height": 844})
        has_no_barriers(guest)
        assert guest.told == []


def test_from_a_vague_question_to_a_person_and_a_rating_on_a_telephone(
    chromium: Browser, embedding: Embedding, desk: Page
) -> None:
    with guest_context(chromium, viewport={"width": 390, "height": 844}) as context:
        embedding.publish("climbing-adult", "成人攀岩鞋租金是多少？", "租攀岩鞋多少钱")
        embedding.publish("climbing-child", "儿童攀岩鞋租金是多少？", "租攀岩鞋多少钱")
        guest = visit(context, embedding).open()
        covers_the_screen(guest, Size(390, 844))
        guest.page.route("**/messages?*", after_hours)
        guest.say("租攀岩鞋多少钱？")
        expect(guest.log.get_by_role("button", name="都不是，转人工")).to_be_visible()
        guest.press("儿童攀岩鞋租金是多少？")
        expect(guest.log.get_by_text("这是您要的答案吗？")).to_be_visible()
        guest.press("不是")
        guest.press("答非所问")
        expect(guest.log.get_by_text("谢谢，已记下。")).to_be_visible()
        guest.say(UNKNOWN)
        number = guest.log.locator("dd").first
        expect(number).to_have_text(re.compile(r"^\d{4,}$"))
        ticket = number.inner_text()

        guest.panel.get_by_label("也可以留下电话").fill("138 0013 8000")
        guest.press("留下电话")
        expect(guest.log.get_by_text("您的电话", exact=True)).to_be_visible()
        expect(guest.log.get_by_text(re.compile(r"^138\*+"))).to_be_visible()

        agent_replies(desk, ticket, "目前没有跳水培训，少儿舞蹈可以报名。")
        expect(guest.log.get_by_text("少儿舞蹈可以报名")).to_be_visible()
        expect(guest.log.get_by_text("客服 小王")).to_be_visible()
        guest.press("关闭")
        embedding.close_ticket(int(ticket))
        guest.launcher.click()
        guest.press("不满意")
        guest.panel.get_by_label("还想说什么").fill("等了一个下午")
        guest.press("回复太慢")
        expect(guest.log.get_by_text("您的评价：不满意")).to_be_visible()
        assert embedding.words_on(int(ticket)) == "等了一个下午"
        assert guest.told == []


def after_hours(route: Route) -> None:
    answer = route.fetch()
    told = answer.json()
    if told["wait"]:
        told["wait"]["open"] = False
    route.fulfill(response=answer, json=told)


def agent_replies(page: Page, ticket: str, text: str) -> None:
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{ticket}")
    page.get_by_role("button", name="我来接手").click()
    page.get_by_label("回复会员").fill(text)
    page.get_by_role("button", name="发送回复").click()
    expect(page.get_by_role("listitem").get_by_text(text.splitlines()[0]).first).to_be_visible()


def covers_the_screen(guest: Guest, size: Size) -> None:
    expect(guest.panel).to_have_attribute("aria-modal", "true")
    place = guest.panel.bounding_box()
    assert place == {"x": 0, "y": 0, "width": size.width, "height": size.height}
    guest.page.keyboard.press("Shift+Tab")
    for _ in range(12):  # round and round: the page below is never reached
        guest.page.keyboard.press("Tab")
        inside = "document.activeElement.localName === 'courtside-widget'"
        assert guest.look_into(inside)


def test_whatever_is_written_stays_text(
    chromium: Browser, embedding: Embedding, desk: Page
) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding).open()
        guest.box.fill("转人工：" + "\n".join(HOSTILE))
        guest.box.press("Enter")
        number = guest.log.locator("dd").first
        expect(number).to_have_text(re.compile(r"^\d{4,}$"))
        ticket = number.inner_text()
        guest.press("关闭")
        agent_replies(desk, ticket, "您好：\n" + "\n".join(HOSTILE))
        told = guest.page.get_by_role("button", name="咨询 1 条新回复")
        expect(told).to_be_visible()
        told.click()
        expect(guest.log.get_by_text("客服 小王")).to_be_visible()
        for each in HOSTILE:
            expect(guest.log.get_by_text(each)).to_have_count(2)
        for tag in ("script", "img", "svg", "iframe", "a"):
            expect(guest.log.locator(tag)).to_have_count(0)
        assert guest.told == []


def test_the_keyboard_alone_and_an_input_method(chromium: Browser, embedding: Embedding) -> None:
    with guest_context(chromium) as context:
        guest = visit(context, embedding)
        keyboard = guest.page.keyboard
        guest.launcher.focus()
        keyboard.press("Enter")
        expect(guest.box).to_be_focused()
        compose(guest, "羽毛球", then="Enter")
        expect(guest.box).to_have_value("羽毛球")
        expect(guest.log.get_by_text("羽毛球", exact=True)).to_have_count(0)
        guest.box.fill("")
        keyboard.type("tingche")
        expect(guest.panel.get_by_role("listbox")).to_be_visible()
        keyboard.press("ArrowDown")
        expect(guest.box).to_have_attribute("aria-activedescendant", "likely0")
        keyboard.press("Escape")
        expect(guest.panel.get_by_role("listbox")).to_be_hidden()
        expect(guest.box).to_have_value("tingche")
        guest.box.fill("")
        keyboard.type("你好")
        keyboard.press("Shift+Enter")
        keyboard.type("在吗")
        expect(guest.box).to_have_value("你好\n在吗")
        keyboard.press("Enter")
        keyboard.type("羽毛球周末多少钱？")
        keyboard.press("Enter")
        expect(guest.log.get_by_text("这是您要的答案吗？")).to_be_visible()
        assert (
            embedding.times_kept("你好\n在吗\n羽毛球周末多少钱？")
            + embedding.times_kept("羽毛球周末多少钱？")
            == 1
        )
        keyboard.press("Escape")
        expect(guest.panel).to_be_hidden()


def compose(guest: Guest, text: str, then: str) -> None:
    """As an input method does: the key that confirms what is being composed sends nothing."""
    devtools = guest.page.context.new_cdp_session(guest.page)
    devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": 3, "selectionEnd": 3})
    confirming = {"key": then, "code": then, "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **confirming})
    devtools.send("Input.insertText", {"text": text})
    devtools.detach()
