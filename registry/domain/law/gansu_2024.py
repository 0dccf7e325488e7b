"""Gansu's working measures (甘政办发〔2024〕24号, 15 March 2024), cited G + section: present and dated, not yet judged.

Where they disagree with the Provisions, the Provisions stand.
"""

from datetime import date

from registry.domain.article import Article, Instrument

MEASURES = Instrument(
    code="G",
    title="甘肃省为基层减负工作措施",
    english="Gansu's working measures to reduce burdens on the grass roots",
    document_number="甘政办发〔2024〕24号",
    in_force_from=date(2024, 3, 15),
)


def _burden(code: str, clause: str, zh: str, en: str, *, soft: bool = False) -> Article:
    return Article(code, MEASURES, clause, zh, en, soft=soft)


ARTICLES = (
    _burden("GANSU_DOCUMENT_NUMBER", "2", "发文数量不超过上年。", "No more documents than last year."),
    _burden("GANSU_REPORT_LENGTH", "3", "专项报告不超过3000字。", "Special reports keep to 3,000 characters."),
    _burden("GANSU_MEETING_SIZE", "4", "全省性会议不超过300人,部门会议不超过200人,发言不超过5人。",
            "Meetings keep to 300 people, a department's to 200, with at most five speakers."),
    _burden("GANSU_MEETING_FREE_WEEK", "5", "专题会议不超过1小时;每月安排一个无会周。",
            "Special meetings keep to an hour; one week a month is free of meetings."),
    _burden("GANSU_INSPECTION_PLANNED", "6", "督查检查考核列入计划并备案。",
            "Inspections and assessments are planned and filed."),
    _burden("GANSU_UNANNOUNCED", "7", "督查检查原则上一半以上采用暗访、随机方式。",
            "In principle at least half of all inspections are unannounced or random.", soft=True),
    _burden("GANSU_SITE_VISITS", "8", "同一调研点一年接待不超过50次,节假日原则上不安排。",
            "A site hosts at most fifty visits a year, in principle none on holidays.", soft=True),
    _burden("GANSU_VISIT_COMPANY", "9", "陪同调研的部门人员1至2人,不得代写调研报告。",
            "One or two department people accompany a visit; no report is ghost-written."),
    _burden("GANSU_APPS", "10", "清理整合面向基层的政务应用。", "Apps towards the grass roots are thinned out and merged."),
    _burden("GANSU_DATA_ONCE", "11", "同一材料不重复报送。", "The same material is not reported twice."),
    _burden("GANSU_FESTIVALS", "12", "节庆、论坛活动申报并列入目录。", "Festivals and forums are declared and listed."),
    _burden("GANSU_TASK_FORCES", "13", "部门本职工作不成立工作专班。",
            "No task force is set up for what a department does anyway."),
    _burden("GANSU_SECONDMENT", "14", "从严控制从基层借调人员。", "Borrowing people from the grass roots is held down."),
)  # fmt: skip
