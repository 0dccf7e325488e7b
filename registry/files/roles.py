"""What a department is said to do beside its name (牵头, 配合, 为辅, 负责): told apart from the name it stands at."""

import re
from collections.abc import Callable

JOINTS = ("以及", "会同", "联合", "协同", "和", "及", "与", "或", *"·•・+＋—–－-\\＼&＆")
_LEADS = "牵头|主办|主责|主管"
_HELPS = "配合|协同|协办|协管|协助|参与"
_ROLES = f"{_LEADS}|{_HELPS}"
_OPEN, _SHUT = r"[（(【\[〔]", r"[)）】\]〕]"
_IN_BRACKETS = rf"{_OPEN}(?:{_ROLES}|次责|责任(?=单位|部门))(?:部门|单位)?{_SHUT}"
_LABEL = f"(?:{_ROLES}|责任|分管|承接|收回)(?:部门|单位)?[:：]"
_SAYS = re.compile(f"^{_LABEL}|{_IN_BRACKETS}")
_LEADING = re.compile(rf"{_OPEN}(?:{_LEADS})(?:部门|单位)?{_SHUT}|^(?:{_LEADS}|责任)(?:部门|单位)?[:：]")
_JOINED = "|".join(map(re.escape, JOINTS))
_INSIDE = re.compile(rf"(?P<role>{_IN_BRACKETS})\s*(?:{_JOINED})?(?=[^\s、，,；;/|｜])")
_BEHIND = re.compile(
    rf"(?<=[局委办部心队院会司所站])(?P<role>{_ROLES}|为[主辅])(?:\s*(?:{_JOINED})\s*(?=\S)|(?=[省市县区州旗国团]))"
)
"""县教育局牵头和县公安局 as 县教育局（牵头）、县公安局."""
_ON_ITS_OWN_LINE = re.compile(rf"(?P<label>{_LABEL})[^\S\n]*\n\s*")
_DOES = (
    r"(?:(?:按照?|依照?|依据)?(?:各自)?(?:的)?职责(?:分工)?|分别|共同|各自|统一|直接|具体|主要|牵头)*(?:负责|承接|收回|接收|承担|办理)"
    "|(?:按照?|依照?|依据)(?:各自)?(?:的)?职责(?:分工)?|(?:采取|按照?|通过|实行)(?:以下|如下|下列)?"
)
_ENDS = re.compile(rf"(?P<name>.+?)(?:(?P<role>为?(?:{_ROLES})(?:部门|单位)?|为[主辅]|负总责)|(?P<does>{_DOES}))")
_BEGINS = re.compile(
    r"(?:由|(?:交|转)由|(?:收回|上收|划归|移交)(?:至|到|由|给))(?P<named>.{3,})"
    rf"|(?P<role>收回|上收|移交|{_ROLES})(?:部门|单位)?(?P<name>[省市县区州旗国].{{2,}})"
)
_IS_SAID = re.compile(f"由.*|.*(?:{_DOES})")
_VAGUE = re.compile(
    "(?:(?:[省市县区州旗](?:直|级)?|各|有关|相关|成员|其他|其它|上级|主管|行业|所有|职能|涉及|业务|对口|责任)+(?:部门|单位|机关)(?:和单位)?)"
)


def parted(text: str) -> str:
    """The cell with a separator behind every role that glues two names, and labels beside the names they head."""
    text = _ON_ITS_OWN_LINE.sub(r"\g<label>", text)
    return _INSIDE.sub(r"\g<role>、", _BEHIND.sub(r"（\g<role>）、", text))


def without_label(piece: str) -> str:
    """The piece without 牵头部门： before it and （配合） behind it."""
    return re.sub(rf"{_OPEN}为[主辅]{_SHUT}", "", _SAYS.sub("", piece))


def leads(piece: str) -> bool:
    """Whether a label or a bracket says that this department leads."""
    return bool(_LEADING.search(piece) or re.search(rf"{_OPEN}为主{_SHUT}", piece))


def without_doing(name: str, is_department: Callable[[str], bool]) -> tuple[str, bool]:
    """县公安局牵头, 由县公安局负责, 收回至县公安局 as 县公安局, and whether it leads; what leaves no name stays."""
    is_leading = False
    for pattern in (_BEGINS, _ENDS):
        found = pattern.fullmatch(name)
        bare = next((said for key in ("name", "named") if (said := found.groupdict().get(key))), "") if found else ""
        rest = _ENDS.fullmatch(bare) if pattern is _BEGINS and bare else None
        if found and (is_department(bare) or (rest and is_department(rest["name"]))):
            name = bare
            is_leading |= _said_to_lead(found)
    return name, is_leading


def _said_to_lead(found: re.Match[str]) -> bool:
    said = found.groupdict()
    role = re.sub("^为(?=.{2})|部门$|单位$", "", said["role"] or "")
    return role in (*_LEADS.split("|"), "为主", "负总责") or "牵头" in (said.get("does") or "")


def is_said(piece: str) -> bool:
    """由县公安局负责: whether a piece may be a sentence on how the work goes on, and not only a name."""
    return _IS_SAID.fullmatch(piece) is not None


def is_vague(name: str) -> bool:
    """相关部门, 县直各部门, 各成员单位: no unit."""
    return _VAGUE.fullmatch(name) is not None
