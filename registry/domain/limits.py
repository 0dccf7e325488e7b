"""Limits in working days: the steps that run against one, and what stands in where a county has set none."""

from collections.abc import Mapping
from enum import StrEnum


class LimitStep(StrEnum):
    """The steps that run against a limit in working days, which each county sets for itself."""

    INTAKE = "INTAKE"  # 受理
    CONSULTATION = "CONSULTATION"  # 征求意见
    DECISION = "DECISION"  # 决定
    MENDING = "MENDING"  # 补正
    PUBLICATION = "PUBLICATION"  # 编制新版清单
    VERIFICATION = "VERIFICATION"  # 乡镇核实
    SETTLEMENT = "SETTLEMENT"  # 编办裁定


LEAST_DAYS, MOST_DAYS = 1, 250
OUR_LIMITS: Mapping[LimitStep, int] = {
    LimitStep.INTAKE: 5,
    LimitStep.CONSULTATION: 10,
    LimitStep.DECISION: 15,
    LimitStep.MENDING: 15,
    LimitStep.PUBLICATION: 10,
    LimitStep.VERIFICATION: 5,
    LimitStep.SETTLEMENT: 10,
}
"""Working days where a county has set none. They are our own, to be confirmed: no rule on township lists was found."""
