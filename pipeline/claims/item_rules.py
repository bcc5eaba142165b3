"""Items: a claim's quantity and the tokens around it in.

The words that name what is counted or measured out.

Reading guide. The rules ask on which side the item stands, then cut the noun phrase there:
1. Parts of a:b:c share the phrase before the first part.
2. A growth, change or rank with only cue words since the claim before it is about the same item.
3. A count whose noun follows directly (6万多辆出租车) takes the phrase behind it; in a list
   (205类、约22万条数据) the noun of the last.
4. All else takes the last noun phrase before the number in its clause, looking over verbs and
   cues (基站约1.6万个); a clause with no noun of its own takes the item of the claim before it.
A noun phrase is a run of tokens with noun-like tags; a verb of the lexicon ends it, words of time
and place at its head go.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.core.records import Form, Label, Measure, Mention, Quantity, Token
from pipeline.core.text_view import TextView
from pipeline.lexicons.items import ItemWords

_AFTER_UNIT = regex.compile(r"(?:以上|以下|左右|以内|多)?的?")
_LIST_GAP = regex.compile(r"(?:、|和|与|及|,)(?:共计|约|近|超过|共|以及)*")
_SHARE_OF_LAST = regex.compile(r"(?:以上|左右)?[,、(]?(?:占(?!地面积|比)|相当于|约占)")
_HOLDERS = (Label.PLACE, Label.SYSTEM, Label.ORG, Label.GOV, Label.PROGRAM)
_NOT_FIRST_TAGS = frozenset(("f", "p", "c", "d", "u", "uj", "ul", "m"))
# measure nouns that the segmenter takes for verbs
_TAIL = regex.compile("占比|产能|比(?=为|由|达|从|降|升|提)|率(?=为|达|由|从|超|控|提|保|均)")
_SUFFIXES = frozenset("率额量数费值")  # these make a noun of the verb before them: 办结率
_RANKED = regex.compile(
    "(?P<what>增速|增幅|涨幅|增长率)(?:分别|均|稳|继续|保持)*(?:居于?|位居|位列|列|排名|排在?|跃居)[^,]{0,6}$"
)
_EACH_OF_LAST = regex.compile(
    r"[,、;]?(?:同比|比上年|较上年|比去年|比\d{4}年|累计)?分别\p{Han}{0,6}"
)
_LIST_MARK = regex.compile("、|和|与|及")
_NEXT_IN_LIST = regex.compile("(?:以上|左右|以内)?(?:、|和|与|及)(?:约|近|超|增长|下降)*")
_LONGEST = 12


class Rule(IntEnum):
    """Which rule gave an item."""

    NONE = 0
    BEFORE = 1  # the last noun phrase before the number
    BEHIND = 2  # the noun behind a count
    LAST = 3  # the item of the claim before, for want of another
    CARRIED = 4  # the item of the claim before, which this one compares
    SHARE = 5  # X占Y的65%
    RANKED = 6  # 增速居全国第3位
    APART = 7  # A、B分别增长x、y
    BACK = 8  # …,分别下降x和y
    PARTS = 9  # of a:b:c


class Answer(NamedTuple):
    """What the rules say of a claim's item."""

    item: Mention | None
    rule: Rule


