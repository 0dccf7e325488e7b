"""Old codes say so at the other two doors: every GraphQL field and every command that takes a place."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type, is_leaf_type

from registry.api.place_notices import NAMES_A_PLACE
from registry.api.schema import schema
from registry.cli import main
from registry.cli.opening import PlaceOption
from registry.domain.kinds import KINDS
from registry.services.people import issue_token
from registry.store.base import db
from tests.conftest import NOW
from tests.house.test_notices import COUNTY, DAY_BEFORE, MOVED, PROVINCE, TOLD, TOWNSHIP, VILLAGE

# GraphQL
# ----------------------------------------------------------------------------------------------------------------------

OF_A_PAGE = {"after", "before"}
"""Cursors."""
NO_PLACE = {
    "adjustment": {"number"},
    "admission": {"number"},
    "approval": {"code"},
    "approvals": {"text"},
    "article": {"code"},
    "case": {"number"},
    "caseForeseen": {"number", "name", "values", "cleared"},
    "webhook": {"number"},
    **{f"{verb}Case": {"number", "reason"} for verb in ("dispute", "withdraw", "end", "revoke")},
    "settleCase": {"number", "reason", "cleared"},
    **{f"{verb}Case": {"number"} for verb in ("verify", "reconsider")},
    "changes": {"after"},
    "admissions": {"kind"},
    "cases": {"leadingGround", "kind", "department", "text"},
    "requests": {"leadingGround", "kind", "department", "text"},
    "check": {"department", "demanderName"},
    "checks": {"department", "demanderName"},
    "compareCatalogues": {"earlier", "later"},
    "delegatedMatter": {"code"},
    "delegatedMatters": {"text"},
    "draft": {"code"},
    "edition": {"code"},
    "mirror": {"unit"},
    "request": {"number"},
    "search": {"text"},
    "submitRequest": {"input", "draft", "once"},
    "answerReport": {"number", "reportAnswer"},
    "approvalOffers": {"code", "after"},
    "attachFiles": {"request"},
    "closeEmergency": {"code"},
    "confirmApproval": {"code"},
    "correctEmergencyEnd": {"code", "reason"},
    "discardRequestDraft": {"number"},
    "emergency": {"code"},
    "emergencyCases": {"code"},
    "issueSlip": {"case", "paper", "documentNumber", "once"},
    "keepRequestDraft": {"number", "kind", "places", "department", "demander", "demanderName"},
    "openEmergency": {"responseIssuer", "responseMatters"},
    "recordApproval": {
        *("documentNumber", "paperTitle", "keptShare", "money", "moneyChannel", "powers", "systems", "training"),
        *("assessmentReport", "statute", "article", "reinstatedBy", "documentSha256", "approvalNames"),
        *("approvalDemanders", "amends"),
    },
    "removeAttachment": {"number"},
    "report": {"number"},
    "reportDemand": {"reportedDemand", "reportedDemander", "reportedPaper", "reportedUnit"},
    "requestDraft": {"number"},
    "revokeApproval": {"code", "reason"},
    "slip": {"code", "number"},
    "slipCheck": {"number"},
    "slipProposal": {"case"},
    "slips": {"case", "department"},
    "slipText": {"text", "signature", "pem"},
    "createWebhook": {"url"},
    "replayWebhook": {"number", "feedPosition"},
    **{f"{verb}Webhook": {"number"} for verb in ("delete", "pause", "ping", "resume")},
    **{act: {"draft", "documentNumber", "reason"} for act in ("amendListDraft", "putListRow", "publishListDraft")},
    **{f"{verb}ListDraft": {"draft"} for verb in ("send", "approve", "withdraw", "carryOn")},
    **{f"{verb}ListRow": {"draft", "code", "matters"} for verb in ("takeOut", "move", "split")},
    "mergeListRows": {"draft", "codes"},
    "returnListDraft": {"draft", "reason"},
    "rehomeListDraft": {"draft", "to"},
    "carryCorrection": {"edition", "seen"},
    "leftWrong": {"edition"},
    "importList": {"corrects", "documentNumber"},
    "beginListDraft": {"corrects"},
    **{f"{verb}Adjustment": {"number", "title", "articles", "reason", "fromCase"} for verb in ("keep", "propose")},
    **{f"{verb}Adjustment": {"number", "reason"} for verb in ("return", "adopt", "decline", "redraft", "end")},
    "withdrawAdjustment": {"number", "reason"},
    "closeConsultation": {"number", "reason"},
    "consultUnits": {"number", "units"},
    "answerConsultation": {"number", "text"},
    "recordDelegatedMatter": {"matter", "department", "matterCategory", "delegatedIn"},
    "hearDelegatedMatter": {"code", "posts", "money", "powers", "reason"},
    "assessDelegatedMatter": {"code", "posts", "money", "powers", "reason", "despiteWord"},
    "keepDelegatedMatter": {"code", "reason"},
    "takeBackDelegatedMatter": {"code", "department", "reclaimedWay", "reason"},
    "correctDelegatedMatter": {"code", "reason", "matter", "department", "matterCategory", "delegatedIn"},
    "addChiefDuty": {"matter", "chiefBasis"},
    "endChiefDuty": {"code", "reason"},
    "recordPlaque": {"wording", "demandedBy", "documentNumber", "colour"},
    "recordBody": {"name", "demandedBy", "documentNumber"},
    "recordHanging": {"item", "colour", "corrects"},
    **{f"decideOn{sort}": {"item", "reason", "into", "documentNumber", "corrects"} for sort in ("Plaque", "Body")},
    "classVillage": {"villageClass", "basis"},
    "recordCatalogue": {"version"},
    "retainCertificates": {"names", "documentNumber"},
    "setMailAddress": {"mail", "holder"},
    "mergeUnit": {"into", "unit"},
    "recordUnit": {"otherNames", "unitName"},
    "renameUnit": {"unitName", "unit"},
}
"""Texts that name no place, or (of a draft) are not read yet. Every other one must be said to name one:
`NAMES_A_PLACE`, in the spelling of its input."""
ACTS = set(schema.graphql_schema.type_map["Mutation"].fields)  # type: ignore[attr-defined]
"""They tell by the places of their inputs, and are told of below."""
ASKED = {
    "check": 'input: {{place: "{place}", demander: COMPANY, demanderName: "某公司", on: "{on}", '
    'delegation: {{matter: "特种设备安全监督检查", form: TERRITORIAL}}}}',
    "checks": 'inputs: [{{place: "{place}", demander: COMPANY, demanderName: "某公司", on: "{on}", '
    'delegation: {{matter: "特种设备安全监督检查", form: TERRITORIAL}}}}]',
    "catalogueVersions": 'sort: PLAQUES, place: "{place}"',
    "mirror": 'unit: "县市场监督管理局", place: "{place}", on: "{on}"',
    "search": 'text: "安全", place: "{place}", on: "{on}"',
    "village": f'code: "{VILLAGE}", on: "{{on}}"',
    **dict.fromkeys(("admissions", "cases", "requests"), 'filter: {{placeWithin: "{place}"}}'),
}
TODAY = {"admissions", "cases", "catalogueVersions", "requests"}
"""Those that are asked as of today only."""


def root_fields() -> Iterator[tuple[str, GraphQLObjectType, set[str]]]:
    """Each field of the schema's roots, with the names of its texts, and of those of its input."""
    for root in ("Query", "Mutation"):
        for name, field in schema.graphql_schema.type_map[root].fields.items():  # type: ignore[attr-defined]
            texts = dict[str, object]()
            for argument, about in field.args.items():
                of_type = get_named_type(about.type)
                inside = of_type.fields if isinstance(of_type, GraphQLInputObjectType) else {argument: about}
                texts |= {one: get_named_type(other.type) for one, other in inside.items()}
            yield name, field, {one for one, of_type in texts.items() if getattr(of_type, "name", "") == "String"}


