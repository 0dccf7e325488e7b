"""The other burdens of the Provisions: present and dated, not yet judged (each becomes a kind of its own)."""

from registry.domain.article import Article
from registry.domain.law.burden_2024 import PROVISIONS


def _burden(code: str, clause: str, zh: str, en: str, *, soft: bool = False) -> Article:
    return Article(code, PROVISIONS, clause, zh, en, soft=soft)


OTHER_BURDENS = (
    _burden("DOCUMENT_PLANNED", "1", "发文按计划,数量不超过上年;确需超过的书面说明。",
            "Documents are planned and not more than last year's, or the excess is explained in writing."),
    _burden("DOCUMENT_LENGTH", "2", "文件不超过5000字,部署具体任务的不超过4000字。",
            "A document keeps to 5,000 characters, one that sets specific tasks to 4,000."),
    _burden("DOCUMENT_DEMANDS", "3", "文件原则上不对机构编制提要求,不要求签责任状、报送材料;印发前作减负一致性评估。",
            "A document makes no demand for posts, pledges or reports; its burden is assessed before issue.", soft=True),
    _burden("MEETING_PLANNED", "4", "全系统会议一年不超过1次,不层层重开。",
            "System-wide meetings are held at most once a year and not held again level after level."),
    _burden("MEETING_LENGTH", "5", "主讲不超过1小时,会期不超过半天,含分组讨论不超过一天半。",
            "The main speech keeps to an hour, the meeting to half a day, with group sessions a day and a half."),
    _burden("MEETING_MERGED", "6", "能合并的会合并开,不随意扩大参会范围。",
            "Meetings that can be joined are joined, and who must attend is not widened at will.", soft=True),
    _burden("INSPECTION_PLANNED", "7", "督查检查按计划并备案,向受查单位出示通知单。",
            "An inspection is planned and filed, and its form is handed to the place inspected."),
    _burden("INSPECTION_YEARLY", "7", "中央和国家机关各部门综合督查检查每年不超过1次。",
            "A central or state department makes at most one comprehensive inspection a year."),
    _burden("INSPECTION_REPEATED", "8", "同一事项不层层重复督查;不看台账多少,原则上不要求村(社区)备材料。",
            "One matter is not inspected level after level, and villages are not asked for paper.", soft=True),
    _burden("ASSESSMENT_MERGED", "9", "考核不按月按季排名,不搞千分制;县及以下考核合并。",
            "No ranking by month or quarter, no thousand-point scheme; county assessments are merged."),
    _burden("SECONDMENT_FROM_GRASSROOTS", "10", "县及以下单位不得被借调人员。",
            "No one is borrowed from units at county level and below."),
    _burden("SECONDMENT_TERM", "11", "市以上借调不超过6个月,可延期一次不超过6个月,经党组批准并报组织部门备案,本人和出借单位同意延期。",
            "From city level up a secondment lasts six months at most, extended once by six with consent and filing."),
    _burden("APP_CLOSED", "12", "面向基层的政务应用从严控制,未经批准不新建;中央部门面向基层的不超过1个。",
            "Apps towards the grass roots are few: one per central department, none new without approval."),
    _burden("APP_TRACES", "13", "不设打卡签到、积分排名、在线时长、安装率;安全和应急类除外。",
            "No check-ins, points, time online or install rates; security and emergency apps are exempt."),
    _burden("DATA_ONCE", "14", "同一数据材料最多报一次,通过省级平台共享。",
            "The same material is asked for at most once, through the provincial platform."),
    _burden("PETITION_WORK", "18", "信访事项已依法终结的不再排名、通报、考核、追责。",
            "Petitions reviewed or lawfully closed are not ranked, reported, assessed or blamed."),
    _burden("DEMONSTRATION_DRIVE", "19", "市县机关、群团组织和乡镇不开展创建示范活动。",
            "City and county bodies, mass organisations and townships run no demonstration drives."),
    _burden("DRIVE_FEES", "20", "创建示范活动不收费、不排名。",
            "A demonstration drive takes no fee and ranks no one."),
    _burden("STANDARDS_DRIVE", "21", "不以乡镇、村(社区)、学校为对象开展达标活动;已有的到期终止。",
            "No standards drive is aimed at townships, villages or schools; existing ones end at their term."),
)  # fmt: skip
