"""What a text as people say or paste it asks for: which words tell the form, who asks, and the thing between two words.

Nothing here convicts: a form is only heard where a phrase says it and no prohibition stands before it; whoever asks is
shown what was understood and can change it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.forms import DemandForm
from registry.domain.units import DemanderKind
from registry.domain.variants import folded

_SAID_OF_FORMS: Mapping[DemandForm, tuple[str, ...]] = {
    DemandForm.AUTHORISATION: (r"授权(?!码)", "赋权"),
    DemandForm.ENTRUSTMENT: (r"委托(?!人|书样)",),
    DemandForm.TERRITORIAL: (
        *(r"属地(?:管理|责任|为主|原则)", "谁的辖区谁负责", r"第一责任(?:单位|人)"),
        *("第一发现人", "兜底", "包保到底"),
    ),
    DemandForm.PLEDGE: ("责任状", "责任书", "承诺书", "军令状"),
    DemandForm.TARGETS: (
        *(r"(?:任务|指标)[数量]?(?:分解|下达)", r"分解(?:下达|到|落实)", r"下达.{0,6}(?:任务|指标)"),
        *("完成率", "序时进度", r"每个?(?:村|社区|镇|乡镇|街道|人)(?:完成|不少于|至少|不低于)"),
    ),
    DemandForm.ASSESSMENT: (
        *(r"(?:纳入|列入|作为).{0,8}(?:考核|考评)", r"考核(?:评比|排名|通报|打分|扣分|验收)", "一票否决"),
        *("达标验收", r"[月周季]度?(?:通报|排名)"),
    ),
    DemandForm.RULES_ON_WALL: ("上墙",),
}
_FORMS = {form: re.compile("|".join(said)) for form, said in _SAID_OF_FORMS.items()}
_DENIED = re.compile(r"(?<!不得)(?:不得(?!不)|禁止|严禁|取消|无需|不(?![断仅但少低止光单妨得]))[^，。；;,]{0,8}$")
"""What rules out the phrase that follows it; 不断, 不仅 and 不得不 rule out nothing."""

_OUTSIDE: Mapping[DemanderKind, str] = {
    DemanderKind.BANK: r"银行|信用社|农信社|邮储|农商行",
    DemanderKind.INSURER: r"保险|人寿|人保",
    DemanderKind.SOCIAL_BODY: r"协会|学会|商会|基金会|社会组织|志愿者?队",
    DemanderKind.COMPANY: r"公司|企业|集团|厂(?:里|家|方)?$|开发商|物业$",
}
_BODIES = "|".join(
    (
        "局|办|委|部|厅|处|科|所|站|队|院|中心|法院|政府|公安|学校|妇联|残联|工会|团委|镇|乡|街道",
        "银行|信用社|农信社|邮储|公司|集团|企业|保险|协会|学会|商会|基金会",
    )
)
_WHEN = r"(?:刚才|刚刚|今天|昨天|上午|下午|最近|现在)?[，, ]?"
_BY = r"(?:来文|发文|来函|来电|打电话|通知|发通知)?说?[，,：:]? ?"
_WANTS = r"(?:要求|要|让|叫|请|通知|安排|部署|下发|布置)"
_WHO = re.compile(
    rf"^{_WHEN}(?P<who>[^，。；;,\s“”\"《》要让叫请]{{0,16}}?(?:{_BODIES}))(?:的人|那边|里|方面)?{_BY}{_WANTS}"
)
_TOLD = re.compile(
    r"^(?:我们|咱们|你们|我|村里|镇上|镇里|街道|乡镇|镇街|各地|各乡镇|各镇|各村)?(?:去|来|再)?(?:做|搞|干|弄)?(?:好)?"
)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood: the kind's code, its answers as they would be typed, and who asks, as far as it was said."""

    kind: str
    answers: Mapping[str, Any]
    who: str = ""


def forms_in(text: str) -> list[DemandForm]:
    """The forms of demand (P16) that a text says and does not rule out; none means that it is just asked for."""
    said = folded(text)
    return [
        form
        for form, pattern in _FORMS.items()
        if any(not _DENIED.search(said[: found.start()]) for found in pattern.finditer(said))
    ]


def who_asks(text: str) -> str:
    """The body that a text begins with, before what it wants; empty where it names none so."""
    found = _WHO.match(folded(text).strip())
    return found["who"] if found else ""


def what_is_asked(text: str) -> str:
    """A text without who wants it and of whom at its beginning; itself where little would be left."""
    found = _WHO.match(folded(text).strip())
    rest = text.strip()[found.end() :] if found else text.strip()
    told = _TOLD.match(folded(rest)) if found else None
    left = rest[told.end() :].strip("，,：: ") if told else rest
    return left if len(left) > 1 else text.strip()


def outside_government(name: str) -> DemanderKind | None:
    """The sort of body outside government (P17) that a name tells; None where it tells none."""
    said = folded(name)
    return next((kind for kind, pattern in _OUTSIDE.items() if re.search(pattern, said)), None)


def named_in(text: str, begins: str, ends: str) -> str:
    """The name between what begins it and what ends it, both patterns: what stands in quotation marks, else as little
    as possible before the end. Empty where there is none."""
    said = folded(text)
    for end in re.finditer(ends, said):
        before = said[: end.start()]
        quoted = re.search(r"[“\"「『《]([^”\"」』》]{2,60})[”\"」』》][^，。；;,]{0,4}$", before)
        if quoted:
            return quoted[1]
        *_, last = [None, *re.finditer(begins, before)]
        name = before[last.end() :] if last else before
        name = re.split(r"[，。；;,:：\s]", name.strip())[-1].strip("的“”\"'、")
        if 1 < len(name) <= LONGEST_NAME:
            return name
    return ""
