"""A maintainer hands a file in, another approves it; on a wide screen and a narrow one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import SIZES, Size, log_in, no_sideways_scroll, resize
from visitor import PASSWORD


def entry(entry_id: str, **more: object) -> dict[str, object]:
    return {
        "id": entry_id,
        "question": f"冰壶道 {entry_id} 怎么预约？",
        "answer": "请到前台预约，或拨打服务电话。",
        "category": "venue",
        "audience": "member",
        "variants": [],
        **more,
    }


def written(folder: Path, *rows: dict[str, object]) -> Path:
    file = folder / "会员政策调整.jsonl"
    file.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in rows), "utf-8")
    return file


def check(page: Page, violations: Callable[[], list[str]]) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    no_sideways_scroll(page)
    assert violations() == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_file_goes_from_upload_to_answers_without_barriers(
    page: Page, violations: Callable[[], list[str]], size: Size, scheme: str, tmp_path: Path
) -> None:
    key = f"curling-{size.width}-{scheme}"
    resize(page, size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/exchange")
    check(page, violations)
    many = [entry(f"{key}-{number}") for number in range(30)]
    wrong = entry(f"{key}-bad", answer="", category="冰壶", links=[f"{key}-bad"])
    changed = {"id": "parking", "short": f"停车免费 {size.width}{scheme}。", "note": "新备注"}
    page.get_by_label("文件", exact=True).set_input_files(written(tmp_path, *many, wrong, changed))
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="要写入 31 条")).to_be_visible()
    check(page, violations)
    page.get_by_role("navigation", name="按结果看").get_by_text("有改动").click()
    expect(page.locator("ins").first).to_be_visible()
    check(page, violations)
    page.get_by_role("button", name="确认导入").click()  # without saying that rows are skipped
    expect(page.get_by_role("alert")).to_contain_text("有 1 行有错")
    check(page, violations)
    page.get_by_label("跳过有错的 1 行").check()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="31 条等审核")).to_be_visible()
    check(page, violations)
    page.get_by_role("button", name="退出").click()

    log_in(page, "maintainer2", PASSWORD)
    page.goto("/library/exchange")
    check(page, violations)
    page.get_by_role("link", name="会员政策调整.jsonl").first.click()
    page.get_by_role("button", name="整批通过并发布 31 条").click()
    expect(page.get_by_role("heading", name="31 条已经生效")).to_be_visible(timeout=60_000)
    check(page, violations)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(
    page: Page, violations: Callable[[], list[str]], size: Size, tmp_path: Path
) -> None:
    resize(page, size)
    log_in(page, "maintainer", PASSWORD)
    page.goto("/library/exchange")
    file = tmp_path / "旧表.xlsx"
    file.write_bytes(b"not a sheet")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("alert")).to_contain_text("不是完整的 Excel 文件")
    expect(page.get_by_label("文件", exact=True)).to_have_attribute("aria-invalid", "true")
    check(page, violations)
