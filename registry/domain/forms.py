"""The forms a demand can take, and the forms in which a province can approve."""

from enum import StrEnum


class DemandForm(StrEnum):
    """How a superior body hands work down (P16); all but DIRECT are ways the article names as disguises."""

    DIRECT = "DIRECT"  # 直接下放
    AUTHORISATION = "AUTHORISATION"  # 授权
    ENTRUSTMENT = "ENTRUSTMENT"  # 委托
    TERRITORIAL = "TERRITORIAL"  # 属地管理: a form of demand, never a justification
    PLEDGE = "PLEDGE"  # 责任状
    TARGETS = "TARGETS"  # 分解指标
    ASSESSMENT = "ASSESSMENT"  # 考核验收
    RULES_ON_WALL = "RULES_ON_WALL"  # 制度上墙


ALWAYS_DISGUISED = (DemandForm.PLEDGE, DemandForm.TARGETS, DemandForm.ASSESSMENT, DemandForm.RULES_ON_WALL)
"""The four that are disguised delegation even for a listed matter (P16)."""

HANDED_OVER = (DemandForm.AUTHORISATION, DemandForm.ENTRUSTMENT)
"""授权 and 委托: disguised where they hand over what the township does not carry (P16)."""


class ApprovalForm(StrEnum):
    """The form of a provincial approval; which ground each lifts is written on the article."""

    UNIFIED_DEPLOYMENT = "UNIFIED_DEPLOYMENT"  # 统一部署
    APPROVAL = "APPROVAL"  # 批准
    CATALOGUE_ENTRY = "CATALOGUE_ENTRY"  # 目录
