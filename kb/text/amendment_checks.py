"""What a change of the lexicon may not do: the same word said to be two things at once."""

import re
from collections.abc import Callable, Iterator

from kb.errors import BadInput
from kb.text.amending import BARE, BETWEEN, Amendment, Item, Section, amended, items_of
from kb.text.lexicon import Lexicon, Sections, build_lexicon
from kb.text.normalize import clean, spell_out

LONGEST = 30
"""characters of a word or phrase"""
MOST = 60
"""words behind one key"""
_ONE_SIGN = re.compile(r"[一-鿿a-z0-9]")

Checks = Callable[[Lexicon, Amendment, Item], Iterator[str]]


def read_amendment(section: Section, key: str, values: Item) -> Amendment:
    """As it was typed, spelt as questions are. Raises BadInput that names `key` or `values`."""
    keeps_case = section in (Section.SYNONYMS, Section.MENTIONS)
    spelt = clean(key) if keeps_case else spell_out(key).strip()
    words = tuple(dict.fromkeys(filter(None, (spell_out(each).strip() for each in values))))
    if section is Section.REWRITES:
        words = words[:1] or ("",)
    elif section in BARE:
        words = ()
    _want_key(section, spelt)
    if section is Section.SYNONYMS and not words:
        raise BadInput("还没有写同义词。", field="values", mend="每行写一个；不再需要就移除整条。")
    if len(words) > MOST:
        raise BadInput(f"最多写 {MOST} 个，现在有 {len(words)} 个。", field="values")
    long = [each for each in words if len(each) > LONGEST]
    if long:
        raise BadInput(f"“{long[0][:12]}…”超过了 {LONGEST} 个字。", field="values")
    return Amendment(section, spelt, words)


def _want_key(section: Section, key: str) -> None:
    if not key:
        raise BadInput("不能空着。", field="key", code="empty_word")
    if len(key) > LONGEST or "\n" in key:
        raise BadInput(f"最长 {LONGEST} 个字，写在一行里。", field="key", code="long_word")
    if section is Section.MENTIONS:
        kind, between, value = key.partition(BETWEEN)
        if not (kind and between and value):
            raise BadInput("请写成“种类/名称”。", field="key", mend="例如 sport/网球。")


def check_amendment(sections: Sections, amendment: Amendment) -> None:
    """`sections` are those in force. Raises BadInput. What is in force already is not asked
    about: only what the amendment brings."""
    before = items_of(sections, amendment.section).get(amendment.key)
    if amendment.values is None:
        if before is None:
            raise BadInput("词库里没有这一条，可能刚被移除。", field="key", code="no_such_item")
        return
    if before == amendment.values:
        mend = "改好再保存。" if before else None
        raise BadInput("词库里已经有了，没有变化。", field="key", code="no_change", mend=mend)
    if amendment.section is Section.MENTIONS:
        _want_known_kind(sections, amendment.key)
    others = amended(sections, [Amendment(amendment.section, amendment.key, None)])
    fresh = tuple(each for each in amendment.values if each not in (before or ()))
    field = "key" if before is None and amendment.section in BARE else "values"
    for mistake in _CHECKS[amendment.section](build_lexicon(others), amendment, fresh):
        raise BadInput(mistake, field=field, code="contradiction")


def _want_known_kind(sections: Sections, key: str) -> None:
    kinds = list(sections["mentions"])
    if key.partition(BETWEEN)[0] not in kinds:
        raise BadInput(
            f"没有“{key.partition(BETWEEN)[0]}”这个种类。",
            field="key",
            mend=f"可用的种类：{'、'.join(kinds)}。",
        )


def _of_synonyms(lexicon: Lexicon, amendment: Amendment, fresh: Item) -> Iterator[str]:
    head = amendment.key
    if head in lexicon.synonyms:
        yield f"“{head}”已经算作“{lexicon.synonyms[head]}”。请在那一条里加。"
    heads = set(lexicon.synonyms.values())
    for word in fresh:
        if word == head:
            yield f"“{word}”不能是自己的同义词。"
        if word in heads:
            yield f"“{word}”自己带着一组同义词。请先把两组并成一组。"
        if word in lexicon.synonyms:
            yield f"“{word}”已经算作“{lexicon.synonyms[word]}”，不能同时算作“{head}”。"
        if word in lexicon.contrasts.get(head, ()):
            yield f"“{word}”和“{head}”是两种办法，答案不同，不能算作一回事。"
        yield from _is_filler(lexicon, word)
        yield from _is_rewritten(lexicon, word)
        yield from _two_things(lexicon, word, head)


def _two_things(lexicon: Lexicon, word: str, head: str) -> Iterator[str]:
    values = dict(lexicon.mentions.get(head, ()))
    for kind, value in lexicon.mentions.get(word, ()):
        if values.get(kind, value) != value:
            yield f"“{word}”说的是“{value}”，“{head}”说的是“{values[kind]}”，是两样东西。"


