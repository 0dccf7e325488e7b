"""The rows of the law of the ground floor, as tables that the rule engines are given, each in its own language.

The rows stand in the order in which grounds lead. A row says when a ground is raised, its outcome, the form of approval
that lifts it ("" for none), whether it yields to an emergency, and what an approval must say besides.
"""

_DEPLOYMENT, _APPROVAL, _ENTRY, _NOTHING = "UNIFIED_DEPLOYMENT", "APPROVAL", "CATALOGUE_ENTRY", ""
_ALWAYS = ("PLEDGE", "TARGETS", "RULES_ON_WALL")

When = dict[str, str]
Row = tuple[str, str, str, bool, str, When]

TABLES: dict[str, tuple[Row, ...]] = {
    "delegation": (
        (
            *("VILLAGE_AS_SUBJECT", "REJECT", _NOTHING, False, ""),
            {"village": "true", "responsible": "true", "affair": "!= 'OTHER'"},
        ),
        (
            *("VILLAGE_AS_SUBJECT", "REFER", _NOTHING, False, ""),
            {"village": "true", "responsible": "true", "affair": "'OTHER'"},
        ),
        ("NO_LIST", "REJECT", _NOTHING, True, "", {"part": "'NO_LIST'", "bought": "false"}),
        ("RECLAIMED", "REJECT", _DEPLOYMENT, True, "newer", {"part": "'RECLAIMED'", "bought": "false"}),
        *(("DISGUISED", "REJECT", _DEPLOYMENT, True, form, {form: "true"}) for form in _ALWAYS),
        ("DISGUISED", "REJECT", _DEPLOYMENT, True, "ASSESSMENT", {"ASSESSMENT": "true", "in_unified": "false"}),
        ("SEPARATE_ASSESSMENT", "REJECT", _NOTHING, True, "", {"ASSESSMENT": "true", "others_run": "true"}),
        (
            *("CHIEF_OR_GRID", "REJECT", _DEPLOYMENT, True, ""),
            {"laid_on": "!= 'NOBODY'", "chief_known": "false", "part": "'NO_LIST', 'OFF_LIST'"},
        ),
        (
            *("CHIEF_OR_GRID", "REFER", _DEPLOYMENT, True, ""),
            {"laid_on": "!= 'NOBODY'", "chief_known": "false", "part": "not in ['NO_LIST', 'OFF_LIST']"},
        ),
        (
            *("WRONG_DEPARTMENT", "REJECT", _NOTHING, True, ""),
            {"part": "'SUPPORTING'", "has_share": "false", "bought": "false"},
        ),
        ("LIST_GAP", "REFER", _NOTHING, True, "", {"part": "'OFF_LIST'", "statute": "true", "bought": "false"}),
        *(
            (
                *("DISGUISED", "REJECT", _DEPLOYMENT, True, form),
                {form: "true", "part": "'SUPPORTING'", "assisting": "false", "bought": "false"},
            )
            for form in ("AUTHORISATION", "ENTRUSTMENT")
        ),
        *(
            (
                *("DISGUISED", "REJECT", _DEPLOYMENT, True, form),
                {form: "true", "part": "'OFF_LIST'", "bought": "false"},
            )
            for form in ("AUTHORISATION", "ENTRUSTMENT", "TERRITORIAL")
        ),
        (
            *("BEYOND_SUPPORT", "REJECT", _DEPLOYMENT, True, ""),
            {"part": "'SUPPORTING'", "assisting": "false", "bought": "false"},
        ),
        (
            *("BEYOND_SUPPORT", "REJECT", _DEPLOYMENT, True, ""),
            {"part": "'SUPPORTING'", "assisting": "true", "TERRITORIAL": "true", "bought": "false"},
        ),
        ("OFF_LIST", "REJECT", _DEPLOYMENT, True, "", {"part": "'OFF_LIST'", "statute": "false", "bought": "false"}),
        ("MATTER_UNCLEAR", "REFER", _DEPLOYMENT, True, "", {"part": "'UNCLEAR'", "bought": "false"}),
        (
            *("VILLAGE_TASK", "REFER", _DEPLOYMENT, True, ""),
            {"village": "true", "responsible": "false", "bought": "false"},
        ),
        ("PURCHASED", "ADMIT", _NOTHING, False, "", {"bought": "true"}),
    ),
    "village_body": (("NEW_BODY", "REJECT", _APPROVAL, False, "", {"village": "true"}),),
    "plaque": (
        ("PLAQUE_NAME", "REJECT", _ENTRY, False, "", {"entry": "'NONE'"}),
        ("PLAQUE_STYLE", "REJECT", _ENTRY, False, "", {"entry": "'LISTED'", "departs": "true"}),
        (
            *("PLAQUE_QUOTA", "REJECT", _ENTRY, False, "quota"),
            {"entry": "!= 'STATUTORY'", "has_quota": "true", "would_hang": "> quota"},
        ),
        ("NO_QUOTA", "REJECT", _ENTRY, False, "quota", {"entry": "!= 'STATUTORY'", "has_quota": "false"}),
    ),
    "certificate_demand": (
        ("NO_LEGAL_BASIS", "REJECT", _ENTRY, False, "reinstatement", {"listed": "'NATION'"}),
        ("NO_LEGAL_BASIS", "REJECT", _ENTRY, False, "basis", {"listed": "'PROVINCE'"}),
        ("NO_LEGAL_BASIS", "REJECT", _ENTRY, False, "basis", {"listed": "'NONE'", "basis_cited": "false"}),
        ("BASIS_UNCLEAR", "REFER", _ENTRY, False, "basis", {"listed": "'NONE'", "basis_cited": "true"}),
        ("BASIS_UNCLEAR", "REFER", _ENTRY, False, "basis", {"to_be_confirmed": "true"}),
        ("CANCELLED_DEMANDER", "REFER", _ENTRY, False, "demander", {"business": "true"}),
    ),
}
