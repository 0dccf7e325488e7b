"""Lists of another kind that look like one of the three: powers handed down 赋权清单 have a column 承接部门 too."""

import re
from collections.abc import Iterator

from registry.files.counts import counted
from registry.files.fields import tier_named_in
from registry.files.grid import Row
from registry.files.lines import LONGEST_TITLE
from registry.files.lists import Problem
from registry.files.text import narrow, one_line
from registry.files.unlisted import PARAGRAPHS

_LIST = re.compile("(?:清单|目录|一览表|明细表|汇总表|统计表|台账|事项表|事项)(?:[(][^()]*[)])*$")
_OTHER = re.compile(
    "赋权|赋予|放权|下放|授权|委托|代办|代理|权责|权力|执法|处罚|许可|审批|行政强制|证明|证照|挂牌|准入|负面|禁止|公共服务|便民|政务服务|"
    "办事|问责|追责|免责|任务分解|项目清单|问题清单|整改"
)
_NO_LIST = re.compile("[。;,]|关于|通知|根据|按照")
LONGEST_TOLD = 30


def is_of_another_kind(text: str) -> bool:
    """Whether this is the title of a list that is none of the three parts and says what else it is."""
    plain, _, _ = counted(narrow(text))
    if len(plain) > LONGEST_TITLE or _NO_LIST.search(plain) or tier_named_in(re.sub("基本公共", "", plain)):
        return False
    return _LIST.search(plain) is not None and _OTHER.search(plain) is not None and not plain[:1].isdigit()


class OtherLists:
    """The title of another list that stands above the next table, and the tables that are of it."""

    def __init__(self) -> None:
        self._title: tuple[str, int, str] | None = None

    def take(self, row: Row, sheet: str = "") -> None:
        """A line that may be such a title, or the name of a sheet; the last one counts."""
        for text in [sheet] if sheet else [cell.text for cell in row.filled]:
            if is_of_another_kind(text):
                self._title = (row.where or sheet or PARAGRAPHS, row.number, one_line(text)[:LONGEST_TOLD])

    def is_over(self) -> None:
        """A title of one of the three parts stands here."""
        self._title = None

    def before_table(self) -> Iterator[Problem]:
        """What must be asked of the table that begins here, once: nobody can tell which of the three it is, if any."""
        if self._title is not None:
            where, row, text = self._title
            yield Problem(where, row, "", "LIST_OF_ANOTHER_KIND", {"text": text})
        self._title = None
