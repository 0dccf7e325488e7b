"""Who acts: people in roles, tied to a unit and a division, and what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the registry."""

    DEPARTMENT_CLERK = "DEPARTMENT_CLERK"  # 县直部门经办
    TOWNSHIP_DESK = "TOWNSHIP_DESK"  # 乡镇清单专员
    VILLAGE = "VILLAGE"  # 村(社区)文书
    LIST_OFFICE = "LIST_OFFICE"  # 编办 清单管理员
    JUSTICE = "JUSTICE"  # 司法
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS"  # 民政、社工
    PROVINCE = "PROVINCE"  # 省级管理员
    OVERSIGHT = "OVERSIGHT"  # 专项工作机制
    ADMINISTRATOR = "ADMINISTRATOR"


class Action(StrEnum):
    """What can be permitted. A verb of a service is permitted by exactly one of these."""

    SUBMIT_REQUEST = "SUBMIT_REQUEST"
    READ_REQUEST = "READ_REQUEST"
    VERIFY_CASE = "VERIFY_CASE"
    DISPUTE_CASE = "DISPUTE_CASE"
    SETTLE_CASE = "SETTLE_CASE"
    RECONSIDER_CASE = "RECONSIDER_CASE"
    WITHDRAW_CASE = "WITHDRAW_CASE"
    END_CASE = "END_CASE"
    REVOKE_CASE = "REVOKE_CASE"
    ISSUE_SLIP = "ISSUE_SLIP"
    RECORD_APPROVAL = "RECORD_APPROVAL"
    CONFIRM_APPROVAL = "CONFIRM_APPROVAL"
    REVOKE_APPROVAL = "REVOKE_APPROVAL"
    OPEN_EMERGENCY = "OPEN_EMERGENCY"
    CLOSE_EMERGENCY = "CLOSE_EMERGENCY"
    PROPOSE_ADJUSTMENT = "PROPOSE_ADJUSTMENT"
    READ_ADJUSTMENT = "READ_ADJUSTMENT"
    ANSWER_CONSULTATION = "ANSWER_CONSULTATION"
    DECIDE_ADJUSTMENT = "DECIDE_ADJUSTMENT"
    SET_LIMITS = "SET_LIMITS"
    DRAFT_LIST = "DRAFT_LIST"
    REVIEW_LIST = "REVIEW_LIST"
    PUBLISH_LIST = "PUBLISH_LIST"
    CHANGE_DIVISIONS = "CHANGE_DIVISIONS"
    KEEP_UNITS = "KEEP_UNITS"
    RECORD_DELEGATED = "RECORD_DELEGATED"
    HEAR_DELEGATED = "HEAR_DELEGATED"
    ASSESS_DELEGATED = "ASSESS_DELEGATED"
    KEEP_DELEGATED = "KEEP_DELEGATED"
    TAKE_BACK_DELEGATED = "TAKE_BACK_DELEGATED"
    CORRECT_DELEGATED = "CORRECT_DELEGATED"
    ADD_CHIEF_DUTY = "ADD_CHIEF_DUTY"
    END_CHIEF_DUTY = "END_CHIEF_DUTY"
    RECORD_PLAQUE_CATALOGUE = "RECORD_PLAQUE_CATALOGUE"
    RECORD_CERTIFICATE_CATALOGUE = "RECORD_CERTIFICATE_CATALOGUE"
    RECORD_RETAINED_LIST = "RECORD_RETAINED_LIST"
    RECORD_INVENTORY = "RECORD_INVENTORY"
    DECIDE_INVENTORY = "DECIDE_INVENTORY"
    READ_NOTICE = "READ_NOTICE"
    SET_MAIL = "SET_MAIL"
    WATCH_MAIL = "WATCH_MAIL"
    SET_WEBHOOK = "SET_WEBHOOK"
    WATCH_WEBHOOKS = "WATCH_WEBHOOKS"
    KEEP_CALENDAR = "KEEP_CALENDAR"
    REPORT_DEMAND = "REPORT_DEMAND"
    READ_REPORT = "READ_REPORT"
    ANSWER_REPORT = "ANSWER_REPORT"
    READ_OVERVIEW = "READ_OVERVIEW"
    KEEP_PEOPLE = "KEEP_PEOPLE"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person: sign-in name, role, unit, and the division that the role is held in."""

    name: str
    role: Role
    unit: str
    division: str


MAY: Mapping[Action, frozenset[Role]] = {
    Action.SUBMIT_REQUEST: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK}),
    Action.READ_REQUEST: frozenset(Role),
    Action.VERIFY_CASE: frozenset({Role.TOWNSHIP_DESK, Role.LIST_OFFICE}),
    Action.DISPUTE_CASE: frozenset({Role.TOWNSHIP_DESK, Role.LIST_OFFICE}),
    Action.SETTLE_CASE: frozenset({Role.LIST_OFFICE, Role.PROVINCE}),
    Action.RECONSIDER_CASE: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK}),
    Action.WITHDRAW_CASE: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK}),
    Action.END_CASE: frozenset({Role.LIST_OFFICE}),
    Action.REVOKE_CASE: frozenset({Role.PROVINCE, Role.LIST_OFFICE}),
    Action.ISSUE_SLIP: frozenset({Role.TOWNSHIP_DESK}),
    Action.RECORD_APPROVAL: frozenset({Role.PROVINCE, Role.LIST_OFFICE}),
    Action.CONFIRM_APPROVAL: frozenset({Role.PROVINCE}),
    Action.REVOKE_APPROVAL: frozenset({Role.PROVINCE}),
    Action.OPEN_EMERGENCY: frozenset({Role.LIST_OFFICE, Role.PROVINCE}),
    Action.CLOSE_EMERGENCY: frozenset({Role.LIST_OFFICE, Role.PROVINCE}),
    Action.PROPOSE_ADJUSTMENT: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK}),
    Action.READ_ADJUSTMENT: frozenset(Role) - {Role.VILLAGE, Role.PROVINCE, Role.ADMINISTRATOR},
    Action.ANSWER_CONSULTATION: frozenset(
        {Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK, Role.JUSTICE, Role.CIVIL_AFFAIRS}
    ),
    Action.DECIDE_ADJUSTMENT: frozenset({Role.LIST_OFFICE}),
    Action.SET_LIMITS: frozenset({Role.LIST_OFFICE}),
    Action.DRAFT_LIST: frozenset({Role.TOWNSHIP_DESK, Role.LIST_OFFICE}),
    Action.REVIEW_LIST: frozenset({Role.LIST_OFFICE, Role.JUSTICE}),
    Action.PUBLISH_LIST: frozenset({Role.LIST_OFFICE}),
    Action.CHANGE_DIVISIONS: frozenset({Role.PROVINCE, Role.ADMINISTRATOR}),
    Action.KEEP_UNITS: frozenset({Role.LIST_OFFICE, Role.ADMINISTRATOR}),
    Action.RECORD_DELEGATED: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK, Role.LIST_OFFICE}),
    Action.HEAR_DELEGATED: frozenset({Role.TOWNSHIP_DESK}),
    Action.ASSESS_DELEGATED: frozenset({Role.LIST_OFFICE}),
    Action.KEEP_DELEGATED: frozenset({Role.LIST_OFFICE}),
    Action.TAKE_BACK_DELEGATED: frozenset({Role.LIST_OFFICE}),
    Action.CORRECT_DELEGATED: frozenset({Role.DEPARTMENT_CLERK, Role.TOWNSHIP_DESK, Role.LIST_OFFICE}),
    Action.ADD_CHIEF_DUTY: frozenset({Role.LIST_OFFICE}),
    Action.END_CHIEF_DUTY: frozenset({Role.LIST_OFFICE}),
    Action.RECORD_PLAQUE_CATALOGUE: frozenset({Role.PROVINCE, Role.CIVIL_AFFAIRS}),
    Action.RECORD_CERTIFICATE_CATALOGUE: frozenset({Role.PROVINCE}),
    Action.RECORD_RETAINED_LIST: frozenset({Role.LIST_OFFICE, Role.CIVIL_AFFAIRS, Role.JUSTICE}),
    Action.RECORD_INVENTORY: frozenset({Role.TOWNSHIP_DESK, Role.VILLAGE}),
    Action.DECIDE_INVENTORY: frozenset({Role.TOWNSHIP_DESK, Role.CIVIL_AFFAIRS}),
    Action.READ_NOTICE: frozenset(Role),
    Action.SET_MAIL: frozenset(Role),
    Action.WATCH_MAIL: frozenset({Role.ADMINISTRATOR}),
    Action.SET_WEBHOOK: frozenset(Role),
    Action.WATCH_WEBHOOKS: frozenset({Role.ADMINISTRATOR}),
    Action.KEEP_CALENDAR: frozenset({Role.ADMINISTRATOR}),
    Action.REPORT_DEMAND: frozenset({Role.TOWNSHIP_DESK, Role.VILLAGE}),
    Action.READ_REPORT: frozenset({Role.TOWNSHIP_DESK, Role.VILLAGE, Role.OVERSIGHT}),
    Action.ANSWER_REPORT: frozenset({Role.TOWNSHIP_DESK, Role.OVERSIGHT}),
    Action.READ_OVERVIEW: frozenset(Role),
    Action.KEEP_PEOPLE: frozenset({Role.ADMINISTRATOR}),
}
"""Which roles may do what; where is decided by the unit and the division. What is not here is denied."""


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role is allowed the action at all."""
    return actor.role in MAY.get(action, frozenset())