def test_every_text_a_field_takes_is_a_place_or_said_to_be_none() -> None:
    undeclared = {
        name: texts
        - OF_A_PAGE
        - NO_PLACE.get(name, set())
        - {to_camel_case(NAMES_A_PLACE.get(name, "")), "idempotencyKey"}
        for name, _, texts in root_fields()
    }
    assert {name: texts for name, texts in undeclared.items() if texts} == {}
    assert set(NAMES_A_PLACE) <= set(undeclared)


def test_every_field_that_takes_a_place_tells_beside_its_answer_from_the_day_of_the_change_on(changed: Flask) -> None:
    client, today = changed.test_client(), "2026-11-23"
    for name, field, _ in root_fields():
        if name not in NAMES_A_PLACE or name in ACTS:
            continue
        by_day = (name in ASKED and name not in TODAY) or "on" in field.args  # type: ignore[attr-defined]
        asked = ASKED.get(name, f'{NAMES_A_PLACE[name]}: "{{place}}"' + (', on: "{on}"' if by_day else ""))
        shown = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"  # type: ignore[attr-defined]

        def told(place: str, on: str, asked: str = asked, name: str = name, shown: str = shown) -> list[object]:
            query = f"{{ asked: {name}({asked.format(place=place, on=on)}) {shown} }}"
            answer = client.post("/graphql", json={"query": query}).get_json()
            return list(answer.get("extensions", {}).get("notices", []))

        (notice,) = told(TOWNSHIP, today)
        assert isinstance(notice, dict) and (notice["path"][:1], notice["code"]) == (["asked"], "PLACE_SUCCEEDED"), name
        assert notice["facts"]["successor_code"].startswith(MOVED[:9]) and TOLD.search(notice["text"]), name
        assert not by_day or told(TOWNSHIP, DAY_BEFORE) == [], name


