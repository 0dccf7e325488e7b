"""What a verdict can say."""

from enum import StrEnum


class Outcome(StrEnum):
    """Admit 可以准入, refer 存疑 (a person must settle a fact), reject 不予准入; a note decides nothing.

    An outcome is not a status: after ADMIT the township still has to verify.
    """

    ADMIT = "ADMIT"
    REFER = "REFER"
    REJECT = "REJECT"
    NOTE = "NOTE"


WEIGHT = {Outcome.NOTE: 0, Outcome.ADMIT: 1, Outcome.REFER: 2, Outcome.REJECT: 3}
"""REJECT beats REFER beats ADMIT; a note weighs nothing."""


def heaviest(outcomes: list[Outcome]) -> Outcome:
    """The outcome that beats the others; ADMIT where there is none."""
    if Outcome.REJECT in outcomes:
        return Outcome.REJECT
    return Outcome.REFER if Outcome.REFER in outcomes else Outcome.ADMIT


class CureCode(StrEnum):
    """What would make a demand lawful; the words are rendered with the facts of the ground it cures."""

    PUBLISH_LIST = "PUBLISH_LIST"
    OBTAIN_UNIFIED_DEPLOYMENT = "OBTAIN_UNIFIED_DEPLOYMENT"
    OBTAIN_NEWER_DEPLOYMENT = "OBTAIN_NEWER_DEPLOYMENT"
    OBTAIN_DEPLOYMENT_NAMING_FORM = "OBTAIN_DEPLOYMENT_NAMING_FORM"
    CARRY_IT_YOURSELF = "CARRY_IT_YOURSELF"
    KEEP_TO_SHARE = "KEEP_TO_SHARE"
    ASK_THROUGH_RIGHT_DEPARTMENT = "ASK_THROUGH_RIGHT_DEPARTMENT"
    DROP_FORM = "DROP_FORM"
    JOIN_UNIFIED_ASSESSMENT = "JOIN_UNIFIED_ASSESSMENT"
    LET_VILLAGE_ASSIST_ONLY = "LET_VILLAGE_ASSIST_ONLY"
    ASK_THE_TOWNSHIP = "ASK_THE_TOWNSHIP"
    BUY_THE_SERVICE = "BUY_THE_SERVICE"
    OBTAIN_APPROVAL_OF_BODY = "OBTAIN_APPROVAL_OF_BODY"
    OBTAIN_PLAQUE_ENTRY = "OBTAIN_PLAQUE_ENTRY"
    FOLLOW_CATALOGUE_STYLE = "FOLLOW_CATALOGUE_STYLE"
    TAKE_DOWN_ANOTHER = "TAKE_DOWN_ANOTHER"
    OBTAIN_HIGHER_QUOTA = "OBTAIN_HIGHER_QUOTA"
    USE_INSTEAD = "USE_INSTEAD"
    OBTAIN_CERTIFICATE_ENTRY = "OBTAIN_CERTIFICATE_ENTRY"
    CONFIRM_BASIS = "CONFIRM_BASIS"
    OBTAIN_ENTRY_NAMING_DEMANDER = "OBTAIN_ENTRY_NAMING_DEMANDER"
    ADJUST_THE_LIST = "ADJUST_THE_LIST"
    NAME_THE_MATTER = "NAME_THE_MATTER"
    COMPLETE_THE_ISSUERS = "COMPLETE_THE_ISSUERS"
    CONFIRM_THE_APPROVAL = "CONFIRM_THE_APPROVAL"


class ConditionCode(StrEnum):
    """What an admitted demand stays bound to."""

    WITHIN_SHARE = "WITHIN_SHARE"
    RESOURCES_DUE = "RESOURCES_DUE"
    ENDS_WITH_APPROVAL = "ENDS_WITH_APPROVAL"
    ENDS_WITH_RESPONSE = "ENDS_WITH_RESPONSE"
    VERIFIED_AFTERWARDS = "VERIFIED_AFTERWARDS"
    CATALOGUE_STYLE = "CATALOGUE_STYLE"
    TERRITORIAL_IS_NO_GROUND = "TERRITORIAL_IS_NO_GROUND"
