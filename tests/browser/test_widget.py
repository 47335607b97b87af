"""The window for questions on another site: asking, being answered, talking to a person."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import Size, log_in, notice_on, violations_on, visitor_of
from hostile import TEXTS
from kb.text import clean
from visitor import PASSWORD
from widget import Embedding, Guest, guest_context, visit

NEVER_DRAWN = "script, img, svg, math, iframe, object, embed, style, video, form, a, [onerror]"
SHOWN = [clean(each) for each in TEXTS]
UNKNOWN = "你们有没有跳水培训班，孩子八岁能报名吗？"


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


def test_the_whole_way_of_a_question_on_a_telephone_while_networks_fail(
    chromium: Browser, embedding: Embedding, desk: Page
) -> None:
    phone = {"width": 390, "height": 844}
    with guest_context(chromium, viewport=phone) as context, guest_context(chromium) as other:
        guest = visit(context, embedding).open()
        covers_the_screen(guest, Size(390, 844))
        guest.page.route("**/messages?*", after_hours)
        is_asked_back_and_not_helped(guest, embedding)
        guest.say(UNKNOWN)
        number = guest.log.locator("dd").first
        expect(number).to_have_text(re.compile(r"^\d{4,}$"))
        ticket = number.inner_text()
        guest.page.reload()
        guest.launcher.click()
        expect(number).to_have_text(ticket)

        guest.panel.get_by_label("也可以留下电话").fill("138 0013 8000")
        guest.press("留下电话")
        expect(guest.log.get_by_text("您的电话", exact=True)).to_be_visible()
        expect(guest.log.get_by_text(re.compile(r"^138\*+"))).to_be_visible()

        elsewhere = other.new_page()
        elsewhere.goto(f"{embedding.club}/c/{guest.token}")
        guest.page.unroute_all(behavior="wait")  # what a test fetches itself knows no cut network
        context.set_offline(True)
        guest.box.fill("还没写完")
        answer = answered_from_lookup(desk, ticket)
        expect(elsewhere.get_by_text(answer)).to_be_visible()
        expect(guest.log.get_by_text(answer)).to_have_count(0)
        context.set_offline(False)
        expect(guest.log.get_by_text(answer)).to_be_visible()
        expect(guest.log.get_by_text("客服 小王")).to_be_visible()
        expect(guest.box).to_have_value("还没写完")
        is_dissatisfied_in_words(guest, embedding, int(ticket))
        expect(elsewhere.get_by_role("heading", name="您的评价：不满意")).to_be_visible()
        assert [each for each in guest.told if "ERR_INTERNET_DISCONNECTED" not in each] == []


def is_dissatisfied_in_words(guest: Guest, embedding: Embedding, ticket: int) -> None:
    guest.press("关闭")
    embedding.close_ticket(ticket)
    guest.launcher.click()
    guest.press("不满意")
    guest.panel.get_by_label("还想说什么").fill("等了一个下午")
    guest.press("回复太慢")
    expect(guest.log.get_by_text("您的评价：不满意")).to_be_visible()
    assert embedding.words_on(ticket) == "等了一个下午"


def is_asked_back_and_not_helped(guest: Guest, embedding: Embedding) -> None:
    embedding.publish("climbing-adult", "成人攀岩鞋租金是多少？", "租攀岩鞋多少钱")
    embedding.publish("climbing-child", "儿童攀岩鞋租金是多少？", "租攀岩鞋多少钱")
    guest.say("租攀岩鞋多少钱？")
    expect(guest.log.get_by_role("button", name="都不是，转人工")).to_be_visible()
    guest.press("儿童攀岩鞋租金是多少？")
    expect(guest.log.get_by_text("这是您要的答案吗？")).to_be_visible()
    guest.press("不是")
    guest.press("答非所问")
    expect(guest.log.get_by_text("谢谢，已记下。")).to_be_visible()


def answered_from_lookup(page: Page, ticket: str) -> str:
    """What the agent found and sent, at the second try: the network was gone at the first."""
    open_as_agent(page, ticket)
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="查答案")
    expect(dialog.get_by_label("查标准答案")).to_be_focused()
    page.keyboard.type("少儿舞蹈")
    hit = dialog.locator("[data-hit]").first
    expect(hit).to_contain_text("有哪些培训课程")
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("i")
    reply = page.get_by_label("回复会员")
    expect(reply).to_have_value(re.compile("少儿舞蹈"))
    answer = reply.input_value()
    page.context.set_offline(True)
    page.get_by_role("button", name="发送回复").click()
    expect(page.get_by_role("alert").get_by_text("网络断开了，没有发出。")).to_be_visible()
    expect(reply).to_have_value(answer)
    page.context.set_offline(False)
    page.get_by_role("button", name="发送回复").click()
    expect(notice_on(page)).to_contain_text("已答复会员")
    return answer.splitlines()[0]


def after_hours(route: Route) -> None:
    answer = route.fetch()
    told = answer.json()
    if told["wait"]:
        told["wait"]["open"] = False
    route.fulfill(response=answer, json=told)


def open_as_agent(page: Page, ticket: str) -> None:
    log_in(page, "agent", PASSWORD)
    page.goto(f"/desk/tickets/{ticket}")
    page.get_by_role("button", name="我来接手").click()
    expect(notice_on(page)).to_have_text("已接手。")
    page.wait_for_load_state()


def agent_replies(page: Page, ticket: str, text: str) -> None:
    open_as_agent(page, ticket)
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
        guest.box.fill("转人工：" + "\n".join(TEXTS))
        guest.box.press("Enter")
        number = guest.log.locator("dd").first
        expect(number).to_have_text(re.compile(r"^\d{4,}$"))
        ticket = number.inner_text()
        guest.press("关闭")
        agent_replies(desk, ticket, "您好：\n" + "\n".join(TEXTS))
        told = guest.page.get_by_role("button", name="咨询 1 条新回复")
        expect(told).to_be_visible()
        told.click()
        expect(guest.log.get_by_text("客服 小王")).to_be_visible()
        said = guest.log.inner_text()
        assert {each: said.count(each) for each in SHOWN} == dict.fromkeys(SHOWN, 2)
        expect(guest.log.locator(NEVER_DRAWN)).to_have_count(0)
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