def test_notices_name_their_field_their_language_and_stay_out_of_answers_without_any(changed: Flask) -> None:
    client = changed.test_client()
    query = f"""query ($place: String!) {{ one: certificates(place: $place, language: EN) {{ place }}
        two: chiefDuties(place: "{MOVED}") {{ nodes {{ code }} }} three: cleanUpCounts(county: $place) {{ open }} }}"""
    answer = client.post("/graphql", json={"query": query, "variables": {"place": TOWNSHIP}}).get_json()
    notices = answer["extensions"]["notices"]
    assert answer["data"]["one"]["place"] == MOVED
    assert [notice["path"] for notice in notices] == [["one"], ["three"]]
    assert "is an old code or name" in notices[0]["text"] and TOLD.search(notices[1]["text"])
    plain = client.post("/graphql", json={"query": f'{{ certificates(place: "{MOVED}") {{ place }} }}'}).get_json()
    assert set(plain["extensions"]) == {"cost"}


def test_a_request_submitted_for_an_old_code_tells_of_each_of_its_places(changed: Flask) -> None:
    with changed.app_context():
        token = issue_token("chen", label="the tests", days=1, now=NOW)
        db.session.remove()
    query = f"""mutation {{ submitRequest(input: {{places: ["{TOWNSHIP}", "620102003000"],
        delegation: {{matter: "特种设备安全监督检查", form: TERRITORIAL}}}}) {{ request {{ number }} }} }}"""
    headers = {"Authorization": f"Bearer {token}"}
    answer = changed.test_client().post("/graphql", json={"query": query}, headers=headers).get_json()
    assert [notice["facts"]["code"] for notice in answer["extensions"]["notices"]] == [TOWNSHIP]


@pytest.mark.parametrize(
    "asked",
    [
        f'openEmergency(input: {{responseLevel: II, responseIssuer: "示例", place: "{TOWNSHIP}", '
        'responseStart: "2026-11-20", responseMatters: ["示例事项"]})',
        'recordApproval(input: {approvalForm: UNIFIED_DEPLOYMENT, issuers: [GOVERNMENT], documentNumber: "x", '
        f'paperTitle: "示例", issuedOn: "2026-11-20", approvalPlaces: ["{TOWNSHIP}", "620102003000"]}})',
        f'beginListDraft(input: {{place: "{TOWNSHIP}"}})',
        f'importList(input: {{place: "{TOWNSHIP}", rows: []}})',
        'proposeAdjustment(input: {event: TOWNSHIP_APPLIED, title: "示例", '
        f'townships: ["{TOWNSHIP}", "620102003000"]}})',
        f'recordDelegatedMatter(input: {{place: "{TOWNSHIP}", matter: "示例", department: "县公安局"}})',
        f'recordDelegatedMatters(input: {{matters: [{{place: "{TOWNSHIP}", matter: "示例"}}]}})',
        f'addChiefDuty(input: {{place: "{TOWNSHIP}", chiefOrGrid: GRID, matter: "示例", chiefBasis: "示例", '
        'chiefFrom: "2026-11-20"})',
    ],
)
def test_acts_tell_of_the_old_codes_they_are_given(changed: Flask, asked: str) -> None:
    with changed.app_context():
        token = issue_token("zheng", label="the tests", days=1, now=NOW)
        db.session.remove()
    query, headers = f"mutation {{ {asked} {{ errors {{ code }} }} }}", {"Authorization": f"Bearer {token}"}
    answer = changed.test_client().post("/graphql", json={"query": query}, headers=headers).get_json()
    assert [notice["facts"]["code"] for notice in answer["extensions"]["notices"]] == [TOWNSHIP]


# The command line
# ----------------------------------------------------------------------------------------------------------------------

