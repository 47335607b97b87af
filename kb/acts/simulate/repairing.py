"""What needs a department: told by telephone or at the desk, referred, planned, mended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reply import reply_to_ticket
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import TEAMS
from kb.acts.simulate.simulation import Part
from kb.acts.simulate.working import Work, owner, rating
from kb.acts.triage_words import Proposal
from kb.acts.update_member import update_member
from kb.knowledge import usual_department
from kb.people.person import person
from kb.terms import Category, Channel, Department, Level
from kb.tickets import KnowledgeUse, Ticket, TicketState
from kb.tickets.cooperation import rate_cooperation
from kb.tickets.refer import Case, refer
from kb.tickets.referral import referrals_of
from kb.tickets.settling import plan, report_solved, reschedule

GENTLE, ROUGH = 2, 26
"""service hours between a plan and the time it names, least and most"""
UPDATES_EVERY = (85, 117)
"""service minutes"""
THOUGHT_OF, RELIABLE = 0.5, 0.7
"""how often an agent says how it was to work with a department; and with which ones it is good"""
WAITED = "答应的时间改了两次，会员等得急"
UNREFERRED = (TicketState.OPEN, TicketState.IN_PROGRESS)


@dataclass(frozen=True)
class Fault:
    text: str
    category: Category
    plan: str
    done: str


COLD_AIR = Fault(
    "羽毛球馆的空调不制冷，闷得没法打球。", Category.VENUE,
    "请厂家来修压缩机，修好前开侧门通风、加四台风扇", "压缩机换好，试运行正常",
)  # fmt: skip
FAULTS = (
    Fault("5 号羽毛球场的灯坏了一盏。", Category.VENUE, "换灯管", "灯管已换，试过正常"),
    Fault("女更衣室的淋浴花洒漏水。", Category.VENUE, "换花洒和垫圈", "花洒已换，不漏了"),
    Fault("跑步机 3 号跑着跑着会停。",
          Category.VENUE, "查电路，先停用挂牌", "换了控制板，可以用了"),
    Fault("乒乓球馆地胶起了一块。", Category.VENUE, "重新粘贴并压平", "地胶已粘好"),
    Fault("停车场的道闸不认我的车牌。", Category.OTHER, "重新录入车牌", "车牌已录入，试过能抬杆"),
    Fault("前台多扣了我一次淋浴费。", Category.OTHER, "核对流水后退回", "已退回卡里"),
    Fault("少儿篮球课换了老师没有通知家长。",
          Category.TRAINING, "联系家长说明并补一节课", "家长已逐个通知"),
    Fault("瑜伽课临时取消，我白跑了一趟。",
          Category.TRAINING, "补一节课并改通知办法", "已补课，改为短信通知"),
    Fault("跆拳道班的孩子比名额多，站不开。",
          Category.TRAINING, "分成两个班", "已分班，下周起执行"),
    Fault("买的球鞋穿两次就开胶。", Category.SHOP, "验货后换新", "已换新鞋"),
    Fault("报名了羽毛球双打赛，名单上没有我。",
          Category.EVENTS, "查报名表并补上", "名单已补，场次已告知"),
    Fault("我的年卡剩余次数不对。", Category.MEMBERSHIP, "调取刷卡记录核对", "次数已更正"),
    Fault("换了手机号，收不到订场短信。",
          Category.MEMBERSHIP, "更新手机号并测试", "已更新，短信正常"),
)  # fmt: skip
NAMES = (
    "刘先生",
    "陈女士",
    "何先生",
    "孙女士",
    "许先生",
    "高女士",
    "唐先生",
    "韩女士",
    "邓先生",
    "曹女士",
)


def repairing(work: Work, at: datetime, fault: Fault) -> list[Step]:
    """Opened by hand, within service time."""
    chance = work.chance
    channel = chance.choices((Channel.PHONE, Channel.ON_SITE, Channel.EMAIL), (6, 3, 1))[0]
    name, phone = chance.choice(NAMES), f"139000{chance.randrange(100_000):05}"
    call = Call(channel, fault.text, Level.TWO, fault.category, name, phone)
    referred = work.later(at, *((3, 14) if chance.random() > work.agent.forgets else (20, 60)))
    return [
        Step(at, work.case, 0, lambda club, now: _open(club, work, call, now)),
        work.step(referred, 10, lambda *a: _refer(work, call, *a)),
        *_settling(work, referred, fault),
    ]


def settling_referred(work: Work, taken: datetime) -> list[Step]:
    """For a question that the assistant itself found to need a department."""
    fault = Fault("", Category.OTHER, "核对情况后和会员联系", "已核对处理，会员知道了")
    referred = work.later(taken, 2, 12)
    call = Call(Channel.ONLINE, "", Level.TWO, Category.OTHER)
    return [
        work.step(referred, 40, lambda *a: _refer(work, call, *a)),
        *_settling(work, referred, fault),
    ]


def _settling(work: Work, referred: datetime, fault: Fault) -> list[Step]:
    chance = work.chance
    team = TEAMS[usual_department(fault.category)]
    planned = work.later(referred, *team.plans)
    expected = work.later(planned, 60 * GENTLE, 60 * ROUGH)
    kept = chance.random() < team.keeps
    solved = work.later(planned, 40, 60 * GENTLE - 10)
    steps = [work.step(planned, 41, lambda *a: _plan(fault.plan, expected, *a))]
    if not kept:
        late = work.later(expected, 5, 90)
        again = work.later(late, 120, 900)
        solved = work.later(late, 60, 850)
        steps.append(work.step(late, 43, lambda *a: _reschedule(again, *a)))
    elif chance.random() < 0.6:
        solved = planned + (expected - planned) * chance.uniform(0.3, 0.95)
        solved = work.later(solved, 0, 1)
    replied = work.later(solved, 4, 35)
    closed = work.later(replied, 10, 120)
    steps += _updates(work, referred, solved)
    steps.append(work.step(solved, 45, lambda *a: _solve(fault.done, *a)))
    steps.append(work.step(replied, 46, lambda *a: _reply(work, fault, *a)))
    steps.append(work.step(closed, 47, lambda *a: _close(work, *a)))
    if chance.random() < THOUGHT_OF:
        mark = chance.choice((5, 5, 4, 4) if team.keeps > RELIABLE else (4, 3, 3, 2))
        steps.append(work.step(closed, 48, lambda *a: _think_of(work, mark, *a)))
    return [*steps, *(rating(work, closed) if chance.random() < 0.5 else ())]


def _updates(work: Work, referred: datetime, solved: datetime) -> list[Step]:
    """At once, then every two hours: who is careful forgets it less."""
    steps: list[Step] = []
    at, place = referred + timedelta(seconds=40), 50
    while at < solved and place < 90:
        if work.chance.random() < work.agent.updates:
            steps.append(work.step(at, place, lambda *a: _update(work, *a)))
        at, place = work.later(at, *UPDATES_EVERY), place + 1
    return steps


def _open(club: Club, work: Work, call: Call, now: datetime) -> None:
    proposal = Proposal(call.level, call.category, ("按会员说的情况判断。",))
    by = club.people[work.agent.login]
    opened = open_by_hand(club.session, call, proposal, by=by, now=now)
    club.keep(work.case, Part.TICKET, opened.ticket.number)
    club.keep(work.case, Part.CONVERSATION, opened.ticket.conversation_id)


def _refer(work: Work, call: Call, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.level is not Level.TWO or ticket.state not in UNREFERRED:
        return
    case = Case(call.question or ticket.question, "今天", call.member_name, call.member_phone)
    department = usual_department(ticket.category)
    why = f"属于{department.label}的职责"
    refer(club.session, ticket, department, case, why, by=owner(club, ticket, work), now=now)


def _theirs(club: Club, ticket: Ticket) -> int | None:
    """Who of the department has it; None while no department does."""
    if ticket.state is not TicketState.REFERRED or ticket.department is None:
        return None
    return club.people[TEAMS[_department(ticket)].login]


def _department(ticket: Ticket) -> Department:
    return ticket.department or Department.FRONT_DESK


def _plan(what: str, expected: datetime, club: Club, ticket: Ticket, now: datetime) -> None:
    by = _theirs(club, ticket)
    if by is not None:
        plan(club.session, ticket, what, expected, by=by, now=now)


def _reschedule(again: datetime, club: Club, ticket: Ticket, now: datetime) -> None:
    by = _theirs(club, ticket)
    if by is not None:
        reschedule(club.session, ticket, again, "配件还没到，厂家改了时间", by=by, now=now)


def _solve(done: str, club: Club, ticket: Ticket, now: datetime) -> None:
    by = _theirs(club, ticket)
    if by is not None:
        report_solved(club.session, ticket, done, by=by, now=now)


def _update(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is TicketState.REFERRED:
        text = f"您好，{_department(ticket).label}正在处理，有进展马上告诉您。"
        update_member(club.session, ticket.number, text, by=owner(club, ticket, work), now=now)


def _reply(work: Work, fault: Fault, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is TicketState.IN_PROGRESS and referrals_of(club.session, ticket.number):
        text = f"您好，您反映的事已经处理好：{fault.done}。给您添麻烦了，谢谢您告诉我们。"
        by = owner(club, ticket, work)
        reply_to_ticket(club.session, ticket.number, text, propose=False, by=by, now=now)


def _think_of(work: Work, mark: int, club: Club, ticket: Ticket, now: datetime) -> None:
    """Of how the department worked along."""
    ended = [each for each in referrals_of(club.session, ticket.number) if each.ended]
    if ended:
        by = person(club.session, owner(club, ticket, work))
        words = WAITED if mark < 3 else ""
        rate_cooperation(club.session, ended[-1].id, mark, words, by=by, now=now)


def _close(work: Work, club: Club, ticket: Ticket, now: datetime) -> None:
    if ticket.state is TicketState.ANSWERED:
        none = Knowledge(KnowledgeUse.NONE, reason="设施和个案的处理，不涉及知识")
        by = owner(club, ticket, work)
        close_ticket(club.session, ticket.number, "部门已处理", none, by=by, now=now)
