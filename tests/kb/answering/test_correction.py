import pytest

from kb.answering.correction import what_was_meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("打错了，是羽毛球场", "羽毛球场"),
        ("打错了是羽毛球场", "羽毛球场"),
        ("打错字了 羽毛球", "羽毛球"),
        ("不好意思打错了，瑜伽", "瑜伽"),
        ("刚才说错了，我想问的是瑜伽", "瑜伽"),
        ("不是，我说的是羽毛球", "羽毛球"),
        ("不对，羽毛球", "羽毛球"),
        ("不对啊 我想问瑜伽", "瑜伽"),
        ("错了，是瑜伽", "瑜伽"),
        ("我说的是周末", "周末"),
        ("不是这个意思，我问的是租球拍", "租球拍"),
        ("打错了", None),
        ("不对", None),
        ("不是这个意思", None),
        ("不是会员可以来吗", None),
        ("不是会员，可以来吗", None),
        ("不是吧，这么贵", None),
        ("打错了怎么办", None),
        ("说错话怎么办", None),
        ("发错货了", None),
        ("应该是羽毛球", None),
        ("", None),
    ],
)
def test_what_takes_back_a_question_says_what_was_meant(said: str, meant: str | None) -> None:
    assert what_was_meant(said) == meant
