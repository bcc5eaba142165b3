"""ExclusionWords: a quantity in, the reason why it is no claim out (or None).

Reading guide. The rules run from the surest to the most general, and each is one small function
that looks at what stands directly at the number: a time that covers it, letters and signs at its
digits, words of the lexicon before or behind it, the quote it stands in, and for Han numbers, which
are far more often part of a word than a count, whether a counted noun follows. Words are in
exclusions.toml and fixed.csv; shapes are here.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import regex

from pipeline.core.errors import IssueCode
from pipeline.core.records import Bound, Form, Label, Quantity
from pipeline.core.scripts import is_han
from pipeline.core.text_view import TextView
from pipeline.lexicons.cues import Cues
from pipeline.lexicons.exclusions import ExclusionWords
from pipeline.lexicons.units import UnitTable

_QUOTE = regex.compile(r"[“‘「](?P<words>[^“”‘’「」\n]{1,24})[”’」]")
_INNER_STOP = regex.compile(r"[,。;:、!?]")
_NAMED_AFTER = regex.compile(r"[\p{Han}A-Za-z+]")
_YEARISH = regex.compile(r"(?:19|20)\d\d")
_SECTION_LEAD = regex.compile(r"(?:^|\n|[。;:!?】])[ 　\t]*[(]?$")
_SECTION_TAIL = regex.compile(r"[)]?(?:[.、)](?!\d)|\.(?=(?:19|20)\d\d年))|[)] ?")
_LIST_OF_ORDINALS = regex.compile(
    r"(?:(?:、|和|及|与|至)第[一二三四五六七八九十\d]{1,3})+(?:季度|产业|批|期|届|轮|章|节|条|步|阶段|梯队)"
)
_RANK_LIST = regex.compile(r"第[一二三四五六七八九十\d]+[位名]?[、和](?:\p{Han}{2,6})?$")
_INDEX_BASE = regex.compile(r"以[^,。;()]{1,12}(?:为|=)$")  # 以2015年为100, 以女性为100
_THRESHOLD_TAIL = regex.compile(r"(?:及|或)?(?:以上|以下|以内)(?!,)(?P<noun>[\p{Han}(])")
Rule = Callable[[TextView, Quantity], IssueCode | None]


class Excluder:
    """The rules with their lexicons."""

    def __init__(self, cues: Cues, exclusions: ExclusionWords, units: UnitTable) -> None:
        self.cues, self.lexicon, self.units = cues, exclusions, units
        words = cues.words
        self._duration_lead = regex.compile(rf"(?:{words('refuse.duration_leads')})[了的]?$")
        self._duration_tail = regex.compile(words("refuse.duration_tails"))
        self._term = regex.compile(rf"(?:{words('refuse.terms')})(?:为|了|至|到|由|从)?$")
        self._reached = regex.compile(rf"(?:{words('refuse.reached')})了?$")
        self._made = regex.compile(rf"(?:{words('refuse.made')})了?$")
        self._amount_lead = regex.compile(rf"(?:{words('refuse.amount_leads')})(?:了|为)?$")
        self._article = regex.compile(rf"(?:{words('refuse.articles')})$")
        self._band = regex.compile(words("refuse.bands"))
        self._size_class = regex.compile(words("refuse.size_classes"))
        self._of_an_age = regex.compile(rf"(?:及?以[上下]|的)*(?:{words('refuse.of_an_age')})")
        self._of_a_size = regex.compile(
            rf"(?:及|或)?以上(?:的)?\p{{Han}}{{0,4}}?(?:{words('refuse.of_a_size')})(?!{words('refuse.not_of_a_size')})"
        )
        self._session, self._session_of = (
            regex.compile(rf"(?:[、和][一二三四五六七八九十]+次)*(?:{words('refuse.sessions')})"),
            regex.compile(words("refuse.session_of")),
        )
        self._durations, self._calendar = (
            cues.set("refuse.duration_units"),
            cues.set("refuse.calendar_units"),
        )
        self._thresholds, self._not_by_digit = (
            cues.set("refuse.threshold_units"),
            cues.set("refuse.not_counted_by_digit"),
        )
        self.rules: tuple[Rule, ...] = (
            self._time,
            self._ordinal,
            self._signs,
            self._section_number,
            self._words,
            self._quoted,
            self._named,
            self._duration,
            self._threshold,
            self._structure,
            self._multiplier,
            self._han,
            self._bare,
        )

    def reason(self, view: TextView, q: Quantity) -> IssueCode | None:
        """Why `q` is no claim, or None."""
        for rule in self.rules:
            code = rule(view, q)
            if code is not None:
                return code
        return None

    def _time(self, view: TextView, q: Quantity) -> IssueCode | None:
        return IssueCode.DATE if view.entity_at(q.start, q.end, Label.TIME) else None

    def _ordinal(self, view: TextView, q: Quantity) -> IssueCode | None:
        if not q.ordinal:
            return None
        before, after = view.before(q.start, 24), view.after(q.end, 6)
        if _LIST_OF_ORDINALS.match(view.folded, q.end):
            return IssueCode.ORDINAL
        ranked = (
            self.lexicon.rank_before.search(before) is not None
            or _RANK_LIST.search(before) is not None
        )
        ends = (
            not after or after[0] in ",。;、!?\n)和及与的" or self.lexicon.rank_after.match(after)
        )
        if ranked and (q.unit or ends) and not regex.search(r"(?:作为|是|的)$", before):
            return None
        return IssueCode.ORDINAL

    def _signs(self, view: TextView, q: Quantity) -> IssueCode | None:
        """Letters and signs at the digits: PM2.5, 3G, 1+N, 7×24, 102°54′."""
        if q.form is not Form.ARABIC:
            return None
        left, right = view.before(q.start, 1), view.after(q.number_end, 1)
        behind = view.after(q.end, 1)
        if (right in ("°", "′", "″") and view.after(q.number_end, 2) not in ("°C",)) or left in (
            "°",
            "′",
        ):
            return IssueCode.COORDINATE
        if (
            left in ("×", "+", "#", "_", "@", "*", "/")
            or right in ("×", "+", "*", "_")
            or behind in ("×", "+")
        ):
            return IssueCode.NAME
        if left.isascii() and left.isalpha():
            return IssueCode.NAME
        if (
            left in ("-", ".")
            and view.before(q.start, 2)[:1].isascii()
            and view.before(q.start, 2)[:1].isalnum()
        ):
            return IssueCode.CODE
        if not q.unit and right.isascii() and right.isalpha():
            return IssueCode.NAME
        if q.unit == "G" and q.value in (2, 3, 4, 5, 6) and behind not in ("B", "b"):
            return IssueCode.NAME  # 3G, 4G, 5G: a generation
        return None

    def _section_number(self, view: TextView, q: Quantity) -> IssueCode | None:
        if (
            q.unit
            or q.form not in (Form.ARABIC, Form.HAN)
            or q.value != q.value.to_integral_value()
            or q.value > 99
        ):
            return None
        if _SECTION_LEAD.search(view.before(q.start, 4)) and _SECTION_TAIL.match(
            view.after(q.end, 6)
        ):
            return IssueCode.SECTION_NUMBER
        bracketed = view.before(q.start, 1) == "(" and view.after(q.end, 1) == ")"
        return IssueCode.SECTION_NUMBER if bracketed else None

    def _words(self, view: TextView, q: Quantity) -> IssueCode | None:
        before, after = view.before(q.start, 8), view.after(q.number_end, 10)
        for code, pattern in self.lexicon.after.items():
            if pattern.match(after) and not (
                code is IssueCode.DENOMINATOR and q.form is Form.ARABIC
            ):
                return code
        if regex.match(r"(?:分钟|小时|公里)\p{Han}{0,6}圈", after):
            return IssueCode.CLASS_NAME
        if q.unit == "兆" and self._band.match(view.after(q.end, 6)):
            return IssueCode.NAME
        if not q.unit and q.value == 100 and _INDEX_BASE.search(view.before(q.start, 16)):
            return IssueCode.DENOMINATOR
        if q.unit == "分" and view.before(q.start, 1) == "时":
            return IssueCode.CLOCK
        for code, pattern in self.lexicon.before.items():
            if code is IssueCode.VAGUE and (
                q.ordinal or view.folded[q.number_start] not in "十百千万亿"
            ):
                continue  # 数十家, 上千家; 总数第一 is none
            if code in (IssueCode.CODE, IssueCode.PHONE) and q.unit:
                continue
            if pattern.search(before):
                return code
        return None

    def _quoted(self, view: TextView, q: Quantity) -> IssueCode | None:
        """Numbers inside a short quote are part of a name.

        In a quoted list of counts they are counts.
        """
        low = max(0, q.start - 26)
        for m in _QUOTE.finditer(view.folded, low, q.end + 26):
            if m.start() < q.start and q.end < m.end():
                words = m["words"]
                listed = _INNER_STOP.search(words) and q.unit and q.form is Form.ARABIC
                return None if listed else IssueCode.QUOTED_NAME
        open_mark, close_mark = (
            view.text.rfind("《", max(0, q.start - 60), q.start),
            view.text.rfind("》", max(0, q.start - 60), q.start),
        )
        return IssueCode.NAME if open_mark > close_mark else None

    def _named(self, view: TextView, q: Quantity) -> IssueCode | None:
        if q.unit == "条" and view.entity_at(q.start, q.end, Label.POLICY):
            return IssueCode.NAME  # 人才新政20条
        if q.form is not Form.HAN and (q.unit or q.form is not Form.ARABIC):
            return None
        return (
            IssueCode.NAME
            if view.entity_at(
                q.start, q.number_end, Label.PLACE, Label.ORG, Label.POLICY, Label.GOV
            )
            else None
        )

    def _duration(self, view: TextView, q: Quantity) -> IssueCode | None:
        """An amount of time is a claim only where it is the result that is measured."""
        if q.unit not in self._durations:
            return None
        before, after = view.before(q.start, 12), view.after(q.end, 4)
        measured = self._duration_lead.search(before) or q.bound is not Bound.EQ
        if q.form is Form.HAN:
            return IssueCode.DURATION
        if q.unit in self._calendar:
            exact = q.value != q.value.to_integral_value() or self._term.search(before)
            return None if exact and q.unit == "年" else IssueCode.DURATION
        if self._duration_tail.match(after) or before.endswith(("连续", "×", "近", "为期")):
            return IssueCode.DURATION
        return (
            None
            if measured or q.value != q.value.to_integral_value() or not _plain_noun(after)
            else IssueCode.DURATION
        )

    def _threshold(self, view: TextView, q: Quantity) -> IssueCode | None:
        """规模以上, 亿元以上项目, 30岁以下学员, 3-6岁幼儿: an amount that bounds a class of things."""
        if q.unit in ("岁", "周岁") and self._of_an_age.match(view.after(q.end, 8)):
            return IssueCode.THRESHOLD
        m = _THRESHOLD_TAIL.match(view.after(q.end, 12))
        if m is None or q.unit not in self._thresholds or q.form is Form.PERCENT:
            return None
        before, after = view.before(q.start, 4), view.after(q.end, 12)
        if q.unit == "元" and self._of_a_size.match(after):
            return IssueCode.THRESHOLD  # 新增10亿元以上企业3家
        if m["noun"] == "的":
            return (
                None
                if regex.match(r"(?:以上|以下)的(?:新?阶段|水平|规模|区间|高位)", after)
                else IssueCode.THRESHOLD
            )
        if not self._reached.search(before) or (q.unit == "元" and self._made.search(before)):
            return IssueCode.THRESHOLD
        return None

    def _structure(self, view: TextView, q: Quantity) -> IssueCode | None:
        """a:b:c is a structure; 1:50000 is a map's scale, 9:00 a clock time."""
        if q.form is not Form.RATIO:
            return None
        group = view.group_of(q)
        if regex.search(r"[A-Za-z.:/]$", view.before(q.group, 1)):
            return IssueCode.CODE
        if group[0].value == 1 and group[-1].value >= 500:
            return IssueCode.SCALE
        last = group[-1].text
        clock = (
            len(group) == 2
            and len(last) == 2
            and last.isdigit()
            and last < "60"
            and group[0].value < 24
        )
        timed = regex.search(
            r"(?:[上下]午|[早晚]上?|凌晨|日|时间|每天|至|-)\s*$", view.before(q.group, 4)
        ) or view.after(group[-1].end, 1) in (
            "-",
            "至",
            "~",
        )
        return IssueCode.CLOCK if clock and timed else None

    def _multiplier(self, view: TextView, q: Quantity) -> IssueCode | None:
        """突破千亿, 近千公里 are amounts; 亿元楼宇, 百强, 千吨级 are classes."""
        if q.form is not Form.MULTIPLIER:
            return None
        if self._fixed(view, q):
            return IssueCode.FIXED_EXPRESSION
        unit = self.units.by_form.get(q.unit)
        if (unit and unit.kind == "noun") or self._size_class.match(view.after(q.end, 4)):
            return IssueCode.CLASS_NAME  # 百亿县, 千亿产业链
        if not self.cues.bound_before.search(view.before(q.start, 12)) or regex.search(
            "超高|最近|附近", view.before(q.start, 3)
        ):
            return IssueCode.CLASS_NAME
        return IssueCode.VAGUE if view.before(q.start, 1) in "上成数" else None

    def _han(self, view: TextView, q: Quantity) -> IssueCode | None:
        if q.form is not Form.HAN or q.ordinal:
            return None
        number = view.folded[q.number_start : q.number_end]
        if self._fixed(view, q):
            return IssueCode.FIXED_EXPRESSION
        if (
            q.unit == "次"
            and self._session.match(view.after(q.end, 12))
            and self._session_of.search(view.before(q.start, 10))
        ):
            return IssueCode.ORDINAL  # 十二届三次全会
        if (
            regex.fullmatch(r"(?:十[一-九]|二十[一-九]?|十[一二三四五六七八九])", number)
            and q.unit in ("大", "届")
            and q.value > 10
        ):
            return IssueCode.NAME  # 十八大, 二十大: a congress
        if q.unit in ("倍", "成", "%", "‰", "个百分点", "元", "美元"):
            return None
        if not q.unit:
            return (
                None
                if self._amount_lead.search(view.before(q.start, 3)) and len(number) > 2
                else IssueCode.BARE_NUMBER
            )
        if number in ("一", "几"):
            return IssueCode.ARTICLE
        small = len(number) == 1
        if small and (
            q.unit in self._not_by_digit or self._article.search(view.before(q.start, 1))
        ):
            counted = (
                q.unit in ("次", "批")
                and _plain_noun(view.after(q.end, 2))
                and not self._article.search(view.before(q.start, 1))
            )
            if not counted:
                return IssueCode.FIXED_EXPRESSION
        after = view.after(q.end, 2)
        if small and not _NAMED_AFTER.match(after):
            return IssueCode.FIXED_EXPRESSION
        if (
            q.unit == "条"
            and not _NAMED_AFTER.match(after)
            and _NAMED_AFTER.match(view.before(q.start, 1))
        ):
            return IssueCode.NAME  # 人才新政十二条
        return None

    def _fixed(self, view: TextView, q: Quantity) -> bool:
        """Whether a fixed expression holds the number."""
        found = self.lexicon.fixed.finditer(view.folded, max(0, q.start - 8), q.end + 8)
        return any(m.start() <= q.number_start and q.number_end <= m.end() for m in found)

    def _bare(self, view: TextView, q: Quantity) -> IssueCode | None:
        """A number without unit is a claim where a verb leads to it or it is plainly an amount."""
        if q.unit or q.form is not Form.ARABIC or q.ordinal:
            return None
        digits = view.folded[q.number_start : q.number_end]
        before, after = view.before(q.start, 6), view.after(q.end, 2)
        if not digits.isdigit():
            whole = regex.fullmatch(r"[\d,. ]+", digits)
            if whole and regex.match(r"\.\d", after):
                return IssueCode.CODE
            version = (
                before[-1:] in "Vv"
                or after.startswith(("版", "节"))
                or (digits.endswith(".0") and regex.search("[A-Za-z] ?$", before))
            )
            if regex.fullmatch(r"\d+\.\d+", digits) and version:  # Government 3.0
                return IssueCode.CODE
            outline = regex.fullmatch(r"\d\.\d{1,2}", digits) and regex.match(r" \p{Han}", after)
            return (
                IssueCode.SECTION_NUMBER
                if outline and not self._amount_lead.search(before)
                else None
            )
        if (len(digits) > 1 and digits[0] == "0") or len(digits) >= 9:
            return IssueCode.CODE
        if regex.match(r"\.\d", after) or regex.match(r"-\d", after):
            return IssueCode.CODE
        if _YEARISH.fullmatch(digits) and (
            regex.search(r"[(,.]\s*$", before)
            or regex.match(r"/\d", after)
            or not self._amount_lead.search(before[-2:])
        ):
            return IssueCode.DATE
        if regex.match(r"\p{Han}{0,6}(?:热线|平台)", view.after(q.end, 8)):
            return IssueCode.NAME  # 12345市民服务热线
        listed = before.endswith(("、", "和", ",", "(")) and _plain_noun(after)
        return (
            None
            if self._amount_lead.search(before) and q.value > Decimal(0) and not listed
            else IssueCode.BARE_NUMBER
        )


def _plain_noun(after: str) -> bool:
    """Whether a Han word follows directly."""
    return is_han(after[:1])
