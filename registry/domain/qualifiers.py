"""Words that turn a matter into another one: its level, town or country, amounts, opposites, money taken."""

import re
from collections.abc import Callable

_LEVEL = re.compile(r"(国家|省|市|县|区|镇|乡|村|学校|医院)(?=级|国土空间|人大|机关|属|直|后勤|应急预案|综合文化站)")
_SAME_LEVEL = {"乡": "镇"}
_NUMBER = re.compile(r"\d+(?:万元|元|平方米|亩|人|天)?")
_URBAN = re.compile(r"城镇|城市|城区|市政|市区")
_RURAL = re.compile(r"农村|乡村|村庄|村民|村内|农户")
_MONEY = re.compile(r"收取|征收|收费|上缴|摊派|垫付|筹资|缴纳|处理费|清运费")
_OPPOSITES = (
    (re.compile(r"高收入|高净值"), re.compile(r"低收入")),
    (re.compile(r"建设工程规划|用地规划|建设用地"), re.compile(r"乡村建设规划")),
    (re.compile(r"医疗垃圾|医疗废物|餐厨|厨余|建筑垃圾|危险废物"), re.compile(r"生活垃圾")),
    (re.compile(r"国有企业|国企"), re.compile(r"集体经济|镇级")),
    (re.compile(r"职工"), re.compile(r"城乡居民")),
)


def _levels(text: str) -> set[str]:
    return {_SAME_LEVEL.get(level, level) for level in _LEVEL.findall(text)}


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _differ(read: Callable[[str], set[str]], text: str, name: str) -> bool:
    """Both say something of this sort, and nothing that is the same."""
    said, named = read(text), read(name)
    return bool(said and named and not said & named)


def qualified_otherwise(text: str, name: str) -> bool:
    """Whether the text speaks of another level, place, amount or opposite than the row's name, or takes money for it.

    编制县级应急预案 is not 编制镇级应急预案, however much of the two is the same.
    """
    if _differ(_levels, text, name) or _differ(_numbers, text, name):
        return True
    if _MONEY.search(text) and not _MONEY.search(name):
        return True
    elsewhere = _URBAN.search(text) and not _RURAL.search(text) and _RURAL.search(name) and not _URBAN.search(name)
    return bool(elsewhere) or any(one.search(text) and other.search(name) for one, other in _OPPOSITES)