class ItemFinder:
    """Finds items by rule."""

    def __init__(self, words: ItemWords, counted_kinds: frozenset[str]) -> None:
        self.words, self.counted = words, counted_kinds

    def items_of(self, view: TextView, claimed: Sequence[tuple[Quantity, Measure]]) -> list[Answer]:
        """The item of each claim, in order."""
        answers: list[Answer] = []
        behind = [
            self._behind(view, q) if m in (Measure.LEVEL, Measure.RATIO) else None
            for q, m in claimed
        ]
        for i in range(len(claimed) - 2, -1, -1):
            gap = view.folded[claimed[i][0].end : claimed[i + 1][0].start]
            if (
                behind[i] is None
                and behind[i + 1] is not None
                and claimed[i][0].unit in self.counted
                and _LIST_GAP.fullmatch(gap)
            ):
                behind[i] = behind[i + 1]
        lists = _lists(view, [q for q, _ in claimed])
        apart = self._apart(view, [q for q, _ in claimed], lists)
        for i, (q, measure) in enumerate(claimed):
            previous = answers[i - 1].item if i else None
            if i in apart:
                answers.append(Answer(apart[i], Rule.APART))
                continue
            back = self._as_many_back(view, claimed, lists, i)
            if back:
                answers.append(Answer(answers[i - back].item, Rule.BACK))
                continue
            left = claimed[i - 1][0] if i else None
            answers.append(self._item(view, q, measure, left, previous, behind[i]))
        return answers

    def _apart(
        self, view: TextView, quantities: Sequence[Quantity], lists: Sequence[range]
    ) -> dict[int, Mention]:
        """A、B分别增长x、y: the n-th member of the list before 分别 is the item of the n-th number
        behind it.
        """
        found: dict[int, Mention] = {}
        for i, q in enumerate(quantities):
            clause = view.clause_start(q.start, view.sentence_at(q.start).start)
            at = view.folded.rfind("分别", clause, q.start)
            if at < 0 or (i and quantities[i - 1].start > at):
                continue
            last = lists[i].stop - 1
            bounds = [clause, *(m.end() for m in _LIST_MARK.finditer(view.folded, clause, at)), at]
            if last > i and len(bounds) - 1 == last - i + 1:
                members = [self.phrase_before(view, a, b) for a, b in pairwise(bounds)]
                found |= {i + n: member for n, member in enumerate(members) if member is not None}
        return found

    def _as_many_back(
        self,
        view: TextView,
        claimed: Sequence[tuple[Quantity, Measure]],
        lists: Sequence[range],
        i: int,
    ) -> int:
        """出口1642亿元、进口1096亿元,分别下降9.5%和11.5%: how far back the item of claim i stands,
        0 for no such list.
        """
        first, count = lists[i].start, len(lists[i])
        if not first or not _EACH_OF_LAST.fullmatch(
            view.folded[claimed[first - 1][0].end : claimed[first][0].start]
        ):
            return 0
        return count if 1 < count <= first else 0

    def _item(
        self,
        view: TextView,
        q: Quantity,
        measure: Measure,
        left: Quantity | None,
        previous: Mention | None,
        behind: Mention | None,
    ) -> Answer:
        sentence = view.sentence_at(q.start)
        same_sentence = left is not None and left.start >= sentence.start
        if q.form is Form.RATIO and left is not None and left.group == q.group:
            return Answer(previous, Rule.PARTS)
        if behind is not None:
            return Answer(behind, Rule.BEHIND)
        if measure is Measure.RANK:
            ranked = _RANKED.search(view.folded, max(sentence.start, q.start - 20), q.start)
            if ranked:
                mention = Mention(
                    start=ranked.start(),
                    end=ranked.start() + len(ranked["what"]),
                    text=ranked["what"],
                )
                return Answer(mention, Rule.RANKED)
        if (
            previous is not None
            and same_sentence
            and left is not None
            and self._carried(view.folded[left.end : q.start])
        ):
            return Answer(previous, Rule.CARRIED)
        share = self._share(view, sentence.start, q.start) if measure is Measure.RATIO else None
        if share is not None:
            return Answer(share, Rule.SHARE)
        low = left.end if same_sentence and left is not None else sentence.start
        found = self.phrase_before(view, low, q.start)
        if found is None and previous is not None and same_sentence:
            return Answer(previous, Rule.LAST)
        return Answer(found, Rule.BEFORE if found else Rule.NONE)

    def _carried(self, gap: str) -> bool:
        """Whether the words since the last claim only compare or share it: ,占地区生产总值的比重达,
        ,比上年.
        """
        return _SHARE_OF_LAST.match(gap) is not None

    def _share(self, view: TextView, low: int, high: int) -> Mention | None:
        """X占Y的比重为65%, X占Y的65%: the part X."""
        clause = view.clause_start(high, low)
        at = view.folded.rfind("占", clause, high)
        if at <= clause or view.folded.startswith(("占地面积", "占比"), at):
            return None
        return self.phrase_before(view, clause, at)

    def _behind(self, view: TextView, q: Quantity) -> Mention | None:
        """The noun phrase that follows a count or a share directly."""
        if q.form is Form.RATIO or (
            q.unit not in self.counted
            and q.unit not in ("%", "成", "")
            and q.form is not Form.FRACTION
        ):
            return None
        m = _AFTER_UNIT.match(view.folded, q.end)
        start = m.end() if m else q.end
        if q.unit == "%" and view.folded[start - 1] != "的":
            return None
        return self._phrase_after(view, start)

    def _phrase_after(self, view: TextView, start: int) -> Mention | None:
        tokens = view.tokens_in(start, start + 40)
        if not tokens or tokens[0].start != start:
            return None
        end = start
        for i, token in enumerate(tokens[:_LONGEST]):
            if (
                token.text == "的"
                and i > 0
                and i + 1 < len(tokens)
                and self._nounish(tokens[i + 1])
            ):
                return self._phrase_after(view, tokens[i + 1].start)
            after = (
                tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].start == token.end else None
            )
            joined = (
                token.tag == "v"
                and len(token.text) == 2
                and after is not None
                and self._nounish(after)
                and token.text not in self.words.verbs
            )
            if (
                token.tag == "f"
                or not (self._nounish(token) or (joined and i > 0))
                or (token.text in self.words.verbs and i > 0 and token.tag != "vn")
            ):
                break
            end = token.end
        return self._mention(view, start, end)

    def phrase_before(self, view: TextView, low: int, high: int) -> Mention | None:
        """The last noun phrase of text[low:high], over the cue words next to the number."""
        tokens = [t for t in view.tokens_in(low, high) if t.end <= high]
        stop = len(tokens) - 1
        while stop >= 0:
            if not self._ends(view, tokens[stop]):
                stop -= 1
                continue
            first = stop
            while (
                first > 0
                and stop - first < _LONGEST
                and self._inside(tokens, first - 1)
                and not self._timed(view, tokens[first - 1])
            ):
                first -= 1
            mention = (
                self._trimmed(view, tokens, first, stop, high)
                if self._inside(tokens, stop)
                else None
            )
            if mention is not None:
                return mention
            stop = first - 1
        return None

    def _ends(self, view: TextView, token: Token) -> bool:
        """Whether a noun phrase can end with this token."""
        return (
            self._nounish(token)
            and token.text not in self.words.skip
            and not self._timed(view, token)
        )

    def _trimmed(
        self, view: TextView, tokens: Sequence[Token], first: int, stop: int, high: int
    ) -> Mention | None:
        """tokens[first:stop+1] without what no item begins or ends with."""
        while first < stop and self._not_first(tokens[first]):
            first += 1
        while stop > first and tokens[stop].tag in ("f", "d", "ad"):
            stop -= 1
        tail = _TAIL.match(view.folded, tokens[stop].end, high)
        return self._mention(view, tokens[first].start, tail.end() if tail else tokens[stop].end)

    def _not_first(self, token: Token) -> bool:
        """Whether a noun phrase before a number does not begin with this token."""
        words = self.words
        if token.text in words.numerals:
            return False
        return (
            token.text in words.leading
            or token.text in words.not_first
            or token.tag in _NOT_FIRST_TAGS
        )

    def _inside(self, tokens: Sequence[Token], i: int) -> bool:
        token = tokens[i]
        if i + 1 < len(tokens) and tokens[i + 1].text in _SUFFIXES:
            return True
        if token.text in self.words.verbs and token.tag not in ("n", "vn"):
            return False
        if self._nounish(token) and token.text not in ("其中", "全年", "累计"):
            return True
        linked = token.text in ("和", "与", "以上", "可", "化") or (
            token.tag == "v" and len(token.text) == 2 and token.text not in self.words.skip
        )
        opens = i == 0 or tokens[i - 1].tag == "x" or tokens[i - 1].text in self.words.skip
        return linked and (
            token.text == "可"
            or (i > 0 and self._nounish(tokens[i - 1]))
            or (opens and token.tag == "v" and self._compound(tokens, i))
        )

    def _compound(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether the verb at i makes one word with the noun behind it: 注册会员, 联网机构."""
        return (
            i + 1 < len(tokens)
            and tokens[i + 1].text in self.words.compound_heads
            and tokens[i].text not in self.words.leading
        )

    def _nounish(self, token: Token) -> bool:
        return (
            token.tag in self.words.noun_tags
            or token.text in self.words.ends
            or (
                token.text == "可"
                or token.text.endswith(("率", "量", "额", "值", "数", "费", "费用"))
            )
        )

    def _timed(self, view: TextView, token: Token) -> bool:
        return view.entity_at(token.start, token.end, Label.TIME) is not None

    def _mention(self, view: TextView, start: int, end: int) -> Mention | None:
        """The words of a noun phrase without the named holder at its head (it is the subject or
        place) and blanks.
        """
        holder = view.entity_at(start, start + 1, *_HOLDERS)
        if (
            holder is not None
            and holder.start <= start
            and holder.end < end
            and view.folded[holder.end] not in "的、和与"
        ):
            start = holder.end
        while (
            start
            and view.folded[start].isalpha()
            and view.folded[start].isascii()
            and view.folded[start - 1].isdigit()
        ):
            start -= 1  # 5G基站
        if view.folded[end - 1] == "比" and view.folded.startswith(("上年", "去年", "同期"), end):
            end -= 1
        text = view.text[start:end]
        stripped = text.strip(" \u3000\n")
        if not stripped:
            return None
        start += text.index(stripped[0])
        return Mention(start=start, end=start + len(stripped), text=stripped)


def _lists(view: TextView, quantities: Sequence[Quantity]) -> list[range]:
    """For each quantity those of the list it stands in, itself where it stands in none."""
    found: list[range] = []
    first = 0
    for last, q in enumerate(quantities):
        goes_on = last + 1 < len(quantities) and _NEXT_IN_LIST.fullmatch(
            view.folded[q.end : quantities[last + 1].start]
        )
        if not goes_on:
            found += [range(first, last + 1)] * (last + 1 - first)
            first = last + 1
    return found
