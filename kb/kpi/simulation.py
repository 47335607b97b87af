"""Who comes out ahead: honest colleagues and one of each kind that tries to look busy, half a year
side by side, with the same hours. Seeded: the same seed gives the same half year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import median

from kb.contributions import ContributionKind, Grade, Uncredited
from kb.kpi.contributing.inputs import Act, Answer, ContributionInputs, Text, Upheld
from kb.kpi.contributing.scoring import score_contributions
from kb.period import Period, month
from kb.policy import ContributionPolicy
from kb.terms import LabelledEnum

MONTHS = tuple(month(2026, each) for each in range(1, 7))
MINUTES = 600
"""a month, for each of them"""
CAUGHT = 0.85
"""of copies, how many are found when they are published; the others within three weeks"""
REVIEWER = 100


class Way(LabelledEnum):
    CAREFUL = "careful", "认真写"
    QUICK = "quick", "写得快"
    SPLITTING = "splitting", "拆分条目"
    TRADING = "trading", "互相审核"
    SELF_ASKING = "self_asking", "自问自答"
    SELF_RATING = "self_rating", "自己评价"
    COPYING = "copying", "发重复条目"
    TO_AND_FRO = "to_and_fro", "来回改"
    FLOODING = "flooding", "堆问法"


HONEST = frozenset({Way.CAREFUL, Way.QUICK})
TAKES = {
    Way.CAREFUL: 60, Way.QUICK: 35, Way.SPLITTING: 20, Way.TRADING: 30, Way.SELF_ASKING: 40,
    Way.SELF_RATING: 40, Way.COPYING: 15, Way.TO_AND_FRO: 15, Way.FLOODING: 15,
}  # fmt: skip
"""minutes for one act"""
HELPS = {Way.CAREFUL: 5, Way.QUICK: 2}
"""how many members a month say of an entry that it helped, on average; 1 for the others' entries"""
ERRS = {Way.CAREFUL: 0.01, Way.QUICK: 0.06}
"""of acts, how many members find wrong"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Points of half a year: the middle of all seeds, and where the middle four fifths lie."""

    way: Way
    middle: Decimal
    low: Decimal
    high: Decimal


def simulate(policy: ContributionPolicy, seeds: range) -> list[Standing]:
    """The best first."""
    found: dict[Way, list[Decimal]] = {way: [] for way in Way}
    for seed in seeds:
        for way, points in half_year(policy, seed).items():
            found[way].append(points)
    standings = [_standing(way, sorted(points)) for way, points in found.items()]
    return sorted(standings, key=lambda each: (-each.middle, each.way))


def half_year(policy: ContributionPolicy, seed: int) -> Mapping[Way, Decimal]:
    """Each way has two colleagues, so that they can help each other; their mean."""
    points = dict.fromkeys(Way, Decimal(0))
    for place, way in enumerate(Way):
        club = _Club(way, Random(f"{seed} {way}"), 2 * place)  # noqa: S311 - no secret
        inputs = club.live()
        for period in MONTHS:
            for score in score_contributions(inputs, policy, period):
                if score.person != REVIEWER:
                    points[way] += score.points / 2
    return points


def _standing(way: Way, points: list[Decimal]) -> Standing:
    tenth = len(points) // 10
    return Standing(way, median(points), points[tenth], points[-1 - tenth])


