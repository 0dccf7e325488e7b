"""Reports of unlawful demands: made, read and answered; who reported is told only to whom the service tells it."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import (
    Acting,
    Data,
    Given,
    done,
    input_of,
    mutation,
    path_in_input,
    payload,
    to_mend,
    typed_flag,
    typed_text,
)
from registry.api.caller import told_in
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument
from registry.api.question import CheckInput, demand_of, path_of
from registry.api.scalars import Date
from registry.api.verdict import Verdict, spoken
from registry.domain.actors import Role
from registry.domain.errors import BadInput, RegistryError
from registry.domain.question import CHINA
from registry.domain.reports import LONGEST_PAPER, LONGEST_TEXT, ReportStatus, ReportVerb
from registry.services import access, reports
from registry.services.reports import Seen
from registry.store.divisions import find_place
from registry.store.reports import ReportStepRecord
from registry.words import Words, words_in

_TYPED = ("reported_demand", "reported_demander", "reported_unit", "reported_on", "reported_paper")


class ReportStep(graphene.ObjectType):
    """一个单位对反映办的一步；不写明由谁经办。 / What an office did with a report, not who did it."""

    class Meta:
        default_resolver = by_public_name

    verb = one(enum_of(ReportVerb), "办了什么。 / What was done.")
    status = one(enum_of(ReportStatus), "随后的状态。 / The status that followed.")
    office = one(enum_of(Role), "哪个单位。 / Which office.")
    answer = text("答复，可为空。 / What it answers; may be empty.")
    on = one(Date, "哪一天。 / On which day.")


@known_by("number")
class Report(graphene.ObjectType):
    """一件反映。反映人受保护，只有应当知道的单位能看到。 / A report. Whoever made it is protected."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("编号，随机产生。 / Its number, drawn by chance.")
    status = one(enum_of(ReportStatus), "办到哪一步。 / Where it stands.")
    demand = text("要求了什么。 / What was demanded.")
    demander_name = text("谁提出的要求。 / Who demanded it.")
    demanded_on = perhaps(Date, "何日提出；空为没有写。 / On which day; null where not told.")
    paper = text("文件或其他依据，可为空。 / By which paper; may be empty.")
    recorded_on = one(Date, "何日登记。 / The day on which it came on record.")
    office = one(enum_of(Role), "现在由谁办理。 / Which office has it now.")
    office_place = text("该单位所在地。 / Where that office is.")
    reported_by = text(
        "反映的单位或村，只告知应当知道的人。 / The unit or village that reported, as far as one may know."
    )
    reported_by_name = text("反映人的姓名；本人同意才有。 / The reporter's name, where they chose to leave it.")
    own = flag("是否本人的反映。 / Whether it is one's own.")
    acts = list_of(enum_of(ReportVerb), "持令牌者现在可以办的。 / What the token's person may do with it now.")
    verdict = perhaps(
        Verdict, "登记处对该要求的结论；没有问过的为空。 / What the registry finds of the demand, if asked."
    )
    steps = list_of(ReportStep, "办理经过。 / What was done with it.")


class Reports(graphene.ObjectType):
    """收到的反映和本人的反映。 / The reports received, and one's own."""

    class Meta:
        default_resolver = by_public_name

    received = list_of(Report, "本单位收到的。 / What one's office received.")
    own = list_of(Report, "本人反映的。 / What one reported oneself.")


ReportPayload = payload(
    "ReportPayload",
    "反映或答复的结果。 / What reporting or answering came to.",
    report=perhaps(Report, "这件反映；有错误时为空。 / The report; null where there are errors."),
)
ReportDemandInput = input_of(
    "ReportDemandInput",
    "要反映的要求。 / The demand to report.",
    {
        "reported_demand": typed_text(
            f"要求了什么（不超过 {LONGEST_TEXT} 字）。 / What was demanded (at most {LONGEST_TEXT} characters)."
        ),
        "reported_demander": typed_text("谁提出的，名称或代码。 / Who demanded it, by name or code."),
        "reported_unit": typed_text(
            "上一项不是登记在册的单位时必填：其所在单位的代码；NOT_LISTED 不在名录；UNKNOWN 不知道。"
            " / Needed where that is no unit on record, as a person is none: the code of their unit, NOT_LISTED (it is "
            "on no list), or UNKNOWN (nobody knows).",
            required=False,
        ),
        "reported_on": graphene.InputField(Date, description="何日提出。 / On which day."),
        "reported_paper": typed_text(
            f"文件或其他依据（不超过 {LONGEST_PAPER} 字）。 / By which paper (at most {LONGEST_PAPER} characters).",
            required=False,
        ),
        "named": typed_flag("让受理单位看到姓名。 / Let the office see one's name."),
        "asked": graphene.InputField(
            CheckInput, description="一并附上登记处对这项要求的结论。 / Have what the registry finds of it go along."
        ),
    },
)
AnswerReportInput = input_of(
    "AnswerReportInput",
    "对一件反映的办理。 / What an office does with a report.",
    {
        "number": typed_text("反映的编号。 / The report's number."),
        "verb": graphene.InputField(
            enum_of(ReportVerb),
            required=True,
            description="TAKE_UP 受理、HAND_ON 转专项工作机制、CLOSE 办结。"
            " / TAKE_UP, HAND_ON to the special mechanism, CLOSE.",
        ),
        "report_answer": typed_text("答复；办结时必填。 / What is answered; needed to close.", required=False),
    },
)


