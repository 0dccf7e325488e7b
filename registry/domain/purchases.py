"""Bought services 购买服务: what is no contract and no provider, whatever stands in the field."""

import re
from collections.abc import Iterable

from registry.domain.wording import plain

_NOTHING = """
无 没有 暂无 暂缺 未有 尚无 尚未签订 尚未确定
未签 未签订 未定 未确定 不详 不明 未知 略 空 同上 另定 另签 另行签订 另行确定
某 某某 测试 合同 服务商 供应商 承接主体 承接方
none na nil null tbd tba unknown pending test contract provider
"""
_PLACEHOLDERS = frozenset(_NOTHING.split())
_PENDING = re.compile(r"(?:待|拟|正在|准备).{0,4}|(.)\1*|\d")
_VILLAGE = "村委会 村民委员会 居委会 居民委员会 社区居委会 社区居民委员会 村两委 本村 本社区 村里"
_BODIES = tuple(_VILLAGE.split())


def is_a_placeholder(said: str) -> bool:
    """Whether it stands where something is still to come, or never will: 无, 待签, xxx. Nothing said is none."""
    words = plain(said)
    return bool(words) and (words in _PLACEHOLDERS or _PENDING.fullmatch(words) is not None)


def is_the_village(provider: str, names: Iterable[str]) -> bool:
    """Whether a provider is the village, by one of its names, or its committee."""
    own = {plain(name) for name in names}
    return plain(provider) in {*own, *_BODIES, *(name + body for name in own for body in _BODIES)}
