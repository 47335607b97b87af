"""A call is written down, referred, planned by the department and seen on the bench."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from kb.clock import now, to_local
from visitor import PASSWORD


def in_two_days() -> str:
    return f"{to_local(now()) + timedelta(days=2):%Y-%m-%d}T18:00"


@pytest.mark.parametrize("size", SIZES)
def test_a_call_goes_to_the_department_and_its_plan_comes_back(
    page: Page, violations: Callable[[], list[str]], size: Size
) -> None:
    def fine() -> None:
        no_sideways_scroll(page)
        assert violations() == [], page.url

    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/desk")
    page.get_by_role("link", name="记录来电").click()
    page.get_by_label("怎么称呼").fill("刘先生")
    page.get_by_label("电话或会员卡号").fill("13812345678")
    page.get_by_label("会员的问题").fill("3号羽毛球场的灯坏了，一直闪")
    page.get_by_text("级别和分类").click()
    page.get_by_role("button", name="看建议的级别").click()
    expect(notice_on(page)).to_contain_text("机器建议：二级")
    fine()
    page.get_by_role("button", name="开工单，稍后答复").click()
    page.get_by_role("button", name="我来接手").click()
    refer = page.locator("#refer")
    refer.get_by_label("责任部门").select_option("venue")
    refer.get_by_label("什么时候发生的").fill("今天下午")
    refer.get_by_label("为什么转这个部门").fill("灯具归场地部")
    fine()
    refer.get_by_role("button", name="转责任部门").click()
    expect(page.get_by_text("场地部还没有给出方案")).to_be_visible()
    number = page.url.rpartition("/")[2]
    fine()
    page.get_by_role("button", name="退出").click()

    log_in(page, "department", PASSWORD)
    page.goto("/department/cases")
    fine()
    page.goto(f"/department/cases/{number}")
    page.get_by_label("打算怎么做").fill("换灯管")
    page.get_by_label("预计什么时候做好").fill(in_two_days())
    page.get_by_role("button", name="给出方案").click()
    expect(notice_on(page)).to_contain_text("方案已交给客服")
    fine()
