"""What the columns of a list hold, and by which names they are known."""

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.duties import DutyTier
from registry.files.marks import MARK_LABEL
from registry.files.text import label

LONGEST_LABEL = 22
LEAD_ALONE = "LEAD_ALONE"
"""Says of a column of duties that they are the leading department's, not those of departments that help."""
UNCLEAR = "UNCLEAR"
"""Says of a column of duties that nobody can tell whose they are."""


class Field(StrEnum):
    """What a column holds."""

    NUMBER = "NUMBER"
    CATEGORY = "CATEGORY"
    SUBCATEGORY = "SUBCATEGORY"
    NAME = "NAME"
    DEPARTMENT = "DEPARTMENT"
    OTHER_DEPARTMENT = "OTHER_DEPARTMENT"
    SUPERIOR_DUTIES = "SUPERIOR_DUTIES"
    OTHER_DUTIES = "OTHER_DUTIES"
    DEPARTMENT_AND_DUTIES = "DEPARTMENT_AND_DUTIES"
    TOWNSHIP_DUTIES = "TOWNSHIP_DUTIES"
    TAKEN_OVER_BY = "TAKEN_OVER_BY"
    METHOD = "METHOD"
    TAKEN_OVER_BY_AND_METHOD = "TAKEN_OVER_BY_AND_METHOD"
    REMARK = "REMARK"
    CHANGE = "CHANGE"
    PART = "PART"
    MARKED_PART = "MARKED_PART"
    MARKED_DEPARTMENT = "MARKED_DEPARTMENT"
    MARK = "MARK"
    UNREAD = "UNREAD"


_BODY = "部门|单位|主体|机构"
_DUTY = "职责|任务|分工|责任(?!部门|单位|主体)|内容"
_WHO = "乡镇|街道|苏木|基层|属地|本镇|本乡|镇级|乡级|^镇|^乡"
_RULES = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (
            Field.NUMBER,
            "^(序|序列号|项次|项号|顺序|顺序号|顺号|排序|条目|号|no|(事项|清单|职责|目录|条目|任务|履职|项目|总|统一|本类)?(序号|编号))$",
        ),
        (Field.REMARK, "^(备注|备考|附注|备注说明|说明|其他说明)$"),
        (Field.PART, "^(清单类型|清单类别|所属清单|清单名称|清单|履职类型|职责类型|履职方式类型|事项性质|履职类别)$"),
        (
            Field.CHANGE,
            "^(变动|调整|修改|修订|变更|增减|更新|新增)(情况|类型|类别|标识|状态|说明|标记|意见|建议)$|^是否(保留|删除|新增|取消|作废|承担|适用|纳入|列入|履行)(清单)?$|^状态$",
        ),
        (Field.MARK, f"^{MARK_LABEL}$"),
        (Field.UNREAD, "依据|电话|联系人|责任人|负责人|时限|日期|频次|编码|代码"),
        (Field.UNREAD, f"^(原|旧|调整前|修改前|收回前).*({_BODY})$"),
        (Field.TAKEN_OVER_BY_AND_METHOD, f"({_BODY}).*(方式|措施|举措|办法)"),
        (Field.TAKEN_OVER_BY, f"(承接|收回|接收|回收|上收).*({_BODY})$"),
        (Field.METHOD, "(方式|措施|举措|办法)((及|和|与)(工作|具体)?要求)?$"),
        (
            Field.TOWNSHIP_DUTIES,
            f"({_WHO}).*({_DUTY})(清单)?$|^(配合|协助)(履职)?(职责|任务|措施|内容)$|^乡镇(街道)?配合$",
        ),
        (Field.DEPARTMENT_AND_DUTIES, "^(职责|责任|任务)分工$"),
        (Field.DEPARTMENT_AND_DUTIES, f"({_BODY})(名称)?(及|和|与|以及)(其|相应)?(主要|工作)?({_DUTY})"),
        (
            Field.SUPERIOR_DUTIES,
            f"({_BODY}|上级|县级|县直|市级|区级|市县).*({_DUTY})(清单)?[0-9一二三四五]?$|^责任内容$",
        ),
        (Field.DEPARTMENT, f"({_BODY})(名称)?[0-9一二三四五]?$"),
        (Field.SUBCATEGORY, "^(二级|次级|第二级|小|子|细)(分类|类别|类目|类型|领域|门类|类)(名称)?$"),
        (Field.CATEGORY, "(类别|领域|分类|大类|板块|门类|类型|类目)(名称)?$|^(类|一级事项|一级目录|一级分类)$"),
        (
            Field.NAME,
            "^(事项|职责|履职|收回|任务|主要|具体|工作|二级|清单).*(名称|内容|事项|职责|目录|描述)$|^(事项|职责|名称|内容|工作任务|任务)$",
        ),
        (Field.NAME, "^.{0,6}(事项|事项名称|职责事项|履职事项)$"),
    )
)
_PARTS = (
    (DutyTier.RECLAIMED, re.compile("收回|上收|回收")),
    (DutyTier.SUPPORTING, re.compile("配合|协助")),
    (DutyTier.BASIC, re.compile("基本|主体")),
)

Slot = tuple[Field, int]
"""A field, and the group of its column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds; `text` is its header as printed, `says` what a mark in it means."""

    field: Field
    text: str
    says: str = ""
    source: int = 0  # where its header cell stands: a merged one heads several columns
    is_hidden: bool = False
    group: int = 0  # which of several departments' columns it belongs to; 0 is the leading one's

    @property
    def slot(self) -> Slot:
        return self.field, self.group


def tier_named_in(text: str) -> DutyTier | None:
    """The one part of the list that a text names; None where it names none or several."""
    found = [tier for tier, pattern in _PARTS if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def field_of(text: str) -> Field | None:
    """What a column of this name holds, None where the name is not one of a list's columns."""
    plain = label(text)
    if not plain or len(plain) > LONGEST_LABEL:
        return None
    return next((field for field, pattern in _RULES if pattern.search(plain)), None)
