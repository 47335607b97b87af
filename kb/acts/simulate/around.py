"""What goes on beside questions: suggestions, the evening's handover, notices that are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from kb.acts.hand_shift import hand_shift
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import AGENTS, SUPERVISORS, TEAMS
from kb.acts.simulate.rhythm import Span, clock_on
from kb.acts.simulate.simulation import Part
from kb.acts.suggest import suggest, thank_giver
from kb.clock import to_local
from kb.knowledge import usual_department
from kb.notices.handover import acknowledge, waiting_for
from kb.notices.inbox import inbox, see, see_all
from kb.suggestions import Suggestion, adopt, classify, decline
from kb.terms import Category, Channel

SUGGESTION_CASES, EVENINGS = 920_000, 950_000
HANDOVERS = (
    "今天晚高峰前台排队久，明天早到的同事先看一眼结账口。",
    "有两位会员的退款在等财务，单号写在工单里，明天下午问结果。",
    "周末有团建，赛事部来要过场地表，已经发给他们。",
    "瑜伽教室的钥匙在前台抽屉，早班记得开门。",
    "没有特别的事，队列里剩下的都是等部门的。",
)


@dataclass(frozen=True)
class Idea:
    text: str
    category: Category
    adopted: str = ""
    declined: str = ""


IDEAS = (
    Idea("羽毛球馆加几把休息的椅子。", Category.VENUE, adopted="本月底前每片场加两把"),
    Idea("希望可以在手机上看场地空不空。", Category.VENUE, adopted="下季度做小程序时一并考虑"),
    Idea("更衣室放一台体重秤。", Category.VENUE, adopted="下周放好"),
    Idea("瑜伽课能不能有早上七点的。", Category.TRAINING, declined="早班老师排不开，半年后再看"),
    Idea("会员卡做成电子的吧，老忘带。", Category.MEMBERSHIP, adopted="正在选供应商，年内上线"),
    Idea("超市多进点无糖饮料。", Category.SHOP, adopted="这周起增加三种"),
    Idea("办一个家庭羽毛球赛。", Category.EVENTS, adopted="下月第三个周日办第一次"),
    Idea("停车场给会员留几个位子。", Category.OTHER, declined="车位不够，先保证无障碍车位"),
    Idea("少儿班下课时门口太挤，分批放。", Category.TRAINING, adopted="从下周起错开五分钟"),
    Idea("篮球场的哨声太大，能不能小点。", Category.VENUE, declined="比赛时裁判要用，平时会提醒"),
    Idea("老会员续费送一次体测。", Category.MEMBERSHIP, adopted="下月起试行"),
    Idea("吹风机能不能换大功率的。", Category.VENUE, adopted="两周内换好"),
)


def suggesting(span: Span) -> list[Step]:
    steps = []
    ideas = span.few(IDEAS)
    for place, idea in enumerate(ideas):
        chance = span.chance(f"idea {place}")
        case, day = SUGGESTION_CASES + place, span.after((place + chance.random()) / len(ideas))
        at, classified, judged, thanked = (
            clock_on(to_local(day + timedelta(days=later)).date(), hour, chance.randrange(60))
            for later, hour in enumerate(chance.sample(range(10, 21), 4))
        )
        steps += [
            Step(at, case, 0, partial(_suggest, case, idea)),
            Step(classified, case, 1, partial(_with, case, partial(_classify, idea))),
            Step(judged, case, 2, partial(_with, case, partial(_judge, idea))),
            Step(thanked, case, 3, partial(_with, case, partial(_thank, idea))),
        ]
    return steps


def evening(span: Span, place: int, closing: datetime) -> list[Step]:
    """The last of the shift hands over; everybody has read what they were told."""
    chance, case = span.chance(f"evening {place}"), EVENINGS + place
    leaver = chance.choice(AGENTS).login
    text = chance.choice(HANDOVERS)
    return [
        Step(closing, case, 0, lambda club, now: _hand_over(club, leaver, text, now)),
        Step(closing + timedelta(minutes=5), case, 1, _read_all),
        Step(closing + timedelta(hours=15), case, 2, partial(_took_note, chance)),
    ]


def _hand_over(club: Club, leaver: str, text: str, now: datetime) -> None:
    hand_shift(club.session, text, {}, receiver_id=None, by=club.people[leaver], now=now)


def _read_all(club: Club, now: datetime) -> None:
    for person_id in club.people.values():
        unseen = [each for each in inbox(club.session, person_id) if each.seen_at is None]
        told = [each for each in unseen if each.at <= now]
        if told and len(told) == len(unseen):
            see_all(club.session, max(each.id for each in told), by=person_id, now=now)
            continue
        for each in told:  # what real days brought stays unseen
            see(club.session, each.id, by=person_id, now=now)


def _took_note(chance: Random, club: Club, now: datetime) -> None:
    for login in (*SUPERVISORS, *(each.login for each in AGENTS)):
        for each in waiting_for(club.session, club.people[login], now=now):
            if each.at <= now and chance.random() < 0.8:
                acknowledge(club.session, each.id, by=club.people[login], now=now)


def _with(
    case: int, act: Callable[[Club, Suggestion, datetime], object], club: Club, now: datetime
) -> None:
    number = club.number(case, Part.SUGGESTION)
    if number is not None:
        act(club, club.session.get_one(Suggestion, number), now)


def _suggest(case: int, idea: Idea, club: Club, now: datetime) -> None:
    given, _ = suggest(club.session, idea.text, category=idea.category, giver="一位会员", now=now)
    club.keep(case, Part.SUGGESTION, given.number)
    if given.conversation_id is not None:
        club.keep(case, Part.CONVERSATION, given.conversation_id)


def _classify(idea: Idea, club: Club, given: Suggestion, now: datetime) -> None:
    department = usual_department(idea.category)
    by = club.people["agent"]
    classify(club.session, given, idea.category, department, by=by, now=now)


def _judge(idea: Idea, club: Club, given: Suggestion, now: datetime) -> None:
    by = club.person(TEAMS[usual_department(idea.category)].login)
    if idea.adopted:
        adopt(club.session, given, "对会员有用，也办得到", idea.adopted, by=by, now=now)
    else:
        decline(club.session, given, idea.declined, by=by, now=now)


def _thank(idea: Idea, club: Club, given: Suggestion, now: datetime) -> None:
    said = (
        f"谢谢您的建议，我们决定采纳：{idea.adopted}。"
        if idea.adopted
        else f"谢谢您的建议，这次没有采纳：{idea.declined}。"
    )
    by = club.people["agent"]
    thank_giver(club.session, given, said, Channel.ONLINE, by=by, now=now)