@dataclass
class _Club:
    """Two colleagues of one way and an honest reviewer."""

    way: Way
    random: Random
    first: int
    acts: list[Act] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    confirmed: list[Answer] = field(default_factory=list)
    upheld: list[Upheld] = field(default_factory=list)

    def live(self) -> ContributionInputs:
        for period in MONTHS:
            for who in (self.first, self.first + 1):
                for at in self._moments(period):
                    self._act(who, at)
            self._hear_members(period)
        return ContributionInputs(
            acts=tuple(self.acts), texts=tuple(self.texts), confirmed=tuple(self.confirmed),
            upheld=tuple(self.upheld),
        )  # fmt: skip

    def _moments(self, period: Period) -> Iterator[datetime]:
        count = MINUTES // TAKES[self.way]
        days = sorted(self.random.uniform(0, 27) for _ in range(count))
        yield from (period.begin + timedelta(days=day) for day in days)

    def _act(self, who: int, at: datetime) -> None:
        match self.way:
            case Way.TO_AND_FRO:
                self._reword(who, at, f"own-{who}")
            case Way.FLOODING:
                entry = f"own-{who}-{self.random.randrange(4)}"
                self._add(who, at, ContributionKind.VARIANTS, entry, wordings=12)
            case Way.SPLITTING | Way.COPYING:
                self._copy(who, at)
            case _:
                self._write(who, at)

    def _write(self, who: int, at: datetime) -> None:
        kinds = (ContributionKind.NEW_ENTRY, ContributionKind.BETTER_ANSWER)
        kind = self.random.choices(kinds, (3, 1))[0]
        made = self._add(who, at, kind, f"{who}-{len(self.acts)}")
        if self.random.random() < ERRS.get(self.way, ERRS[Way.QUICK]):
            found = at + timedelta(days=self.random.uniform(2, 25))
            self.upheld.append(Upheld(made.id, made.entry, False, found, found))

    def _copy(self, who: int, at: datetime) -> None:
        kind = ContributionKind.NEW_ENTRY
        entry = f"{who}-{len(self.acts)}"
        why = Uncredited.SPLIT if self.way is Way.SPLITTING else Uncredited.DUPLICATE
        if self.random.random() < CAUGHT:
            self._add(who, at, kind, entry, uncredited=why)
            return
        made = self._add(who, at, kind, entry)
        later = at + timedelta(days=self.random.uniform(3, 21))
        self.texts.append(Text(10_000 + made.number, entry, later, None))

    def _reword(self, who: int, at: datetime, entry: str) -> None:
        times = sum(each.entry == entry for each in self.texts)
        if not times:
            self.texts.append(Text(0, entry, MONTHS[0].begin, "x", "q"))
        made = self._add(who, at, ContributionKind.BETTER_ANSWER, entry)
        self.texts.append(Text(made.number, entry, at, "yx"[max(0, times - 1) % 2], "q"))

    def _add(
        self,
        who: int,
        at: datetime,
        kind: ContributionKind,
        entry: str,
        *,
        uncredited: Uncredited | None = None,
        wordings: int = 0,
    ) -> Act:
        number = len(self.acts) + 1
        trading = self.way is Way.TRADING
        made = Act(
            id=number, kind=kind, entry=entry, number=number, at=at, since=at, contributor=who,
            reviewer=2 * self.first + 1 - who if trading else REVIEWER,
            grade=Grade.A if trading else self._grade(), uncredited=uncredited,
            begins=kind is ContributionKind.NEW_ENTRY, wordings=wordings,
        )  # fmt: skip
        self.acts.append(made)
        return made

    def _grade(self) -> Grade:
        chances = {Way.CAREFUL: (3, 6, 1), Way.QUICK: (1, 6, 3)}.get(self.way, (1, 5, 4))
        return self.random.choices(tuple(Grade), chances)[0]

    def _hear_members(self, period: Period) -> None:
        for act in self.acts:
            if act.at >= period.end or act.uncredited is not None:
                continue
            for _ in range(self._about(HELPS.get(self.way, 1))):
                self._confirm(act, period)
            for _ in range(6 if self.way in (Way.SELF_ASKING, Way.SELF_RATING) else 0):
                self._confirm(act, period, own=True)

    def _about(self, mean: int) -> int:
        return sum(self.random.random() < mean / 20 for _ in range(20))

    def _confirm(self, act: Act, period: Period, *, own: bool = False) -> None:
        number = len(self.confirmed) + 1
        at = max(act.at, period.begin + timedelta(days=self.random.uniform(0, 27)))
        asks = own and self.way is Way.SELF_ASKING
        rates = (act.contributor,) if own and self.way is Way.SELF_RATING else ()
        self.confirmed.append(Answer(number, number, (act.entry,), at, asks, rates))
