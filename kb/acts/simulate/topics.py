"""What the simulated club's base does not know at first, is asked for, and learns."""

from dataclasses import dataclass

from kb.contributions import Grade
from kb.terms import Category


@dataclass(frozen=True)
class Topic:
    """`asked`: how often, beside other topics. `at`: the share of the time after which it is
    written down, None where nobody does. `returned`: why the first draft was sent back."""

    name: str
    category: Category
    question: str
    answer: str
    variants: tuple[str, ...]
    asked: float = 1.0
    at: float | None = None
    author: str = "agent"
    grade: Grade = Grade.B
    returned: str = ""


TOPICS = (
    Topic(
        "invoice", Category.OTHER, "消费可以开发票吗？",
        "可以。请在消费后 30 天内到前台，报上会员卡号和抬头、税号，当天开好电子发票发到您的邮箱。",
        ("打球能开发票吗", "怎么开发票", "发票抬头写公司可以吗", "充值能开票吗", "发票到哪里开",
         "电子发票发邮箱行吗", "上个月的消费还能补开发票吗"),
        asked=4.0, at=0.45, author="sim-huangjing", grade=Grade.A,
        returned="补开的期限没有写，请和前厅部核实后再送审。",
    ),
    Topic(
        "lost-property", Category.OTHER, "东西落在馆里了怎么找回？",
        "请到前台说明时间、地点和物品的样子，捡到的东西保管 30 天。",
        ("我的水杯落在更衣室了", "捡到的东西放在哪里", "毛巾忘在球场了", "丢了一只耳机怎么找",
         "失物招领在哪"),
        asked=1.6, at=0.14, author="agent", grade=Grade.A,
    ),
    Topic(
        "card-lost", Category.MEMBERSHIP, "会员卡丢了怎么补？",
        "请本人带身份证到前台挂失，当场补卡，余额和次数都转到新卡上。挂失以前可以先打电话冻结。",
        ("会员卡丢了怎么补办", "卡不见了里面的钱还在吗", "补一张会员卡要带什么", "会员卡挂失"),
        asked=1.5, at=0.22, author="sim-heli", grade=Grade.A,
    ),
    Topic(
        "stringing", Category.SHOP, "球拍可以在馆里穿线吗？",
        "可以，请交给二楼商品部，平时当天可取，周末第二天取。线的种类和价格以柜台标价为准。",
        ("羽毛球拍断线了能穿吗", "穿线要等多久", "哪里可以穿拍线", "网球拍能穿线不"),
        asked=1.2, at=0.30, author="sim-songjia",
    ),
    Topic(
        "yoga-leave", Category.TRAINING, "瑜伽课来不了，怎么请假？",
        "请在开课前 2 小时告诉前台或在这里留言，这一次不扣次数。开课后才说的，要算一次。",
        ("瑜伽课请假扣不扣次数", "今天瑜伽来不了", "瑜伽课提前多久请假", "瑜伽忘了请假算不算一次"),
        asked=1.3, at=0.37, author="sim-xuting",
        returned="请写明是开课前多久，和培训部的规定一致。",
    ),
    Topic(
        "wifi", Category.OTHER, "馆里有无线网吗？",
        "有。连上名为 CLUB-GUEST 的网络，用手机号收验证码就能上，一次可以用 4 小时。",
        ("wifi密码多少", "馆里有没有wifi", "无线网怎么连"),
        asked=1.1, at=0.52, author="sim-liuyang", grade=Grade.C,
    ),
    Topic(
        "e-bike", Category.VENUE, "电动车可以在馆里充电吗？",
        "东门车棚有 12 个充电位，扫码自助付费。电瓶请不要带进馆里。",
        ("电瓶车哪里充电", "电动车充电要钱吗", "电瓶能带上楼充吗"),
        asked=0.8, at=0.58, author="department",
    ),
    Topic(
        "team-day", Category.EVENTS, "公司团建怎么包场？",
        "请提前 7 天留下联系人、人数、日期和项目，赛事部会在一个工作日内给您方案和报价。",
        ("公司搞活动可以包场吗", "团建包场找谁", "三十个人团建怎么安排"),
        asked=1.0, at=0.64, author="sim-luobin", grade=Grade.A,
    ),
    Topic(
        "taekwondo-grading", Category.TRAINING, "跆拳道多久考一次级？",
        "每个季度最后一个月考一次级，报名前两周由教练通知，要交近期照片一张。",
        ("跆拳道考级什么时候", "孩子跆拳道考级怎么报名", "跆拳道考级要准备什么"),
        asked=0.7, at=0.74, author="sim-guoqiang", returned="考级的月份请核对，和课程表不一致。",
    ),
    Topic(
        "water", Category.VENUE, "馆里有饮水机吗？",
        "每层楼梯口都有直饮水，冷热都有，请自带杯子。",
        ("哪里可以接水", "有热水喝吗", "饮水机在几楼"),
        asked=0.6, at=0.83, author="agent", grade=Grade.C,
    ),
    Topic(
        "locker-rent", Category.VENUE, "储物柜可以按月租吗？",
        "可以，请到前台登记，按月计费，到期前三天会提醒您。贵重物品请不要放在柜子里。",
        ("柜子能长期租吗", "储物柜包月", "租个柜子放球拍"),
        asked=0.7, at=0.90, author="sim-tangmin",
    ),
    Topic(
        "league", Category.EVENTS, "业余羽毛球联赛怎么报名？", "",
        ("羽毛球联赛什么时候报名", "业余联赛报名费多少", "联赛可以几个人组队", "比赛赛程在哪看"),
        asked=1.2,
    ),
    Topic(
        "physio", Category.TRAINING, "有没有康复或体态课？", "",
        ("有没有体态矫正课", "产后恢复课有吗", "有没有康复训练"),
        asked=0.6,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """To the entry of a topic, or to one that came with the corpus (`entry`)."""

    at: float
    author: str
    why: str
    topic: str = ""
    entry: str = ""
    variants: tuple[str, ...] = ()
    answer: str = ""
    grade: Grade = Grade.B


CHANGES = (
    Change(0.10, "sim-liuyang", "补问法", entry="shower", variants=("打完球能冲个凉吗",)),
    Change(0.19, "sim-huangjing", "补问法", entry="parking",
           variants=("开车来有停车位不", "车停你们那儿要不要钱"), grade=Grade.A),
    Change(0.33, "sim-xuting", "写清楚保管期", topic="lost-property",
           answer="请到前台说明时间、地点和物品的样子。捡到的东西保管 30 天，"
           "证件类满 7 天交派出所。也可以把照片发在这里，我们帮您查。"),
    Change(0.48, "agent", "补问法", topic="card-lost", variants=("补卡当天能拿到吗",)),
    Change(0.55, "sim-machao", "补问法", entry="checkout",
           variants=("打完了在哪儿付钱",), grade=Grade.C),
    Change(0.61, "sim-tangmin", "补开的期限改为 60 天", topic="invoice", grade=Grade.A,
           answer="可以。请在消费后 60 天内到前台，报上会员卡号和抬头、税号，"
           "当天开好电子发票发到您的邮箱。"),
    Change(0.70, "sim-huangjing", "说明周末要等", topic="stringing",
           answer="可以，请交给二楼商品部。平时当天可取，周末和比赛前后人多，一般第二天取。"
           "线的种类和价格以柜台标价为准。"),
    Change(0.79, "sim-liuyang", "补问法", topic="invoice",
           variants=("开票要提供税号吗", "发票多久能收到"), grade=Grade.A),
    Change(0.87, "sim-xuting", "补问法", entry="yoga-schedule", variants=("瑜伽晚上有课不",)),
)  # fmt: skip
TWICE = Topic(
    "invoice-again", Category.OTHER, "怎么开发票？", "到前台报抬头和税号就可以开发票。", (),
    at=0.66, author="sim-machao",
    returned="和“消费可以开发票吗？”重复，有补充请直接改那一条。",
)  # fmt: skip
"""a duplicate, which is not taken up"""
