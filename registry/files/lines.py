"""What a single line says: the title of a list, a category, a total, a note under the table."""

import re
from dataclasses import dataclass

from registry.domain.duties import DutyTier
from registry.files.counts import as_count, count_in, counted, is_count_alone, is_total
from registry.files.fields import Field, field_of, tier_named_in
from registry.files.grid import Row
from registry.files.headers import Header
from registry.files.numerals import CHINESE, Style, number_of, numbered
from registry.files.text import label, narrow, one_line, visible

LONGEST_TITLE = 70
LONGEST_CATEGORY = 24
_SHORT = 16
_KNOWN = """
党的建设 经济发展 民生服务 平安法治 乡村振兴 精神文明建设 社会管理 社会保障 安全稳定
民族宗教 自然资源 生态环保 城乡建设 交通运输 商贸流通 文化和旅游 卫生健康 教育培训监管
应急管理及消防 市场监管 人民武装 综合政务 农业农村 基层党建 公共服务 综合保障 综合治理
生态环境 投资促进 科技创新 教育体育 应急管理 生态文明 基层治理 社会治理 社会事务
城市管理 规划建设 安全生产 综合执法
"""
CATEGORIES = frozenset(_KNOWN.split())
_COUNT = rf"(?P<count>\d{{1,4}}|{CHINESE})"
_TIER = "(?:(?:基本|配合|协助)(?:履行)?(?:履职|职责|事项)|主体(?:履行)?职责|(?:上级)?(?:部门)?(?:收回|上收|回收))"
_TITLE = re.compile(
    rf"[^。;,]{{0,50}}{_TIER}[^。;,:]{{0,16}}(?:清单|目录|一览表|明细表|汇总表|统计表|表|事项|职责|台账)(?:[(][^()]*[)]|续|续表)*"
)
_BARE = re.compile(
    rf"(?:第?{CHINESE}(?:部分)?[、.:]?|[(]{CHINESE}[)]、?|\d[、.])?(?:(?:基本|主体|配合|协助)(?:履职|履行职责|类|职责)"
    r"|(?:上级|县级)?(?:部门)?(?:收回|上收|回收)(?:类|履职)?)(?:清单)?"
)
_NO_TITLE = re.compile("关于|通知|印发|根据|按照|意见|方案|办法|解释")
_SUMMARY = re.compile(rf"(?P<tier>{_TIER})[^。;,0-9]{{0,14}}?(?:共|共计|有|为)?{_COUNT}[项条]")
_NOTE = re.compile(
    "^(注|备注|说明|附注|填表|填报|制表|审核|审批|负责人|联系人|联系电话|电话[:：]|经办|校对|复核|分管领导|主要领导|签字|签名|盖章|单位|单位名称|填报单位|日期|填报日期|续表|接上表|接上页|转下页|第.{1,4}页|附件|抄送|"
    r"主送|印发|公开|此件|来源|依据|解释|本表|本清单|[*※★])(?![一-龥]{0,3}(建设|发展|服务|治理))|^[(]?(续|续表|以下空白|此页无正文).{0,6}$|^[-—]?\d+[-—/]\d*$"
)
BULLETS = "★☆◆◇■□●○▲△►▶※•·*＊✦✧❖"
_BOXED = re.compile(r"(?:类别[：:]?)?[【\[〖](?P<name>[一-龥、和与及]{2,20})[】\]〗](?P<rest>.{0,16})$", re.DOTALL)
CONTINUED = re.compile(
    r"\s*[(（【\[〔]\s*(?:续|接)\s*(?:表|上表|上页|前页|前表|上|前|[0-9０-９一二三])?\s*[)）】\]〕]$|(?<=\S)\s+(?:续上?表?|接上[页表])$|^[(（【\[〔]?(?:续|接上页|接上表)[)）】\]〕：:]\s*"
)
"""党的建设（续）: on the next page the category goes on."""
_HEADED = re.compile(
    rf"^(?:第{CHINESE}(?:部分|板块|大类)(?:\s*[：:、]\s*|\s+)|(?:事项)?(?:类别|分类|领域)\s*[：:]\s*)(?=[一-龥“\"《])"
)
_OTHER_MARK = re.compile(rf"(?:[Ⅰ-ⅻ]+|[IVXＩＶＸ]{{1,5}})\s*[、.．,，:：)）\s]\s*|{CHINESE}\s+(?=[一-龥“\"《])")
_OF_VERSION = re.compile(
    r"(?:[(【\[〔<](?:20\d\d年?(?:\d{1,2}月)?(?:度|版|修订版?|试行|本)?|第?[一二三四五六七八九十\d]{1,2}[批版]|.{0,6}(?:试行|暂行|修订版?|[^(]稿|版))[)】\]〕>]"
    r"|20\d\d年?(?:\d{1,2}月)?(?:版|修订版?|试行|本)|20\d\d年度?(?:第[一二三四五六七八九十]批)?"
    r"|试行|暂行|(?:征求意见|公示|送审|讨论|修订|审议|报批)稿|试行版|修订版)+"
)
_SURELY = re.compile(
    r"^[(]?(?:注|备注|说明|附注|附|填表说明|填报说明|审核|审批|负责人|联系人|联系电话|电话|经办|校对|复核|制表|填表人?|填报人?|签字|签名|盖章|单位|填报单位|"
    r"日期|填报日期|来源|依据|解释|抄送|主送|印发|公开)(?:[:(]|$|[1-9一二三四五][.、:])"
    r"|^(?:续表|接上表|接上页|转下页|第.{1,4}页|附件)|^附?表(?:\d{1,2}|[一二三四五六])$|^[(]?(?:续|续表|以下空白|此页无正文|以上空白|空白页).{0,6}$|^[-—]?\d+[-—/]\d*$|^[*※]"
    r"|^[“\"].{1,80}[”\"]是旧的代码或名称[:：]"  # what our own files say of a place above its list
)


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a list, and how many items it says there are."""

    tier: DutyTier
    declared: int | None
    unread: str = ""  # what ends it like a count and is none


@dataclass(frozen=True, slots=True)
class Category:
    """A category's line; `is_certain` where its number, its count or its name shows what it is."""

    name: str
    declared: int | None
    is_certain: bool
    style: Style | None
    unread: str = ""  # what ends it like a count and is none
    value: int | None = None  # the number it begins with


