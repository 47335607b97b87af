"""jieba's own analyzer for Whoosh, as it comes: what others would have used."""

import warnings
from typing import Any


def stock_analyzer() -> Any:
    with warnings.catch_warnings():
        # While it is imported it leaves a file open and uses what Python will drop.
        warnings.simplefilter("ignore")
        # jieba imports Whoosh for it: only for those who compare.
        from jieba.analyse import ChineseAnalyzer
    return ChineseAnalyzer()
