"""Letters as DOCX, printed on a template that staff edit in Word.

A template is a program to Jinja: one that is handed in may hold the placeholders named here and
nothing else, and is printed in the sandbox all the same.
"""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from kb.complaints.letter import LetterPart
from kb.errors import BadInput

LARGEST_TEMPLATE = 1024 * 1024
MOST_PARTS = 200
MOST_UNPACKED = 20 * 1024 * 1024
HIGHEST_RATIO = 100
SMALL = 256 * 1024
NEEDED = tuple(part.value for part in LetterPart)
ALSO_KNOWN = ("number", "club", "date")
KNOWN = frozenset((*NEEDED, *ALSO_KNOWN))
WITHOUT_PLACEHOLDERS = ("docProps/core.xml", "word/footnotes.xml")
MEND = "请下载现在的模板，在 Word 里改好再上传。"


def write_letter(template: bytes, texts: Mapping[str, str]) -> bytes:
    """`texts`: by placeholder; what a template asks for beside these stays empty."""
    document = DocxTemplate(BytesIO(template))
    document.render(dict(texts), SandboxedEnvironment(autoescape=True), autoescape=True)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def require_template(file: bytes) -> None:
    _require_modest_package(file)
    names = _placeholders(file)
    missing = [part for part in LetterPart if part.value not in names]
    if missing:
        told = "、".join(f"{{{{ {part.value} }}}}（{part.label}）" for part in missing)
        raise _refuse(f"模板里缺少占位符：{told}。", "missing_placeholder")
    unknown = sorted(names - KNOWN)
    if unknown:
        raise _refuse(f"模板里有不认识的占位符：{'、'.join(unknown)}。", "unknown_placeholder")


def _require_modest_package(file: bytes) -> None:
    if len(file) > LARGEST_TEMPLATE:
        raise _refuse("文件超过 1 MB。", "too_large")
    try:
        with ZipFile(BytesIO(file)) as package:
            parts = package.infolist()
            _require_modest(parts)
            names = {each.filename for each in parts}
            if "word/document.xml" not in names:
                raise _refuse("这不是 Word 文件（.docx）。", "not_docx")
            for each in parts:
                _require_plain(each.filename, package.read(each))
    except (BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise _refuse("这不是完整的 Word 文件（.docx）。", "not_docx") from error


def _require_modest(parts: list[ZipInfo]) -> None:
    """Looked at before anything is unpacked: what the parts say is also the most that is read."""
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise _refuse("文件解开后太大，没有打开。", "zip_bomb")
    for each in parts:
        if each.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or each.flag_bits & 1:
            raise _refuse("文件加了密码，或用了少见的压缩方式。", "odd_docx")
        if each.file_size > SMALL and each.file_size > HIGHEST_RATIO * max(1, each.compress_size):
            raise _refuse("文件压缩得不正常（像压缩炸弹），没有打开。", "zip_bomb")
        if "vbaproject" in each.filename.lower() or "/embeddings/" in each.filename.lower():
            raise _refuse("文件里有宏或嵌入的对象，没有打开。", "macros")


def _require_plain(name: str, part: bytes) -> None:
    begin = part[:65536]
    if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin or b"<\0!\0" in begin:
        raise _refuse("文件里有外部引用，没有打开。", "odd_docx")
    # docxtpl would run what stands there too.
    if name in WITHOUT_PLACEHOLDERS and (b"{{" in part or b"{%" in part):
        raise _refuse("占位符只能写在正文、页眉和页脚里。", "odd_placeholder")


def _placeholders(file: bytes) -> set[str]:
    """Plain names in body, headers and footers; anything else of Jinja is refused."""
    names: set[str] = set()
    for source in _sources(file):
        try:
            tree = SandboxedEnvironment().parse(source)
        except TemplateSyntaxError as error:
            raise _refuse("模板里的占位符写得不完整。", "broken_placeholder") from error
        for node in tree.iter_child_nodes():
            if not isinstance(node, nodes.Output):
                raise _refuse("模板里只能有占位符，不能有其他指令。", "odd_placeholder")
            for part in node.nodes:
                if isinstance(part, nodes.TemplateData):
                    continue
                if not isinstance(part, nodes.Name):
                    raise _refuse("模板里只能有占位符，不能有其他指令。", "odd_placeholder")
                names.add(part.name)
    return names


def _sources(file: bytes) -> list[str]:
    """As docxtpl hands them to Jinja."""
    document = DocxTemplate(BytesIO(file))
    try:
        document.init_docx()
        found = [document.patch_xml(document.get_xml())]
        for uri in (document.HEADER_URI, document.FOOTER_URI):
            found += [
                document.patch_xml(document.get_part_xml(part))
                for _, part in document.get_headers_footers(uri)
            ]
    except (KeyError, ValueError, AttributeError) as error:
        raise _refuse("这不是完整的 Word 文件（.docx）。", "not_docx") from error
    return found


def _refuse(mistake: str, code: str) -> BadInput:
    return BadInput(mistake, field="file", code=code, mend=MEND)
