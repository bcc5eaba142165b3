"""Items: a claim's quantity and the tokens around it in; the words that name what is counted or measured out.

Reading guide. The rules ask on which side the item stands, then cut the noun phrase there:
1. Parts of a:b:c share the phrase before the first part.
2. A growth, change or rank with only cue words since the claim before it is about the same item.
3. A count whose noun follows directly (6万多辆出租车) takes the phrase behind it; in a list (205类、约22万条数据) the noun of the last.
4. All else takes the last noun phrase before the number in its clause, looking over verbs and cues (基站约1.6万个); a clause
   with no noun of its own takes the item of the claim before it.
A noun phrase is a run of tokens with noun-like tags; a verb of the lexicon ends it, words of time and place at its head go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.claims.reading import Reading, Token
from pipeline.lexicons.items import ItemWords
from pipeline.records import Form, Label, Measure, Mention, Quantity

_AFTER_UNIT = re.compile(r"(?:以上|以下|左右|以内|多)?的?")
_LIST_GAP = re.compile(r"(?:、|和|与|及|,)(?:共计|约|近|超过|共|以及)*")
_SHARE_OF_LAST = re.compile(r"(?:以上|左右)?[,、(]?(?:占(?!地面积|比)|相当于|约占)")
_LONGEST = 12


class ItemFinder:
    """Finds items by rule."""

    def __init__(self, words: ItemWords, counted_kinds: frozenset[str]) -> None:
        self.words, self.counted = words, counted_kinds

    def items_of(self, reading: Reading, claimed: Sequence[tuple[Quantity, Measure]]) -> list[Mention | None]:
        """The item of each claim, in order."""
        items: list[Mention | None] = []
        behind = [self._behind(reading, q) if m in (Measure.LEVEL, Measure.RATIO) else None for q, m in claimed]
        for i in range(len(claimed) - 2, -1, -1):
            gap = reading.folded[claimed[i][0].end : claimed[i + 1][0].start]
            if behind[i] is None and behind[i + 1] is not None and claimed[i][0].unit in self.counted and _LIST_GAP.fullmatch(gap):
                behind[i] = behind[i + 1]
        for i, (q, measure) in enumerate(claimed):
            previous = items[i - 1] if i else None
            left = claimed[i - 1][0] if i else None
            items.append(self._item(reading, q, measure, left, previous, behind[i]))
        return items

    def _item(
        self, reading: Reading, q: Quantity, measure: Measure, left: Quantity | None, previous: Mention | None, behind: Mention | None
    ) -> Mention | None:
        sentence = reading.sentence_at(q.start)
        same_sentence = left is not None and left.start >= sentence.start
        if q.form is Form.RATIO and left is not None and left.group == q.group:
            return previous
        if behind is not None:
            return behind
        if previous is not None and same_sentence and left is not None and self._carried(reading.folded[left.end : q.start]):
            return previous
        share = self._share(reading, sentence.start, q.start) if measure is Measure.RATIO else None
        if share is not None:
            return share
        low = left.end if same_sentence and left is not None else sentence.start
        found = self._phrase_before(reading, low, q.start)
        if found is None and previous is not None and same_sentence:
            return previous
        return found or previous if same_sentence else found

    def _carried(self, gap: str) -> bool:
        """Whether the words since the last claim only compare or share it: ,占地区生产总值的比重达, ,比上年"""
        return _SHARE_OF_LAST.match(gap) is not None

    def _share(self, reading: Reading, low: int, high: int) -> Mention | None:
        """X占Y的比重为65%, X占Y的65%: the part X."""
        clause = reading.clause_start(high, low)
        at = reading.folded.rfind("占", clause, high)
        if at <= clause or reading.folded[at + 1 : at + 2] in ("地", "比"):
            return None
        return self._phrase_before(reading, clause, at)

    def _behind(self, reading: Reading, q: Quantity) -> Mention | None:
        """The noun phrase that follows a count or a share directly."""
        if q.form is Form.RATIO or (q.unit not in self.counted and q.unit not in ("%", "成", "") and q.form is not Form.FRACTION):
            return None
        m = _AFTER_UNIT.match(reading.folded, q.end)
        start = m.end() if m else q.end
        if q.unit in ("%", "成") and reading.folded[start - 1] != "的":
            return None
        return self._phrase_after(reading, start)

    def _phrase_after(self, reading: Reading, start: int) -> Mention | None:
        tokens = reading.tokens_in(start, start + 40)
        if not tokens or tokens[0].start != start:
            return None
        end = start
        for i, token in enumerate(tokens[:_LONGEST]):
            if token.text == "的" and i > 0 and i + 1 < len(tokens) and self._nounish(tokens[i + 1]):
                return self._phrase_after(reading, tokens[i + 1].start)
            if token.text in ("、", "和", "与") and end > start:
                break
            if not self._nounish(token) or (token.text in self.words.verbs and i > 0):
                break
            end = token.end
        return self._mention(reading, start, end)

    def _phrase_before(self, reading: Reading, low: int, high: int) -> Mention | None:
        """The last noun phrase of text[low:high], over the cue words next to the number."""
        tokens = [t for t in reading.tokens_in(low, high) if t.end <= high]
        i = len(tokens) - 1
        while i >= 0:
            while i >= 0 and (not self._nounish(tokens[i]) or tokens[i].text in self.words.skip or self._timed(reading, tokens[i])):
                i -= 1
            stop = i
            while i >= 0 and self._inside(tokens, i) and stop - i < _LONGEST and not self._timed(reading, tokens[i]):
                i -= 1
            first = i + 1
            while first < stop and (
                tokens[first].text in self.words.not_first or tokens[first].tag in ("f", "p", "c", "d", "u", "uj", "ul", "m")
            ):
                first += 1
            if stop >= 0 and first <= stop:
                mention = self._mention(reading, tokens[first].start, tokens[stop].end)
                if mention is not None:
                    return mention
            if stop < 0:
                return None
        return None

    def _inside(self, tokens: Sequence[Token], i: int) -> bool:
        token = tokens[i]
        if token.text in self.words.verbs and token.tag.startswith("v") and token.tag != "vn":
            return False
        if self._nounish(token) and token.text not in ("其中", "全年", "累计"):
            return True
        linked = token.text in ("和", "与", "以上", "可", "化") or (
            token.tag == "v" and len(token.text) == 2 and token.text not in self.words.skip
        )
        return linked and i > 0 and (self._nounish(tokens[i - 1]) or token.text == "可")

    def _nounish(self, token: Token) -> bool:
        return token.tag in self.words.noun_tags or (
            token.text == "可" or token.text.endswith(("率", "量", "额", "值", "数", "费", "费用"))
        )

    def _timed(self, reading: Reading, token: Token) -> bool:
        return reading.entity_at(token.start, token.end, Label.TIME) is not None

    def _mention(self, reading: Reading, start: int, end: int) -> Mention | None:
        place = reading.entity_at(start, start + 1, Label.PLACE)
        if place is not None and place.start == start and place.end < end:
            start = place.end
        text = reading.text[start:end]
        stripped = text.strip(" \u3000\n")
        if not stripped:
            return None
        start += text.index(stripped[0])
        return Mention(start=start, end=start + len(stripped), text=stripped)