def title_in(row: Row) -> Title | None:
    """The title that stands in this row, alone or beside 附件1."""
    if len(row.filled) > 2:  # noqa: PLR2004
        return None
    if names_columns(row):
        return None
    if len(row.filled) == 1 and (bare := part_named(row.filled[0].text)):
        return bare
    titles = [title_of(cell.text) for cell in row.filled]
    return next((title for title in titles if title), None)


def names_columns(row: Row) -> bool:
    """序号 | 基本履职事项, 基本履职事项 | 备注: a row that names columns, though one of them is named like a part."""
    fields = [field_of(cell.text) for cell in row.filled]
    others = [field for field in fields if field not in (None, Field.NAME, Field.UNREAD)]
    return len(fields) > 1 and bool(others) and (Field.NUMBER in fields or Field.NAME in fields)


def part_named(text: str) -> Title | None:
    """A line that is nothing but the name of a part: 三、上级收回（20项）."""
    plain, declared, unread = counted(narrow(text))
    tier = tier_named_in(plain) if _BARE.fullmatch(plain) else None
    return Title(tier, declared, unread) if tier else None


def title_of(text: str) -> Title | None:
    """A line that names one part of the list and is no sentence."""
    plain, declared, unread = counted(narrow(text))
    if len(plain) > LONGEST_TITLE or _NO_TITLE.search(plain) or not _TITLE.fullmatch(plain):
        return None
    tier = tier_named_in(plain)
    return Title(tier, declared, unread) if tier else None


def category_of(text: str) -> Category | None:
    """A line as a category; None where it is too long or a sentence."""
    text = CONTINUED.sub("", visible(text))
    line = one_line(_marked_off(_unboxed(text)))
    split = numbered(line)
    rest = split.rest if split else line
    rest = CONTINUED.sub("", rest)
    plain, declared, unread = _category_counted(narrow(rest))
    name = rest if plain == narrow(rest) else _cut_count(rest, plain)
    name = CONTINUED.sub("", name.strip(f"：: 、.．\u3000{BULLETS}"))
    if not name or len(narrow(name)) > LONGEST_CATEGORY or re.search("[。；;：:，,]", name) or not label(name):
        return None
    style = split.number.style if split else None
    if name.endswith("续") and name.removesuffix("续") in CATEGORIES:
        name = name.removesuffix("续")
    known = name.removesuffix("类").removesuffix("方面") in CATEGORIES
    certain = declared is not None or known or line != one_line(text).lstrip(BULLETS)
    certain = certain or style in (Style.CHINESE, Style.BRACKETED_CHINESE)
    return Category(name, declared, certain, style, unread, split.number.value if split else None)


