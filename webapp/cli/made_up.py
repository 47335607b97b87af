"""A made-up base of any size, to measure on."""

import json
import random
from pathlib import Path

THINGS = "羽毛球 网球 台球 乒乓球 篮球 足球 射箭 瑜伽 游泳 跆拳道 舞蹈 攀岩 轮滑 拳击 壁球"
ASPECTS = "怎么收费 几点开门 在哪里 怎么预订 能取消吗 要会员吗 有教练吗 租球拍多少钱 有学生价吗"
SHAPES = ("{place}{thing}{aspect}", "请问{place}的{thing}{aspect}", "{thing}{aspect}，我在{place}")


def write_corpus(folder: Path, size: int, chance: random.Random) -> list[str]:
    """A made-up base of so many entries; returns questions that lie near them."""
    (folder / "faq").mkdir()
    asked = []
    things, aspects = THINGS.split(), ASPECTS.split()
    with (folder / "faq/entries.jsonl").open("w", encoding="utf-8") as file:
        for number in range(size):
            place = f"{number // 135 + 1}号馆"
            thing = things[number % len(things)]
            aspect = aspects[number // len(things) % len(aspects)]
            question, variant, heard = (
                shape.format(place=place, thing=thing, aspect=aspect) for shape in SHAPES
            )
            row = {"id": f"e{number}", "question": question, "variants": [variant]}
            file.write(
                json.dumps(row | {"answer": f"{question}：见公告。"}, ensure_ascii=False) + "\n"
            )
            asked.append(heard)
    chance.shuffle(asked)
    return asked