def _of_words(lexicon: Lexicon, amendment: Amendment, _: Item) -> Iterator[str]:
    if len(amendment.key) < 2:
        yield "一个字不必登记，切词时不会被拆开。"
    yield from _is_filler(lexicon, amendment.key)
    yield from _is_rewritten(lexicon, amendment.key)


def _of_mentions(lexicon: Lexicon, amendment: Amendment, fresh: Item) -> Iterator[str]:
    kind, _, value = amendment.key.partition(BETWEEN)
    for wording in (*fresh, value):
        for other in [each for of, each in lexicon.mentions.get(wording, ()) if of == kind]:
            yield f"“{wording}”已经是“{other}”的说法，不能同时是“{value}”的。"
        yield from _is_filler(lexicon, wording)
        yield from _is_rewritten(lexicon, wording)
        yield from _is_stopped(lexicon, wording)


def _of_rewrites(lexicon: Lexicon, amendment: Amendment, _: Item) -> Iterator[str]:
    typed, (meant,) = amendment.key, amendment.values or ("",)
    if _ONE_SIGN.fullmatch(typed):
        yield "一个字到处都会碰上，不能改写。请写整个词。"
    if typed == meant:
        return  # a guard, which keeps a shorter one from firing inside it
    if _is_known(lexicon, typed):
        yield f"“{typed}”是词库里的词，改写后就认不出来了。意思相同的词请加为同义词。"
    further = lexicon.rewrites.get(meant, meant)
    if further == typed:
        yield f"“{meant}”正被改写成“{typed}”，会来回打转。"
    elif further != meant:
        yield f"“{meant}”还会被改写成“{further}”。请直接写“{further}”。"


def _of_fillers(lexicon: Lexicon, amendment: Amendment, _: Item) -> Iterator[str]:
    phrase = amendment.key
    if _is_known(lexicon, phrase):
        yield f"“{phrase}”是词库里的词，不能当作客套话删掉。"
    known = {*lexicon.words, *lexicon.synonyms, *lexicon.mentions}
    cut = sorted(each for each in known if phrase in each and each != phrase)
    if cut:
        yield f"“{phrase}”在“{'”“'.join(cut[:3])}”里面，删掉会把它们拆散。"
    if phrase in lexicon.stop or phrase in lexicon.plain:
        yield f"“{phrase}”已经是停用词或陪衬词。请先从那里移除。"


def _of_plain(lexicon: Lexicon, amendment: Amendment, _: Item) -> Iterator[str]:
    yield from _means_something(lexicon, amendment.key)
    yield from _is_filler(lexicon, amendment.key)


def _of_stop(lexicon: Lexicon, amendment: Amendment, _: Item) -> Iterator[str]:
    word = amendment.key
    yield from _means_something(lexicon, word)
    yield from _is_filler(lexicon, word)
    if word in lexicon.synonyms:
        yield f"“{word}”算作“{lexicon.synonyms[word]}”，停用的应当是它。"
    asked = sorted(kind for kind, pattern in lexicon.asks.items() if pattern.search(word))
    if asked:
        yield f"“{word}”说的就是要问的事（{'、'.join(asked)}），不能停用。"


def _means_something(lexicon: Lexicon, word: str) -> Iterator[str]:
    for kind, value in sorted(lexicon.mentions.get(word, ())):
        yield f"“{word}”是一种事物（{kind}/{value}），答案因它而不同，不能忽略。"
    if word in lexicon.contrasts:
        yield f"“{word}”是一种办法，答案因它而不同，不能忽略。"


def _is_filler(lexicon: Lexicon, word: str) -> Iterator[str]:
    if word in lexicon.fillers:
        yield f"“{word}”是客套话，读问题时会先删掉。请先从客套话里移除。"


def _is_rewritten(lexicon: Lexicon, word: str) -> Iterator[str]:
    meant = lexicon.rewrites.get(word, word)
    if meant != word:
        yield f"“{word}”读问题时会先改写成“{meant}”。请写“{meant}”，或先移除那条改写。"


def _is_stopped(lexicon: Lexicon, word: str) -> Iterator[str]:
    if word in lexicon.stop:
        yield f"“{word}”是停用词。请先从停用词里移除。"


def _is_known(lexicon: Lexicon, word: str) -> bool:
    heads = lexicon.synonyms.values()
    return any(word in some for some in (lexicon.words, lexicon.synonyms, lexicon.mentions, heads))


_CHECKS: dict[Section, Checks] = {
    Section.SYNONYMS: _of_synonyms,
    Section.WORDS: _of_words,
    Section.MENTIONS: _of_mentions,
    Section.REWRITES: _of_rewrites,
    Section.FILLERS: _of_fillers,
    Section.PLAIN: _of_plain,
    Section.STOP: _of_stop,
}