def _unboxed(text: str) -> str:
    """【党的建设】（2项） and 第一部分：党的建设 as 党的建设 with its count."""
    found = _BOXED.match(text.strip())
    return f"{found['name']}{found['rest']}" if found else _HEADED.sub("", text.strip())


def summary_counts(text: str) -> dict[DutyTier, int]:
    """What a covering letter says of the parts: 基本履职事项117项、配合履职事项99项."""
    found = _SUMMARY.finditer(narrow(text))
    told = [(tier_named_in(one["tier"]), as_count(one["count"])) for one in found]
    return {tier: count for tier, count in told if tier and count is not None}


def is_note(text: str) -> bool:
    """Whether a line explains or signs the table and is no part of it."""
    plain = narrow(text)
    if plain[:1] in BULLETS and plain[:1]:
        name, declared, _ = counted(plain.strip(BULLETS))
        if declared is not None or name.removesuffix("类") in CATEGORIES:
            return False
    return _NOTE.search(plain) is not None


def is_surely_note(text: str) -> bool:
    """Whether a line can be nothing but a note: its word (注, 审核人) ends there or stands before a colon.

    注销登记 and 单位登记管理 begin like notes and are matters."""
    return _SURELY.search(narrow(text)) is not None


def is_of_version(text: str) -> bool:
    """Whether a line says which version of a list this is, below its title: （2025年版）, （试行）, （第一批）."""
    return _OF_VERSION.fullmatch(narrow(text)) is not None


def total_in(row: Row) -> tuple[bool, int | None]:
    """Whether this is a row of totals, and the count it gives."""
    texts = [narrow(cell.text) for cell in row.filled]
    if not texts or not is_total(texts[0]) or (is_count_alone(texts[0]) and len(texts) > 1):
        return False, None
    if any(len(text) > (LONGEST_CATEGORY if len(texts) > 1 else LONGEST_TITLE) for text in texts):
        return False, None
    return True, count_in("|".join(texts))


def is_signature(row: Row, header: Header) -> bool:
    """审核人：张三 | 填表人：李四, or 审核人 | 张三 where a number should stand."""
    cells = row.filled
    if one_line(cells[0].text)[:1].isdigit():  # 1-2 is a number, not a page
        return False
    if all(is_note(cell.text) for cell in cells) and len(cells) > 1:
        return True
    column = header.columns.get(cells[0].column)
    said = column is not None and column.field in (Field.NUMBER, Field.CATEGORY) and is_note(cells[0].text)
    return said and len(cells) > 1 and all(len(one_line(cell.text)) <= _SHORT for cell in cells)


def number_style(row: Row) -> Style | None:
    """How a row is numbered: in a cell of its own, or at the beginning of its only text."""
    if not row.filled or row.filled[0].column > 2:  # noqa: PLR2004
        return None
    first = row.filled[0].text
    if len(row.filled) == 1:
        inside = numbered(first)
        return inside.number.style if inside else None
    number = number_of(first)
    return number.style if number else None


def _marked_off(text: str) -> str:
    """A category without the bullet, the Roman number or the number parted by a blank that it begins with."""
    bare = visible(text).lstrip(BULLETS)
    found = _OTHER_MARK.match(bare)
    rest = bare[found.end() :] if found else ""
    return rest if rest and not re.search(r"\s", rest.strip()) else bare


def _cut_count(written: str, plain: str) -> str:
    """The category as written, without its count: as many characters as are left in compatibility form."""
    for end in range(len(written), 0, -1):
        if narrow(written[:end]) == plain:
            return written[:end]
    return plain


def _category_counted(plain: str) -> tuple[str, int | None, str]:
    """A category's line without its count; of a name that we know, a bare number at the end is one (党的建设2)."""
    name, declared, unread = counted(plain)
    bare = re.fullmatch(r"(?P<name>.+?)(?:计|含|有)?(?P<count>\d{0,3})", name)
    if bare and bare["name"].removesuffix("类") in CATEGORIES:
        return bare["name"], int(bare["count"]) if bare["count"] else declared, unread
    return name, declared, unread
