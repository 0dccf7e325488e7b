"""A short line alone in its row, where nothing is numbered: a category of a name that we do not know, or an item of few
words. Nobody can tell which, so it is asked."""

import re
from collections.abc import Iterator

from registry.files.fields import Field
from registry.files.lists import Problem
from registry.files.numerals import Style, numbered
from registry.files.parts import Entry, PartReading
from registry.files.text import one_line

LONGEST = 8
LONGEST_TOLD = 30
_NO_VERB = "(?![促强抓办做推开加落组协配负宣巡排维管建保防抗指引培清整提打化查])"
_LIKE_A_CATEGORY = re.compile(
    f"{_NO_VERB}[一-龥]{{2,6}}"
    "(?:建设|发展|服务|法治|振兴|稳定|保障|环保|交通|旅游|健康|教育|宗教|武装|政务|事务|执法|农村|资源|监管|管理|治理|安全)类?"
)
_ENDS_IN_WORK = """
审核 审批 审查 维护 宣传 宣讲 巡查 巡河 巡林 巡山 检查 核查 核实 上报 登记 申报 受理 办理 发放 排查 整治 调解
防治 防控 抽查 抽检 培训 帮扶 走访 慰问 监测 统计 调查 接待 公开 换届 普查 保护 救助 禁烧 防火 抗旱 灭火 值守
动员 征收 征集 收缴 清理 清运 处置 处理 验收 评定 认定 鉴定 回访 推广 招商 养护 管护 绿化 美化 矫正 创建 学习
考核 监督 执法 监管 联防 联控 指导 协助 代办 服务 管理 治理 发展 建设 教育 反馈 落实 开展 组织 评议 选举 征兵
缴费 参保 收购 种植 养殖 普及 建档 归档 迁移 安置 补贴 救灾 抢险 演练
"""
_UNKNOWN = re.compile(rf"{_NO_VERB}[一-龥]{{2,6}}(?<!{')(?<!'.join(_ENDS_IN_WORK.split())})")


def lonely_in(part: PartReading) -> Iterator[Problem]:
    """Each such row of a part in which no item is numbered and lines are categories, or some may be and others not."""
    yield from _numbered_like_categories(part)
    if any(map(_is_numbered, part.entries)):
        return
    has_categories = any(entry.draft.category for entry in part.entries)
    unknown = [entry for entry in part.entries if _UNKNOWN.fullmatch(_alone(entry))]
    asked = unknown if has_categories or len(unknown) < len(part.entries) else []
    if has_categories:
        asked = [entry for entry in part.entries if entry in asked or _LIKE_A_CATEGORY.fullmatch(_alone(entry))]
    for entry in asked:
        row = entry.draft.first.row
        yield Problem(row.where, row.number, "", "ROW_UNCLEAR", {"text": _alone(entry)})


def _numbered_like_categories(part: PartReading) -> Iterator[Problem]:
    """一、党建引领 alone in its row, where the rows that are not numbered so have no number at all: they head these."""
    typed = [entry for entry in part.entries if entry.item is not None and not entry.item.code]
    styled = [entry for entry in typed if _is_styled(entry)]
    if not styled or len(styled) == len(typed) or any(map(_is_numbered, (e for e in typed if e not in styled))):
        return
    for entry in styled:
        row, said = entry.draft.first.row, entry.draft.first.says(Field.NAME)
        yield Problem(row.where, row.number, "", "ROW_UNCLEAR", {"text": one_line(said)[:LONGEST_TOLD]})


def _is_styled(entry: Entry) -> bool:
    split = numbered(one_line(entry.draft.first.says(Field.NAME)))
    is_alone = len(entry.draft.first.row.filled) == len(entry.draft.lines) == 1
    return is_alone and split is not None and split.number.style in (Style.CHINESE, Style.BRACKETED_CHINESE)


def _alone(entry: Entry) -> str:
    """The short name of an item that is all that stands in its row; empty for any other."""
    item, draft = entry.item, entry.draft
    if item is None or item.code or item.departments or len(item.name) > LONGEST:
        return ""
    return item.name if len(draft.first.row.filled) == len(draft.lines) == 1 else ""


def _is_numbered(entry: Entry) -> bool:
    return entry.item is not None and (entry.item.seq is not None or bool(entry.draft.first.says(Field.NUMBER)))
