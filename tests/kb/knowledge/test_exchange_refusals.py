"""What a file must not bring, and how each is told: where it stands and how to mend it."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest

from kb.errors import BadInput
from kb.knowledge.exchange import read_file, read_row, write_template
from kb.knowledge.exchange.fields import Format
from kb.knowledge.exchange.formulas import guard, looks_like_formula, unguard
from kb.knowledge.exchange.package import MOST_UNPACKED
from kb.knowledge.exchange.unsafe import danger

HEAD = ["编号", "标准问", "标准答案", "分类", "对象"]
ROW = ["a-1", "停车收费吗？", "免费。", "其他", "会员"]


def sheet(
    *rows: list[object], change: Callable[[openpyxl.Workbook], object] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(name: str, raw: bytes) -> list[str]:
    """All that is found, serious or not."""
    rows = [read_row(row, None) for row in read_file(name, io.BytesIO(raw)).rows]
    return [str(finding) for row in rows for finding in row.findings]


def refusal(name: str, raw: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        told(name, raw)
    assert caught.value.mend
    return caught.value


def csv(*rows: list[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def test_a_right_sheet_has_no_findings() -> None:
    assert told("a.xlsx", sheet(HEAD, ROW)) == []
    assert told("a.csv", csv(HEAD, ROW)) == []


@pytest.mark.parametrize(
    ("column", "value", "finding"),
    [
        (2, "=1+1", "C2：这一格是公式。请把这一格设为文本，只写文字。"),
        (2, "", "C2：缺少标准答案。请补上标准答案。"),
        (2, "字" * 200_000, "C2：标准答案超过 4000 字"),
        (0, "坏 编号", "A2：编号“坏 编号”不可用。"),
        (3, "停车", "D2：没有“停车”这一项。可用：会员、场地、培训、赛事、商品、其他。"),
        (1, "<img src=x onerror=alert(1)>", "B2：标准问里有网页脚本 onerror="),
        (2, "点[这里](javascript:alert(1))", "C2：标准答案里有会执行的链接 javascript:"),
    ],
)
def test_a_wrong_cell_is_told_by_its_name(column: int, value: str, finding: str) -> None:
    row = list(ROW)
    row[column] = value
    if not value.startswith("=") and len(value) < 30_000:
        assert told("a.csv", csv(HEAD, [f'"{each}"' for each in row]))[0].startswith(finding)
    if len(value) < 30_000:
        assert told("a.xlsx", sheet(HEAD, row))[0].startswith(finding)
    else:
        assert told("a.csv", csv(HEAD, row))[0].startswith(finding)


def test_two_thousand_variants_are_too_many_and_none_is_dropped_in_silence() -> None:
    cell = "\n".join(f"第{number}种问法" for number in range(2000))
    found = told("a.csv", csv([*HEAD, "相似问"], [*ROW, f'"{cell}"']))
    assert found[0].startswith("F2 第 1001 个：相似问超过 1000 个（现在 2000 个）。")


def test_one_variant_that_is_too_long_is_told_by_its_place() -> None:
    found = told("a.csv", csv([*HEAD, "相似问"], [*ROW, f'"短的\n{"长" * 201}"']))
    assert found == ["F2 第 2 个：相似问超过 200 字（现在 201 字）。请缩短到 200 字以内。"]


def test_a_cell_outside_the_titles_is_told() -> None:
    assert told("a.xlsx", sheet(HEAD, [*ROW, "多出来的"])) == [
        "F2：这一列没有列名。请给这一列写上列名，或删去内容。"
    ]


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    row = ["a-1", "停车收费吗？", "", "停车", "会员", "a-1", "字" * 61]
    assert told("a.csv", csv([*HEAD, "相关条目", "电话简答"], row)) == [
        "C2：缺少标准答案。请补上标准答案。",
        "D2：没有“停车”这一项。可用：会员、场地、培训、赛事、商品、其他。",
        "G2：简答超过 60 字（现在 61 字）。请缩短到 60 字以内。",
        "F2：相关条目里写了它自己（a-1）。请从相关条目里删去。",
    ]


def test_an_error_value_is_told() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active["C2"].value = "#REF!"
        book.active["C2"].data_type = "e"

    assert told("a.xlsx", sheet(HEAD, ROW, change=change))[0] == (
        "C2：这一格是错误值。请把这一格设为文本，只写文字。"
    )


def test_dates_are_read_as_dates_and_as_people_write_them() -> None:
    heads = [*HEAD, "生效", "失效", "复核日期"]
    for begin, end, check in (
        (datetime(2026, 11, 21), datetime(2026, 12, 1, 18), datetime(2027, 1, 1)),  # noqa: DTZ001
        ("2026年11月21日", "2026/12/1 18:00", "2027.1.1"),
    ):
        source = read_file("a.xlsx", io.BytesIO(sheet(heads, [*ROW, begin, end, check])))
        [row] = [read_row(each, None) for each in source.rows]
        assert row.content
        assert row.content.valid_from
        assert row.content.valid_from.isoformat() == "2026-11-20T16:00:00+00:00"
        assert row.content.valid_until
        assert row.content.valid_until.isoformat() == "2026-12-01T10:00:00+00:00"
        assert str(row.content.review_on) == "2027-01-01"
    assert told("a.xlsx", sheet(heads, [*ROW, "下个月", "", ""])) == [
        "F2：“下个月”不是日期。请写成 2026-11-21 或 2026-11-21 18:00。"
    ]


def test_merged_cells_are_named() -> None:
    raw = sheet(HEAD, ROW, ROW, change=lambda book: book.active.merge_cells("A2:A3"))
    assert "合并的单元格：A2:A3" in refusal("a.xlsx", raw).message


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        (["编号", "价格"], "B1：没有“价格”这一列。"),
        (["编号", "标准答条"], "B1：没有“标准答条”这一列。"),
        (["编号", "标准答案", "标准答案"], "C1：“标准答案”这一列有两次。"),
        (["你好", "世界"], "A1：没有“你好”这一列。"),
        (["标签"], "第 1 行不是列名。"),
    ],
)
def test_odd_titles_are_told(titles: list[str], message: str) -> None:
    assert refusal("a.xlsx", sheet(titles, ROW)).message == message
    assert refusal("a.csv", csv(titles, ROW)).message == message


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def changed(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return zipped(parts | {name: change(parts.get(name, b""))})


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
GOOD = sheet(HEAD, ROW)
FIRST = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"PK\x03\x04 but no more", "不是完整的 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls 文件，或者加了密码"),
        (GOOD[:-200], "不是完整的 Excel"),
        (zipped({"xl/worksheets/sheet1.xml": b"0" * 30_000_000}), "压缩炸弹"),
        (zipped({f"{each}": b"" for each in range(400)}), "400 个部分"),
        (zipped({"hello.txt": b"x"}), "读不出来"),
        (changed(GOOD, FIRST, lambda part: DOCTYPE + part), "外部引用"),
        (changed(GOOD, FIRST, lambda part: part[: len(part) // 2]), "读不出来"),
        (changed(GOOD, "xl/vbaProject.bin", lambda _: b"x"), "有宏"),
    ],
)
def test_a_package_that_is_not_what_it_seems_is_refused(raw: bytes, message: str) -> None:
    assert message in refusal("a.xlsx", raw).message


def test_what_would_unpack_to_too_much_is_not_unpacked() -> None:
    third = bytes(range(256)) * (MOST_UNPACKED // 256 // 3 + 1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/media/{number}.bin", third)
    error = refusal("a.xlsx", file.getvalue())
    assert error.code in ("excel_too_large", "zip_bomb")


def test_gb18030_is_read_right_and_said() -> None:
    source = read_file("a.csv", io.BytesIO(csv(HEAD, ROW, encoding="gb18030")))
    [row] = source.rows
    assert row.cells["question"].value == "停车收费吗？"
    assert "GB18030" in source.notes[0]
    marked = read_file("a.csv", io.BytesIO(csv(HEAD, ROW, encoding="utf-8-sig")))
    assert (marked.notes, len(list(marked.rows))) == ((), 1)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.csv", csv(HEAD, ROW, encoding="utf-16"), "UTF-16"),
        ("a.csv", csv(HEAD, ROW) + b"\r\n\xff\xfe\xff,x", "第 3 行不是 UTF-8"),
        ("a.csv", csv(HEAD, ['"没有结束', *ROW]), "引号"),
        ("a.csv", csv(HEAD) + b"\n\0", "第 2 行不是 UTF-8"),
        ("a.csv", b"PK\x03\x04", "压缩包"),
        ("a.yaml", b"\xff\xfe- id: a", "UTF-16"),
        ("a.jsonl", b'{"id": "\x07"}', "控制字符 U+0007"),
        ("a.txt", b"x", "不认识"),
        ("a", b"x", "不认识"),
        ("a.xlsx", b"", "空的"),
    ],
)
def test_a_file_in_the_wrong_form_is_told(name: str, raw: bytes, message: str) -> None:
    assert message in refusal(name, raw).message


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("a.yaml", "- id: a\n  price: 3\n", "第 2 行：没有 price 这个键。"),
        ("a.yaml", "- id: a\n  tags: 甲\n", "第 2 行：tags 应当是列表。"),
        ("a.yaml", "- id: a\n  answer: [甲]\n", "第 2 行：answer 不应当是列表。"),
        ("a.yaml", "- id: a\n  answer: 'b\n", "第 2 行：YAML 语法有误"),
        ("a.yaml", "- &a [*a]\n", "第 1 行：不是一个条目。"),
        ("a.jsonl", '{"id": "a"\n', "第 1 行：这一行不是 JSON。"),
        ("a.jsonl", '{"id": 7}\n', "第 1 行：id 不是文字。"),
    ],
)
def test_a_wrong_line_of_a_text_is_told(name: str, text: str, finding: str) -> None:
    assert told(name, text.encode())[0].startswith(finding)


@pytest.mark.parametrize(
    "text",
    [
        *("<script>alert(1)</script>", "<SCRIPT SRC=//x>", "< script >", "&lt;script&gt;x"),
        *("<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<a href='x' onclick='y'>"),
        *("[x](javascript:alert(1))", "[x](JaVa\tScript:alert(1))", "[x](&#106;avascript:x)"),
        *("[x](data:text/html,<b>)", "<iframe src=//x>", "[x](vbscript:x)", "[x](java%73cript:x)"),
    ],
)
def test_what_would_act_on_the_reader_is_found(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize(
    "text",
    [
        *("价格 < 20 元", "13:00-18:00", "a <b> c", "**会员** on=开", "https://example.com/?on=1"),
        *("我<3你们", "数据：文本", "1 < 2 & 3 > 2", "100%", "<https://example.com>"),
    ],
)
def test_what_only_looks_so_is_let_pass(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", " \t=1", "\u200b=1", "\r=1"]
)
def test_what_a_program_would_calculate_is_known_and_comes_back(text: str) -> None:
    assert looks_like_formula(text)
    assert guard(text).startswith("'")
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


def test_no_cell_of_an_export_is_a_formula() -> None:
    file = io.BytesIO()
    write_template(Format.XLSX, file)
    book = openpyxl.load_workbook(file)
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}
    assert book.sheetnames == ["条目", "说明"]