Run = Callable[..., Result]
NO_PLACE_TYPED = {
    *("on", "known_at", "lang", "text", "unit", "before", "after", "draft", "person", "number", "effective", "reason"),
    *("into", "other_names", "mail"),
    *("name", "names", "version", "label", "sign_in_name", "title", "corrects", "reviewer", "by", "basis", "kind"),
    *("effective_on", "in_force_from", "village_class", "list_from", "parents", "wins", "document_number", "year"),
    *("department", "demander", "demander_name", "cites", "form", "sort", "notice", "at"),
    *("code", "first", "signature", "url", "kinds", "position"),
    *(asked.name for kind in KINDS.values() for asked in kind.questions()),
}
"""Texts of commands that name no place they answer for (`places change` names the codes that change)."""
SHOWS_ITSELF = {("places", "show", "place")}
"""The former place itself is shown, and what took its place."""


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from verbs(one, (*path, name))
    else:
        yield path, command


def takes_a_place(command: click.Command) -> bool:
    return any(isinstance(one.type, PlaceOption) for one in command.params)


@pytest.fixture
def run(changed: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command after the changes."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def asked(changed: Flask, tmp_path: Path) -> dict[tuple[str, ...], list[object]]:
    """Each command that takes a place, as it is asked for an old code or name."""
    client = changed.test_client()
    rows, catalogue = tmp_path / "list.json", tmp_path / "catalogue.csv"
    rows.write_bytes(client.get(f"/lists/{MOVED}.json").data)
    catalogue.write_bytes(client.get("/catalogues/plaques/620000000000/in-force.csv").data)
    version = ["--effective", "2027-01-01", "--dry-run"]
    place = ["--place", TOWNSHIP]
    return {
        ("certificates",): place,
        ("clean-up",): place,
        ("search",): ["安全", *place],
        ("lists", "show"): place,
        ("lists", "mirror"): ["县市场监督管理局", *place],
        ("lists", "export"): [*place, "--out", tmp_path / "out.xlsx", "--force"],
        ("lists", "import"): [rows, *place, "--dry-run"],
        ("catalogues", "record"): [
            "plaques",
            catalogue,
            "--place",
            PROVINCE,
            "--version",
            "下一版",
            "--as",
            "zheng",
            *version,
        ],
        ("catalogues", "retain"): [
            "--nothing",
            "--place",
            COUNTY,
            "--number",
            "兰编办发〔2026〕1号",
            "--as",
            "sun",
            *version,
        ],
        ("people", "invite"): ["qian", "--name", "钱干事", "--role", "township_desk", *place],
        ("units", "list"): ["--place", COUNTY, "--as", "sun"],
        ("units", "record"): ["县某局", "--place", COUNTY, "--as", "sun"],
        ("places", "class"): [VILLAGE, "VILLAGE", "--from", "2026-05-01", "--by", "zheng"],
        ("check", "delegation"): [
            "--matter",
            "特种设备安全监督检查",
            "--demander",
            "company",
            "--demander-name",
            "某公司",
            *place,
        ],
    }


def test_every_text_a_command_takes_is_a_place_or_said_to_be_none() -> None:
    undeclared = {
        (*path, one.name)
        for path, command in verbs(main)
        for one in command.params
        if isinstance(one.type, click.types.StringParamType) and one.name not in NO_PLACE_TYPED
    }
    assert undeclared == SHOWS_ITSELF


def test_every_command_that_takes_a_place_says_that_the_code_is_old(
    run: Run, asked: dict[tuple[str, ...], list[object]]
) -> None:
    taking = {path for path, command in verbs(main) if takes_a_place(command)}
    kinds = {("check", code) for code in KINDS}
    assert taking - kinds == set(asked) - kinds and kinds <= taking
    for path, words in asked.items():
        done = run(*path, *words)
        assert not done.exception or isinstance(done.exception, SystemExit), (path, done.exception)
        assert len(TOLD.findall(done.stdout)) == 1, (path, done.output)
        if "--on" in {one for option in command_at(path).params for one in option.opts}:
            before = run(*path, *words, "--on", DAY_BEFORE)
            assert not TOLD.search(before.output), (path, before.output)


def command_at(path: tuple[str, ...]) -> click.Command:
    return next(command for one, command in verbs(main) if one == path)


def test_beside_json_it_is_said_on_the_other_output(run: Run) -> None:
    done = run("certificates", "--place", TOWNSHIP, "--json")
    assert json.loads(done.stdout)["place"] == MOVED and TOLD.search(done.stderr)


def test_the_former_place_shown_by_a_command_says_what_took_its_place(run: Run) -> None:
    assert MOVED in run("places", "show", TOWNSHIP).stdout
