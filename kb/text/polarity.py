"""Yes or no in a normalised clause: free or not, may or may not, needed or not, open or shut."""

import re
from collections.abc import Iterator

from kb.text.figures import FactKind, Figure

BARRED = re.compile(
    "不可以|不可(?!避|缺|抗|能|或|思)|不能|不允许|不得|不准|不许|不让|禁止|谢绝|(?:请|也)?不要|请?勿"
)
_CUES = (
    (
        "fee",
        "免费",
        re.compile(
            r"免费(?!体验|参观|试|领)|不收(?:取)?(?:任何)?(?:费|钱)|不(?:要|用|花)钱|不另收费"
        ),
    ),
    (
        "fee",
        "收费",
        re.compile(
            r"(?<![不免么何否按照])收费(?!标准|吗|么|不)|(?<!不)要收钱|(?<![不用])要钱(?!吗|么|不)"
        ),
    ),
    ("can", "不可以", BARRED),
    (
        "can",
        "可以",
        re.compile(
            r"(?<!不)可以(?!不)|(?<!不)允许(?!吗)"
            r"|(?<![不才只可性功智体节技职潜万])能(?![力量源耗否不效级动])"
        ),
    ),
    ("need", "不需要", re.compile(r"不需要|不用(?!钱)|无需|不必|无须|不要求")),
    ("need", "需要", re.compile(r"(?<!不)需要|(?<!不)必须|(?<![不无必])须")),
    ("open", "关闭", re.compile(r"闭馆|停业|歇业|不开门|不开放|不营业|(?:暂停|停止)(?:开放|营业)")),
    ("open", "开放", re.compile(r"(?<![不停止])(?:开放(?!日|式|性|时)|营业(?!时|执))")),
)
_BARE = {"可以": "can", "可": "can", "能": "can", "要": "need", "要的": "need", "需要": "need"}
_BARE_NOT = {"不可以": "can", "不能": "can", "不行": "can", "不用": "need", "不需要": "need"}
_ASKED = {
    "can": re.compile(r"可以|能|让"),
    "need": re.compile(r"要|需要|必须"),
}


def polarity(text: str, question: str) -> Iterator[Figure]:
    """A bare yes or no answers the question."""
    bare = text.strip(" 。.!")
    for table, no in ((_BARE, ""), (_BARE_NOT, "不")):
        what = table.get(bare)
        if what and _ASKED[what].search(question):
            value = f"{no}{'可以' if what == 'can' else '需要'}"
            yield Figure(FactKind.WHETHER, value, bare, 0, per=what)
            return
    for what, value, cue in _CUES:
        for found in cue.finditer(text):
            yield Figure(FactKind.WHETHER, value, found[0], found.start(), per=what)


def said_of(text: str) -> list[str]:
    return [value for _, value, cue in _CUES for _ in cue.finditer(text)]