class ReportQueries(graphene.ObjectType):
    """What can be asked about reports."""

    report = graphene.Field(
        Report,
        number=argument(graphene.String, "反映的编号。 / The report's number."),
        language=language_argument(),
        description="一件反映，反映人和受理单位可读；需要令牌。"
        " / One report, for whoever made it and the office that has "
        "it; needs a token.",
    )
    reports = graphene.Field(
        Reports,
        required=True,
        language=language_argument(),
        description="收到的和本人的反映；需要令牌。 / The reports received and one's own; needs a token.",
    )

    @staticmethod
    def resolve_report(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        words, caller = words_in(language), info.context
        with told_in(words):
            return shown(reports.report_called(number, actor=caller.actor(), now=caller.now), words)

    @staticmethod
    def resolve_reports(_root: None, info: GraphQLResolveInfo, language: Language) -> Data:
        words, now = words_in(language), info.context.now
        with told_in(words):
            actor = info.context.actor()
            received, own = reports.received(actor, now=now), reports.own(actor)
            mine = [reports.report_called(record.number, actor=actor, now=now) for record in own]
        return {"received": [shown(one, words) for one in received], "own": [shown(one, words) for one in mine]}


class ReportMutations(graphene.ObjectType):
    """What can be done with reports."""

    report_demand = mutation(
        ReportPayload,
        ReportDemandInput,
        "反映一项要求：村向乡镇（街道），乡镇（街道）向专项工作机制。 / Report a demand: a village to its township, a "
        "township to the special mechanism's office.",
    )
    answer_report = mutation(
        ReportPayload, AnswerReportInput, "受理、转办或办结一件反映。 / Take a report up, pass it on, or close it."
    )

    @staticmethod
    def resolve_report_demand(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _reported, path_of=_path_of)

    @staticmethod
    def resolve_answer_report(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _answered)


def _reported(asked: Given, acting: Acting) -> Data:
    try:
        verdict = _verdict(asked, acting)
    except BadInput as error:
        return to_mend(error, acting.words, ["input", "asked", *path_of(error, asked["asked"])[1:]])
    typed = {name: asked.get(name) or "" for name in _TYPED} | {"named": "yes" if asked["named"] else ""}
    return _seen(reports.report(typed, verdict=verdict, **acting.by).number, acting)


def _verdict(asked: Given, acting: Acting) -> Data | None:
    """What the registry finds of the demand, where it goes along. Raises BadInput."""
    question = asked.get("asked")
    return access.check(demand_of(question), now=acting.now).verdict.as_data() if question else None


def _path_of(error: RegistryError, asked: Given) -> list[str]:
    """Who demanded it is looked up under other names."""
    is_demander = error.facts.get("field") in ("department", "demander")
    return ["input", "reportedDemander"] if is_demander else path_in_input(error, asked)


def _answered(asked: Given, acting: Acting) -> Data:
    verb, said = ReportVerb(asked["verb"]), asked.get("report_answer") or ""
    record = reports.answer(asked["number"], verb, said, **acting.by)
    return _seen(record.number, acting)


def _seen(number: str, acting: Acting) -> Data:
    return {"report": shown(reports.report_called(number, **acting.by), acting.words)}


def shown(seen: Seen, words: Words) -> Data:
    """A report as the type above shows it."""
    record = seen.report
    place, verdict = find_place(record.division), record.verdict
    return {
        "number": record.number,
        "status": record.status,
        "demand": record.asked,
        "demanderName": record.demander_name,
        "demandedOn": record.asked_on,
        "paper": record.paper,
        "recordedOn": record.recorded_at.astimezone(CHINA).date(),
        "office": record.office,
        "officePlace": place.full_name or place.name if place else "",
        "reportedBy": seen.by,
        "reportedByName": seen.by_name,
        "own": seen.is_own,
        "acts": seen.verbs,
        "verdict": (lambda: spoken(verdict, words)) if verdict else None,
        "steps": [_step(step) for step in record.steps[1:]],
    }


def _step(step: ReportStepRecord) -> Data:
    """A step by its day: the hour would tell who was signed in."""
    on = step.recorded_at.astimezone(CHINA).date()
    return {"verb": step.verb, "status": step.status, "office": step.office, "answer": step.answer, "on": on}
