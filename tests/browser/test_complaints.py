"""Complaints in a real browser: the list, a registration, the steps, a letter, the figures."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, notice_on, resize
from visitor import PASSWORD


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_complaints_are_worked_on_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size, scheme: str
) -> None:
    page = seeded_page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.get_by_role("link", name="投诉", exact=True).first.click()
    stands(page, seeded_violations)
    page.get_by_role("link", name="登记投诉").click()
    page.get_by_label("投诉内容").fill("更衣室淋浴没有热水。")
    page.get_by_label("投诉人怎么称呼").fill("冯女士")
    page.get_by_label("电话").fill("13812345678")
    page.get_by_label("在哪里发生").fill("女更衣室")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("还没有选分类")
    stands(page, seeded_violations)
    page.get_by_label("分类").select_option(label="场地")
    page.get_by_label("来源").select_option(label="电话")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="下一步：判断是否有效")).to_be_visible()
    stands(page, seeded_violations)
    page.get_by_label("有效：").check()
    page.get_by_label("判断的依据").fill("属于本馆设施")
    page.get_by_role("button", name="判定").click()
    expect(page.get_by_role("heading", name="下一步：转部门")).to_be_visible()
    page.get_by_role("button", name="显示联系方式").click()
    expect(page.get_by_text("13812345678")).to_be_visible()
    stands(page, seeded_violations)


@pytest.mark.parametrize("size", SIZES)
def test_a_letter_is_written_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "agent", PASSWORD)
    page.goto("/complaints")
    page.get_by_role("link", name=re.compile("多收了一个小时")).click()
    page.get_by_role("link", name=re.compile("致歉信$")).click()
    expect(page.get_by_label("称呼")).to_have_value(re.compile("^尊敬的郑女士"))
    stands(page, seeded_violations)
    page.get_by_label("改进或补偿").fill(f"多收的费用已退还，{size.width} 谢谢您。")
    page.get_by_role("button", name="保存").click()
    expect(notice_on(page)).to_contain_text("已保存")
    stands(page, seeded_violations)
    page.get_by_role("link", name="打印").click()
    stands(page, seeded_violations)


@pytest.mark.parametrize("size", SIZES)
def test_plans_actions_and_figures_without_barriers(
    seeded_page: Page, seeded_violations: Callable[[], list[str]], size: Size
) -> None:
    page = seeded_page
    resize(page, size)
    log_in(page, "department", PASSWORD)
    page.goto("/complaints?mine=yes")
    page.get_by_role("link", name=re.compile("淋浴没有热水")).first.click()
    expect(page.get_by_role("button", name="提交方案")).to_be_visible()
    stands(page, seeded_violations)
    page.context.clear_cookies()
    log_in(page, "manager", PASSWORD)
    page.goto("/complaints?mine=yes")
    page.get_by_role("link", name=re.compile("订好的晚上七点")).click()
    expect(page.get_by_role("button", name="批准方案")).to_be_visible()
    stands(page, seeded_violations)
    page.goto("/complaints/actions")
    stands(page, seeded_violations)
    page.get_by_role("link", name="羽毛球馆3号场").click()
    stands(page, seeded_violations)
    for address in ("figures", "figures?period=2000-01", "letter-template"):
        page.goto(f"/complaints/{address}")
        stands(page, seeded_violations)


def stands(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url
