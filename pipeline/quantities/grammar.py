"""The shapes of numbers in folded text, as compiled patterns.

Every pattern begins at a character of STARTS.
"""

from __future__ import annotations

import re

HAN_DIGITS = "〇零一二两三四五六七八九"
FINANCIAL = "壹贰叁肆伍陆柒捌玖拾佰仟貳參陸"
# 千 and 百 that begin a unit (千瓦, 百帕) are no multipliers; 兆 is one only before money
_MULTIPLIER = r"(?:[十百千]?万亿|万万|[十百千]?[万亿]|千(?![瓦克米伏卡帕焦赫安乏牛升]|字节|兆)|百(?!分|帕)|兆(?=元|美元|日元|韩元|新台币|台币))"
# 14.2025年: the number of a note and a year
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\ \d{3})+(?!\d)|\d+)(?:\.(?!(?:19|20)\d\d年)\d+)?"
# 五十兆字节: there 兆 is part of the unit
_HAN = rf"(?:[{HAN_DIGITS}十百千万亿廿卅]|兆(?=[{HAN_DIGITS}]|元|美元|日元))+"
_HEDGE = (
    r"(?:余(?![额杭姚热粮])|多(?!元化|样|边|数|功能)|几|来(?![自源水访电信华往宾料看说的临到年]))"
)

STARTS = re.compile(rf"[\d{HAN_DIGITS}十百千万亿廿卅几{FINANCIAL}]")
NUMBER = re.compile(
    rf"""
      (?P<percent>[百千]分之) (?P<share>{_HAN}(?:点[{HAN_DIGITS}]+)? | {_ARABIC})      # 百分之六十二点五
    | (?P<denominator>{_HAN}|\d+)分之(?P<numerator>{_HAN}|\d+)                          # 四分之三
    | (?P<above>\d{{1,2}})/(?P<below>\d{{1,2}})(?![\d/.年月])                         # 1/3
    | (?P<parts>\d+(?:\.\d+)?(?:\ ?:\ ?\d+(?:\.\d+)?)+)                                 # 0.8:22.3:76.9
    | (?P<arabic>{_ARABIC}(?:\ ?{_MULTIPLIER}(?:零?\d+(?:\.\d+)?{_MULTIPLIER})*(?:\d+(?![\d.]))?)?)
                                                                                        # 3万4000, 1.78万亿, 8.65 亿
      (?: \ ?(?P<hedge>{_HEDGE}) (?P<after>{_MULTIPLIER})? )?                           # 10多万
    | (?P<financial>(?=[零万亿]*[{FINANCIAL}])[{FINANCIAL}零万亿]{{2,}})                   # 壹仟贰佰
    | (?P<han>(?:{_HAN}(?:点[{HAN_DIGITS}]+[百千万亿]*)?))                              # 五十六点七亿
      (?: (?P<han_hedge>{_HEDGE}) (?P<han_after>[百千万亿]+)? )?                        # 一千二百余, 十几万
    """,
    re.VERBOSE,
)
RANGE_MARK = re.compile(r"\ ?(?:-{1,2}|~{1,2}|至|到)\ ?(?:百分之)?")
"""What stands between the two ends of a range; a double dash is one sign in print."""
