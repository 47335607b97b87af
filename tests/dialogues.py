"""Talks of two to four turns, and what each turn must come to.

`id`: answered by just that entry. `PERSON`: handed over. `UNSURE`: asked back or handed over, but
not answered. `ANY`: of no matter here. `COURTESY`: a kind word, and no ticket.
`id?`: answered by that entry, or not at all, but never by
another one.
"""

PERSON, UNSURE, ANY, COURTESY = "转人工", "不回答", "都行", "寒暄"
BADMINTON, YOGA, SWIM, KART = "badminton-price", "yoga-price", "swimming-ticket", "kart-ticket"
HOURS, PARKING, BOOKING = "opening-hours", "parking", "booking"

Turns = tuple[tuple[str, str], ...]

DIALOGUES: tuple[Turns, ...] = (
    # Nothing but an ask, a day, a courtesy or a particle.
    (("怎么去", "location?"),),
    (("怎么过去", "location?"),),
    (("几点", UNSURE),),
    (("羽毛球多少钱", BADMINTON), ("周末", BADMINTON)),
    (("羽毛球多少钱", BADMINTON), ("老人", f"{BADMINTON}?")),
    (("网球", ANY), ("多少钱", PERSON)),
    (("How much is badminton?", BADMINTON), ("and on weekends?", BADMINTON)),
    (("How much is badminton?", BADMINTON), ("what about tennis?", PERSON)),
    (("停车要钱吗", PARKING), ("吗", COURTESY)),
    (("你好，", COURTESY), ("hello", COURTESY), ("ni hao", COURTESY), ("xie xie", COURTESY)),
    # More of the same: when, how long, for whom.
    (("羽毛球多少钱", BADMINTON), ("那周末呢", BADMINTON)),
    (("羽毛球怎么收费", BADMINTON), ("周末呢？", BADMINTON)),
    (("打羽毛球多少钱一小时", BADMINTON), ("那晚上呢", BADMINTON)),
    (("羽毛球多少钱", BADMINTON), ("工作日呢", BADMINTON), ("那周六呢", BADMINTON)),
    (("你们几点开门", HOURS), ("那周末呢", HOURS)),
    (("几点关门", HOURS), ("周六呢", HOURS)),
    (("营业时间", HOURS), ("那星期天呢", HOURS)),
    (("瑜伽课怎么收费", YOGA), ("那一个月多少钱", f"{YOGA}?")),
    # Another thing: its own answer, or none.
    (("羽毛球多少钱", BADMINTON), ("那网球呢", PERSON)),
    (("羽毛球怎么收费", BADMINTON), ("网球呢？", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("那网球呢", PERSON), ("那周末呢", PERSON)),
    (("网球多少钱", PERSON), ("那羽毛球呢", BADMINTON)),
    (("网球多少钱", PERSON), ("那羽毛球呢", BADMINTON), ("周末呢", BADMINTON)),
    (("羽毛球多少钱", BADMINTON), ("那瑜伽呢", YOGA)),
    (("羽毛球多少钱", BADMINTON), ("游泳呢", SWIM)),
    (("游泳票多少钱", SWIM), ("那卡丁车呢", KART)),
    (("卡丁车多少钱", KART), ("那游泳呢", SWIM), ("那滑雪呢", PERSON)),
    (("瑜伽多少钱", YOGA), ("那太极呢", PERSON)),
    (("瑜伽课怎么收费", YOGA), ("普拉提呢", UNSURE)),
    (("羽毛球多少钱", BADMINTON), ("击剑呢", PERSON)),
    (("游泳票多少钱", SWIM), ("那蹦床呢", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("换成网球", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("还有网球", PERSON)),
    # Something else asked of the same thing.
    (("瑜伽多少钱", YOGA), ("什么时候上课", "yoga-schedule")),
    (("瑜伽课什么时候上", "yoga-schedule"), ("多少钱", YOGA)),
    (("瑜伽课什么时候上", "yoga-schedule"), ("怎么收费", YOGA)),
    (("卡丁车多少钱", KART), ("在哪里买", KART)),
    (("游泳票多少钱", SWIM), ("怎么买", SWIM)),
    (("怎么预订场地", BOOKING), ("怎么取消", "booking-cancel")),
    (("停车要钱吗", PARKING), ("那停车场大吗", f"{PARKING}?")),
    (("羽毛球多少钱", BADMINTON), ("可以带教练吗", UNSURE)),
    (("网球多少钱", PERSON), ("怎么收费", PERSON)),
    (("网球多少钱", PERSON), ("怎么收费呢", PERSON)),
    (("有网球场吗", ANY), ("多少钱一小时", PERSON)),
    (("滑雪怎么收费", PERSON), ("那几点开门", f"{HOURS}?")),
    # A new question owes nothing to the one before it.
    (("羽毛球多少钱", BADMINTON), ("停车要钱吗", PARKING)),
    (("停车要钱吗", PARKING), ("几点开门", HOURS)),
    (("网球多少钱", PERSON), ("停车要钱吗", PARKING)),
    (("羽毛球多少钱", BADMINTON), ("怎么投诉", "complaint")),
    (("瑜伽多少钱", YOGA), ("俱乐部在哪里", "location")),
    (("几点开门", HOURS), ("可以洗澡吗", "shower"), ("停车方便吗", PARKING)),
    # A courtesy in between changes nothing.
    (("羽毛球多少钱", BADMINTON), ("谢谢", ANY), ("那周末呢", BADMINTON)),
    (("你好", ANY), ("羽毛球多少钱", BADMINTON), ("好的", ANY), ("那网球呢", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("哦", ANY), ("那瑜伽呢", YOGA)),
    # Back to the earlier thing; several turns.
    (("羽毛球多少钱", BADMINTON), ("停车要钱吗", PARKING), ("那网球呢", UNSURE)),
    (("游泳票多少钱", SWIM), ("那羽毛球呢", f"{BADMINTON}?"), ("那网球呢", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("那国庆节呢", f"{BADMINTON}?")),
    (("几点开门", HOURS), ("那春节呢", f"{HOURS}?")),
    (("综合健身年卡多少钱", "fitness-annual-card"), ("那篮球年卡呢", "basketball-annual-card")),
    (("篮球年卡多少钱", "basketball-annual-card"), ("那网球年卡呢", UNSURE)),
    (("会员卡有效期多长", "card-validity"), ("那次卡呢", UNSURE)),
    (("羽毛球多少钱", BADMINTON), ("我孩子在你们泳池摔伤了", PERSON)),
    (("羽毛球多少钱", BADMINTON), ("转人工", PERSON)),
)

FRAGMENTS: tuple[Turns, ...] = (
    (("你好", ANY), ("我想问下", ANY), ("羽毛球", ANY), ("多少钱", BADMINTON)),
    (("羽毛球", ANY), ("多少钱", BADMINTON)),
    (("多少钱", ANY), ("羽毛球", BADMINTON)),
    (("羽毛球", ANY), ("周末", ANY), ("多少钱", BADMINTON)),
    (("网球", ANY), ("多少钱", PERSON)),
    (("多少钱", ANY), ("网球", PERSON)),
    (("停车", ANY), ("要钱吗", PARKING)),
    (("瑜伽课", ANY), ("什么时候", "yoga-schedule")),
    (("瑜伽课", ANY), ("怎么收费", YOGA)),
    (("场地", ANY), ("怎么预订", BOOKING)),
    (("卡丁车", ANY), ("谢谢", ANY), ("多少钱", KART)),
    (("游泳", ANY), ("票价", SWIM)),
    (("在吗", ANY), ("咨询个事", ANY), ("可以洗澡吗", "shower")),
    # Two questions, however soon after one another.
    (("跳水", PERSON), ("停车收费吗", PARKING)),
    (("网球多少钱", PERSON), ("羽毛球多少钱", BADMINTON)),
    (("羽毛球多少钱", BADMINTON), ("几点开门", HOURS)),
    (("网球", ANY), ("几点开门", f"{HOURS}?")),
    (("羽毛球多少钱", BADMINTON), ("网球呢", PERSON)),
    (("你们有", ANY), ("蹦床吗", PERSON)),
    (("冰壶", PERSON), ("多少钱", PERSON)),
    (("蹦极", PERSON), ("什么时候", PERSON)),
    # What is serious, or asks for a person, stays so.
    (("我孩子", ANY), ("在泳池", ANY), ("摔伤了", PERSON)),
    (("羽毛球", ANY), ("转人工", PERSON)),
)
