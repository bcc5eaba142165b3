"""Numerals: the characters of one number in, exact Decimal values out.

Reading guide. Three notations are read, each by one function:

- Arabic, `read_arabic`: digits with a comma or a blank every three (`1,186`, `1 629.8`).
- Han, `read_han`: positional (`一千二百`), digit by digit (`二〇一二`), with 点 (`六十二点五`),
  financial (`壹仟贰佰`), and with a neighbouring pair for a range (`二三十` is 20 to 30, `十七八`
  17 to 18).
- mixed, `read_mixed`: Arabic digits with Han multipliers, one after the other (`3万4000`,
  `1.78万亿`).

A Han number is a sum of sections: each section is below 10,000 and is followed by 万, 亿 or 兆;
inside a section a digit is followed by 千, 百 or 十. A last digit without a multiplier counts in
the next lower place when the number is spoken short (`两千四百五` is 2450, `三万五` 35,000) unless
零 stands before it (`两千零五`). 兆 is 10^12 (GB/T 15835 leaves it to money; as a unit prefix,
10^6, it belongs to the unit).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

YEAR = r"(?:(?:18|19|20)\d{2}|[一二][〇零一二三四五六七八九]{3})"
"""A year in digits or one Han digit at a time."""
DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")
}
DIGITS |= {"两": 2, "貳": 2, "參": 3, "陸": 6, "弐": 2}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_SHORT_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_PAIR = re.compile(
    r"(?P<head>.*?)(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<tail>[十百千万亿]*)"
)
_TOKENS = re.compile(r"\d[\d, ]*(?:\.\d+)?|[^\d\s]")


@dataclass(frozen=True, slots=True)
class Number:
    """A value, and the upper end where the notation itself is a range."""

    value: Decimal
    high: Decimal | None = None

    def scaled(self, factor: int) -> Number:
        """The number times a factor, its upper end too."""
        return Number(self.value * factor, None if self.high is None else self.high * factor)


def multiplier(words: str) -> int:
    """The product of Han multipliers.

    >>> multiplier("千万"), multiplier("万亿")
    (10000000, 1000000000000)
    """
    product = 1
    for c in words:
        product *= SMALL.get(c) or LARGE[c]
    return product


def read_arabic(digits: str) -> Decimal:
    """Arabic digits with thousands separators.

    >>> read_arabic("1,186"), read_arabic("1 629.8")
    (Decimal('1186'), Decimal('1629.8'))
    """
    return Decimal(digits.replace(",", "").replace(" ", ""))


def read_integer(words: str) -> int | None:
    """An integer in ASCII digits or in Han, None for other words and for a range (二三十).

    >>> read_integer("1984"), read_integer("一九八四"), read_integer("二三十")
    (1984, 1984, None)
    """
    if words.isdigit():
        return int(words)
    number = read_han(words)
    return None if number is None or number.high is not None else int(number.value)


def read_mixed(text: str) -> Number:
    """Arabic digits with Han multipliers.

    >>> read_mixed("3万4000").value, read_mixed("25万6千").value, read_mixed("2千零30万").value, plain(read_mixed("1.78万亿").value)
    (Decimal('34000'), Decimal('256000'), Decimal('20300000'), '1780000000000')
    """
    value = _read_positional(text)
    return Number(Decimal(0) if value is None else value)


def read_han(text: str) -> Number | None:
    """A Han number, or None where the characters make none.

    >>> read_han("一千二百").value, read_han("二〇一二").value, read_han("六十二点五").value
    (Decimal('1200'), Decimal('2012'), Decimal('62.5'))
    >>> read_han("二三十")
    Number(value=Decimal('20'), high=Decimal('30'))
    >>> read_han("两千四百五").value, read_han("百千") is None
    (Decimal('2450'), True)
    """
    text = text.translate(_SHORT_TENS)
    whole, point, decimals = text.partition("点")
    if point:
        return _read_decimal(whole, decimals)
    if all(c in DIGITS for c in text):
        return _read_digits(text)
    exact = _read_positional(text)
    return _read_pair(text) if exact is None else Number(exact)


def _read_digits(text: str) -> Number | None:
    """Digits one by one; two that follow each other are a range (`三四个`)."""
    if len(text) == 2 and "〇" not in text and "零" not in text:
        low, high = (DIGITS[c] for c in text)
        return Number(Decimal(low), Decimal(high)) if high == low + 1 else None
    return Number(Decimal("".join(str(DIGITS[c]) for c in text)))


def _read_decimal(whole: str, decimals: str) -> Number | None:
    tail = decimals.lstrip("".join(DIGITS))
    digits = decimals[: len(decimals) - len(tail)]
    spoken = any(c not in DIGITS for c in whole)
    head = (
        _read_positional(whole)
        if spoken
        else Decimal("".join(str(DIGITS[c]) for c in whole) or "0")
    )
    if head is None or not digits or any(c not in SMALL and c not in LARGE for c in tail):
        return None
    return Number(
        (head + Decimal("0." + "".join(str(DIGITS[c]) for c in digits))) * multiplier(tail)
    )


def _read_pair(text: str) -> Number | None:
    """`二三十`, `十七八`, `三四百万`: a neighbouring pair of digits in one place of an otherwise
    sound number.
    """
    m = _PAIR.fullmatch(text)
    if m is None or DIGITS[m["high"]] != DIGITS[m["low"]] + 1:
        return None
    low = _read_positional(m["head"] + m["low"] + m["tail"])
    high = _read_positional(m["head"] + m["high"] + m["tail"])
    return None if low is None or high is None else Number(low, high)


def _read_positional(text: str) -> Decimal | None:
    """Sections of 千百十 below 万, 亿, 兆; an Arabic number stands for a digit.

    None where the order of places is broken.
    """
    total = section = Decimal(0)
    digit: Decimal | None = None
    place = 10**4  # places inside a section must fall
    nothing = True
    # the last multiplier, and whether a Han digit without 零 before it may count below it
    last, spoken = (
        1,
        False,
    )
    for token in _TOKENS.findall(text):
        if token in ("零", "〇"):
            spoken = False
            if digit is not None and digit != 0:
                return None
            digit = Decimal(0)
        elif token in DIGITS or token[0].isdigit():
            if digit is not None and digit != 0:
                return None
            spoken = token in DIGITS and digit is None
            digit = Decimal(DIGITS[token]) if token in DIGITS else read_arabic(token)
        elif token in SMALL:
            if SMALL[token] >= place or (digit == 0 and section == 0 and total == 0):
                return None
            section += (digit or 1) * SMALL[token]
            place = last = SMALL[token]
            digit = None
        else:
            large = LARGE[token]
            if nothing:
                digit = Decimal(1)  # 万亿 without a digit
            section += digit or 0
            total = (
                (total + section) * large
                if section == 0 or 0 < total < large
                else total + section * large
            )
            section, digit, place, last = Decimal(0), None, 10**4, large
        nothing = False
    below = last // 10 if last >= 100 and spoken else 1
    return total + section + (digit or 0) * below


def plain(value: Decimal) -> str:
    """The one way numbers are written: plain decimal, no exponent, no trailing zeros.

    >>> plain(Decimal("1.64E+9")), plain(Decimal("65.50")), plain(Decimal("-0.0"))
    ('1640000000', '65.5', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
