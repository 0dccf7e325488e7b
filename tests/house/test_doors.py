"""The doors: every route and every GraphQL field is listed with who may use it; a new one without a rule fails."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, is_required_input_field

from registry.api.schema import schema
from registry.domain.actors import MAY, Action

OPEN = {
    "account.open_session",
    "account.give_code",
    *("account.to_single_sign_on", "account.from_single_sign_on"),
    *("links.forgot", "links.ask", "links.one", "links.set_password"),
    "approvals.listed",
    "approvals.one",
    "emergencies.listed",
    "emergencies.one",
    "admissions.box",
    "admissions.granted",
    "admissions.one",
    "account.sign_in",
    "signing_keys.keys",
    "signing_keys.pem",
    "slip_checks.box",
    "slip_checks.one",
    "slip_checks.read",
    "slip_checks.signed",
    "ask.ask",
    "ask.whole",
    "box.front",
    "box.judge",
    "ask.judge",
    "ask.static",
    "bootstrap.static",
    "chiefs.register",
    "delegated.matters",
    "delegated.one",
    "catalogue_recording.in_force",
    "catalogues.versions",
    "certificates.one",
    "explorer.console",
    "explorer.front",
    "explorer.one_type",
    "explorer.text",
    "explorer.told",
    "graphql",
    "health.health",
    "law.article",
    "law.articles",
    "lists.compare",
    "lists.edition",
    "lists.front",
    "lists.mirror",
    "lists.one",
    "lists.overlay",
    "places.place",
    "lists_out.download",
    "villages.one",
    "search.search",
}
"""Whoever comes: looking something up takes no account."""
SIGNED_IN = {
    "admissions.own",
    "slips.document",
    "slips.issue",
    "slips.letter",
    "slips.new",
    "slips.own",
    "adjustments.act",
    "approval_recording.form",
    "approval_recording.record",
    "approvals.confirm",
    "approvals.document",
    "approvals.offers",
    "approvals.reconsider",
    "approvals.revoke",
    "emergencies.close_response",
    "emergencies.correct_end",
    "emergencies.open_response",
    "adjustments.edit",
    "adjustments.listed",
    "adjustments.mend",
    "adjustments.new",
    "adjustments.one",
    "adjustments.propose",
    "limits.limits_page",
    "limits.set_limit",
    "overviews.download",
    "overviews.one",
    "overviews.own",
    "units.listed",
    "units.keep",
    *("account.sign_out", "account.go_on"),
    *(f"own_account.{name}" for name in ("account", "set_password", "sign_out_everywhere", "renew_codes", "take_off")),
    *(f"own_account.{name}" for name in ("begin", "set_up", "picture", "confirm")),
    *(f"people.{name}" for name in ("listed", "invitation", "invite", "one", "act")),
    "mail.addresses",
    "mail.set_address",
    "webhooks.act",
    "webhooks.listed",
    "webhooks.make",
    "webhooks.one",
    "notices.listed",
    "notices.read",
    "reports.answer",
    "reports.listed",
    "reports.new",
    "reports.one",
    "reports.report",
    "draft_rows.merge",
    "draft_rows.merging",
    "draft_rows.put",
    "draft_rows.row",
    "draft_rows.shift",
    "draft_rows.split",
    "draft_rows.splitting",
    "drafts.act",
    "drafts.mine",
    "drafts.one",
    "drafts.start",
    "left_wrong.carry",
    "left_wrong.one",
    "list_import.dry_run",
    "list_import.form",
    "list_import.keep",
    "list_import.remarks",
    "chiefs.add",
    "chiefs.end",
    "delegated.act",
    "delegated.record",
    "delegated.record_form",
    "delegated.record_many",
    "cases.act",
    "cases.one",
    "catalogue_recording.dry_run",
    "catalogue_recording.form",
    "catalogue_recording.keep",
    "division_changes.form",
    "division_changes.record",
    "certificates.record",
    "certificates.retain",
    "attachments.add",
    "attachments.one",
    "attachments.remove",
    "request_drafts.discard",
    "request_drafts.keep",
    "request_drafts.one",
    "requests.one",
    "requests.own",
    "requests.submit",
    "villages.decide_on_body",
    "villages.decide_on_plaque",
    "villages.record_body",
    "villages.record_hanging",
    "villages.record_plaque",
    "work.waiting",
}
"""People who are signed in; the services then ask what their role may do."""
FETCHED_BY_TOKEN = {"graphql_attachment", "graphql_document", "graphql_letter"}
"""Files for other systems; the services then ask whether their person may read them."""

OPEN_FIELDS = {
    "approval",
    "approvals",
    "admission",
    "article",
    "emergencies",
    "emergency",
    "signingKeys",
    "slip",
    "slipCheck",
    "slipText",
    "certificates",
    "changes",
    "check",
    "checks",
    "compareLists",
    "catalogueVersions",
    "compareCatalogues",
    "provinces",
    "units",
    "edition",
    "chiefDuties",
    "cleanUpCounts",
    "delegatedMatter",
    "delegatedMatters",
    "instruments",
    "kinds",
    "law",
    "list",
    "mirror",
    "overlay",
    "place",
    "village",
    "villages",
    "search",
    "workCalendar",
    "node",
    "nodes",
}
BY_TOKEN = {
    "overview",
    "admissions",
    "case",
    "cases",
    "requests",
    "workList",
    "countyLimits",
    *(f"{verb}Case" for verb in ("verify", "dispute", "settle", "reconsider", "withdraw", "end", "revoke")),
    "approvalOffers",
    "caseForeseen",
    "mailBox",
    "emergencyCases",
    "notices",
    "unreadNotices",
    "report",
    "reports",
    "requestDraft",
    "requestDrafts",
    "slipProposal",
    "slips",
    *("recordApproval", "confirmApproval", "revokeApproval", "openEmergency", "closeEmergency", "issueSlip"),
    "correctEmergencyEnd",
    *("reportDemand", "answerReport", "keepRequestDraft", "discardRequestDraft", "attachFiles", "removeAttachment"),
    "markNoticesRead",
    "webhook",
    "webhooks",
    *(f"{verb}Webhook" for verb in ("create", "pause", "resume", "replay", "ping", "delete")),
    "leftWrong",
    *("importList", "beginListDraft", "amendListDraft", "putListRow", "takeOutListRow", "moveListRow"),
    *("mergeListRows", "splitListRow", "sendListDraft", "approveListDraft", "returnListDraft", "withdrawListDraft"),
    *("carryOnListDraft", "rehomeListDraft", "publishListDraft", "carryCorrection"),
    *("keepAdjustment", "proposeAdjustment", "consultUnits", "answerConsultation", "closeConsultation"),
    *(f"{verb}Adjustment" for verb in ("return", "adopt", "decline", "redraft", "end", "withdraw")),
    "addWorkCalendarDays",
    *("setLimit", "recordDelegatedMatter", "recordDelegatedMatters"),
    *(f"{verb}DelegatedMatter" for verb in ("hear", "assess", "keep", "takeBack", "correct")),
    *("addChiefDuty", "endChiefDuty"),
    *("recordPlaque", "recordBody", "recordHanging", "decideOnPlaque", "decideOnBody", "classVillage"),
    *("recordCatalogue", "retainCertificates", "changeDivisions", "setMailAddress"),
    *("recordUnit", "renameUnit", "mergeUnit", "unrecordedUnits"),
    "draft",
    "drafts",
    "adjustment",
    "adjustments",
    "request",
    "submitRequest",
}


def test_every_route_has_a_rule(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == OPEN | SIGNED_IN | FETCHED_BY_TOKEN


def test_what_is_fetched_by_token_is_refused_without_one_in_json(app: Flask, client: FlaskClient) -> None:
    addresses = ("/graphql/attachments/F2026-000001", "/graphql/approvals/PA-0001/document", "/graphql/slips/HF-1.docx")
    found = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/graphql/")}
    assert found == FETCHED_BY_TOKEN and len(addresses) == len(found)
    for address in addresses:
        for headers in ({}, {"Authorization": "Bearer tr_nobody"}):
            answer = client.get(address, headers=headers)
            assert (answer.status_code, answer.json["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")


def test_what_needs_a_person_sends_a_stranger_to_sign_in(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in SIGNED_IN and "GET" in (rule.methods or ()):
            answer = client.get(re.sub(r"<[^>]*>", "R2026-000001", rule.rule))
            answer = client.get(rule.rule.replace("<number>", "R2026-000001").replace("<code>", "620102000000"))
            assert answer.status_code in (302, 303), rule.rule
            assert answer.headers["Location"].startswith("/sign-in")


def test_every_field_of_the_schema_has_a_rule() -> None:
    types = schema.graphql_schema.type_map
    fields = {*types["Query"].fields, *types["Mutation"].fields}  # type: ignore[attr-defined]
    assert fields == OPEN_FIELDS | BY_TOKEN


def test_every_action_says_who_may_and_nothing_else_is_allowed() -> None:
    assert set(MAY) == set(Action)
    assert all(MAY.values())


def test_every_mutation_needs_a_token(client: FlaskClient) -> None:
    """With an input that is none, whoever comes without a token is refused before anything of it is looked at."""
    fields = schema.graphql_schema.type_map["Mutation"].fields  # type: ignore[attr-defined]
    assert set(fields) <= BY_TOKEN
    for name, field in fields.items():
        of_input = field.args["input"].type.of_type
        query = f"mutation ($input: {of_input.name}!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"
        given = {asked: _any(about.type) for asked, about in of_input.fields.items() if is_required_input_field(about)}
        answer = client.post("/graphql", json={"query": query, "variables": {"input": given}}).get_json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_SIGNED_IN"], (name, answer)


def _any(of_type: Any) -> Any:
    """Something that a type takes."""
    of_type = getattr(of_type, "of_type", of_type)
    if isinstance(of_type, GraphQLList):
        return []
    if isinstance(of_type, GraphQLEnumType):
        return next(iter(of_type.values))
    if isinstance(of_type, GraphQLInputObjectType):
        return {name: _any(about.type) for name, about in of_type.fields.items() if is_required_input_field(about)}
    return {"Int": 1, "Boolean": False, "Bytes": ""}.get(of_type.name, "2026-11-20")
