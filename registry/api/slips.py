"""Slips: what a township may reply today, issuing one, and checking one by its number or by its text."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import graphene
from flask import current_app, url_for
from graphql import GraphQLResolveInfo

from registry.api.acting import Acting, Data, Given, done, input_of, mutation, path_in_input, payload, typed_text
from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.cursors import begin_of_day
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.question import CheckInput, demand_of, path_of
from registry.api.scalars import JSON, Date, DateTime
from registry.api.verdict import Verdict, spoken
from registry.domain.errors import RegistryError, SlipUnreadable
from registry.domain.question import CHINA
from registry.domain.slips import Reply, check_code
from registry.services import slips
from registry.services.record_pages import slips_read_by
from registry.services.signing import FOLDER, KeyRing, as_bytes
from registry.services.slip_checks import Standing, check_text, has_good_signature, standing_today
from registry.services.slips import About, Wanted
from registry.store.record_pages import SlipsWanted
from registry.store.slips import SlipRecord
from registry.words import Words, words_in

LONGEST_TEXT = 20_000
LONGEST_KEY = 60


class SlipStanding(graphene.ObjectType):
    """回函今天的情况：以今天已登记的情况重新判断。 / How a slip stands today: its question judged again."""

    class Meta:
        default_resolver = by_public_name

    verdict = perhaps(
        Verdict, "今天的结论；已不能判断的为空。 / The verdict of today; null where none can be given any more."
    )
    is_the_same = flag("结论和理由是否与出具时相同。 / Whether it says the same for the same reasons.")
    bears_the_reply = flag("今天是否仍可作此答复。 / Whether it still bears the reply.")
    admitted_since = text(
        "出具之后才取得的有效准入编号，可为空。 / The valid admission number that was issued after it; may be empty."
    )
    lacks_number = text(
        "所承诺的事为何没有（或不再有）编号，可为空。 / Why what it undertook has no number any more; may be empty."
    )
    document_there = flag("所要求补充的文件是否已经登记。 / Whether the paper it asks for is on record now.")


class SlipCheck(graphene.ObjectType):
    """只凭编号可查的：是否出具过，今天是否仍成立。 / By its number alone: that it was issued, and how it stands."""

    class Meta:
        default_resolver = by_public_name

    number = text("编号。 / Its number.")
    good_signature = flag("签名是否有效。 / Whether the signature is good.")
    bears_the_reply = flag("今天是否仍可作此答复。 / Whether it still bears the reply.")
    stands = text("今天的情况，一句话。 / How it stands today, in a sentence.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")


@known_by("number")
class Slip(graphene.ObjectType):
    """一份回函：凭编号和查验码可读全文。 / A slip, which anybody may read who has its number and check code."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("编号，末位为校验码。 / Its number; the last character checks it.")
    township = text("出具地乡镇（街道）的代码。 / The township's code.")
    unit_name = text("出具单位。 / Who issued it.")
    demander_name = text("答复哪个单位。 / Whom it answers.")
    matter = text("答复的是什么要求。 / The demand it answers.")
    paper = text("所答复的文件，可为空。 / The paper it answers; may be empty.")
    document_number = text("乡镇自己的文号，可为空。 / The township's own document number; may be empty.")
    reply = one(enum_of(Reply), "答复。 / The reply.")
    case = perhaps(graphene.String, "办件编号；空为没有。 / The number of its case; null for none.")
    admission = text("所依据的准入编号，可为空。 / The number of the admission it rests on; may be empty.")
    issued_at = one(DateTime, "何时出具。 / When it was issued.")
    verdict = one(Verdict, "出具当天的结论。 / The verdict of the day on which it was issued.")
    statement = text("签名的原文，UTF-8。 / The text that was signed, in UTF-8.")
    signature = text("Ed25519 签名，base64url。 / Its Ed25519 signature, in base64url.")
    key = text("签名所用公钥的编号。 / The id of the key that signed it.")
    good_signature = flag("签名是否有效。 / Whether the signature is good.")
    standing = one(SlipStanding, "今天的情况。 / How it stands today.")
    check_code = text("回函上印的查验码。 / The check code printed on it.")
    check_address = text("任何人核验它的页面地址。 / The address of the page where anybody checks it.")
    document_address = text(
        "公文格式 .docx 的地址，由当事各方用同一令牌 GET。"
        " / Where the parties fetch it as a letter (.docx), with GET and "
        "the same token."
    )
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")


class SlipProposal(graphene.ObjectType):
    """今天的结论，以及它允许的答复，最合适的在前。 / Today's verdict, and the replies that it bears, the fitting one
    first."""

    class Meta:
        default_resolver = by_public_name

    verdict = one(Verdict, "今天的结论。 / The verdict of today.")
    replies = list_of(enum_of(Reply), "可以作的答复。 / The replies that may be given.")
    case = text("办件编号，可为空。 / The number of the case; may be empty.")
    admission = text("今天有效的准入编号，可为空。 / The admission number that holds today; may be empty.")
    why_no_number = text(
        "没有有效的准入编号的原因；有编号的为空。 / Why no admission number holds; empty where one does."
    )


class CheckedSlipText(graphene.ObjectType):
    """一份回函原文的核验结果。 / What checking a slip's text came to."""

    class Meta:
        default_resolver = by_public_name

    good = flag("签名是否有效。 / Whether the signature is good.")
    facts = one(JSON, "原文写明的事实。 / The facts that the text states.")


_CASE = "答复哪个办件；与 demand 二选一。 / The case that is answered; this or demand."
_DEMAND = "答复哪项要求；其中的日期不起作用，按今天判断。 / The demand that is answered; judged as of today."
AnsweredInput = input_of(
    "AnsweredInput",
    "要答复的：一个办件，或者一项要求。 / What is to be answered: a case, or a demand.",
    {"case": typed_text(_CASE, required=False), "demand": graphene.InputField(CheckInput, description=_DEMAND)},
)
IssueSlipInput = input_of(
    "IssueSlipInput",
    "要出具的回函。 / The slip to issue.",
    {
        "case": typed_text(_CASE, required=False),
        "demand": graphene.InputField(CheckInput, description=_DEMAND),
        "reply": graphene.InputField(enum_of(Reply), required=True, description="答复。 / The reply."),
        "paper": typed_text("所答复的文件。 / The paper it answers.", required=False),
        "document_number": typed_text("乡镇自己的文号。 / The township's own document number.", required=False),
        "once": typed_text(
            "自定的标记，长期有效：同一人用同一标记再次提交，得到原来的回函。"
            "一天之内要原样的答复，用 idempotencyKey。"
            " / A mark of your own that holds for ever: sent again with it by the same person, it gives the slip "
            "that is there. For the very same answer within a day use idempotencyKey.",
            required=False,
        ),
    },
)
IssueSlipPayload = payload(
    "IssueSlipPayload",
    "出具的结果。 / What issuing came to.",
    slip=perhaps(Slip, "这份回函；有错误时为空。 / The slip; null where there are errors."),
)


class SlipFilter(graphene.InputObjectType):
    """要哪些回函；各项同时适用。 / Which slips; all that is given applies."""

    reply = graphene.InputField(enum_of(Reply), description="何种答复。 / What they reply.")
    case = graphene.String(description="答复哪个办件的编号。 / The number of the case they answer.")
    department = graphene.String(description="答复哪个单位的代码。 / The code of the unit they answer.")
    issued_from = graphene.InputField(Date, description="自哪天起出具。 / Issued from this day on.")
    issued_to = graphene.InputField(
        Date, description="至哪天出具，当日在内。 / Issued until this day, itself included."
    )


class SlipQueries(graphene.ObjectType):
    """What can be asked about slips."""

    slip = graphene.Field(
        Slip,
        number=argument(graphene.String, "回函的编号。 / The slip's number."),
        code=argument(
            graphene.String,
            "回函上印的查验码；与本单位有关的，可凭令牌不填。"
            " / The check code printed on it; with a token, not needed for what concerns one's unit.",
            required=False,
        ),
        language=language_argument(),
        description="一份回函及其今天的情况。 / One slip, and how it stands today.",
    )
    slip_check = weighing(
        graphene.Field(
            SlipCheck,
            required=True,
            number=argument(graphene.String, "回函的编号。 / The slip's number."),
            language=language_argument(),
            description="只凭编号，任何人可查：是否出具过、今天是否仍成立。"
            " / By its number alone, for anybody: whether it was issued, and whether it still stands.",
        ),
        30,
    )
    slips = connection(
        Slip,
        "发给本单位的，或本辖区出具的回函，最近的在前；需要令牌。"
        " / The slips one's unit was sent, or that were issued in one's division, the latest first; needs a token.",
        filter=argument(SlipFilter, "要哪些。 / Which ones.", required=False),
        order_by=in_time(),
        language=language_argument(),
    )
    slip_proposal = weighing(
        graphene.Field(
            SlipProposal,
            required=True,
            asked=argument(AnsweredInput, "要答复的。 / What is to be answered.", name="input"),
            description="今天可以怎样答复；什么都不保存，需要令牌。"
            " / What may be replied today; nothing is kept; needs a token.",
        ),
        50,
    )
    slip_text = weighing(
        graphene.Field(
            CheckedSlipText,
            required=True,
            text=argument(graphene.String, "回函原文，一字不改。 / The slip's text, to the letter."),
            signature=argument(graphene.String, "签名，base64url。 / Its signature, in base64url."),
            pem=argument(
                graphene.String,
                "公钥 PEM；默认用这里公布的。 / The public key as PEM; by default the one published here.",
                required=False,
            ),
            language=language_argument(),
            description="核验一份回函的原文和签名。 / Check a slip's text against its signature.",
        ),
        20,
    )

    @staticmethod
    def resolve_slip(_root: None, info: GraphQLResolveInfo, number: str, language: Language, code: str = "") -> Data:
        words, caller = words_in(language), info.context
        with told_in(words):
            actor = caller.actor() if caller.authorization else None
            return shown(slips.slip_shown(number, code, actor=actor), words, caller.now)

    @staticmethod
    def resolve_slip_check(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        words, now = words_in(language), info.context.now
        with told_in(words):
            record = slips.slip_numbered(number)
        found = standing_today(record, now=now)
        return {
            "number": record.number,
            "goodSignature": has_good_signature(record),
            "bearsTheReply": found.bears_the_reply,
            "stands": words.slip_stands(**found.told(on=now.astimezone(CHINA).date(), is_read=False)),
            "sample": record.sample,
        }

    @staticmethod
    def resolve_slips(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            found = slips_read_by(caller.actor(), _such(asked.get("filter") or {}))
            return connected(
                One(in_order(found, asked), lambda rows: [shown(row, words, caller.now) for row in rows], words),
                info,
                asked,
            )

    @staticmethod
    def resolve_slip_proposal(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        words = words_of(asked)
        with told_in(words):
            found = slips.propose(_about(asked), actor=info.context.actor(), now=info.context.now)
        verdict = spoken(found.verdict.as_data(), words)
        why = "" if found.held.holds else words.number_lacks(found.held.as_data())
        told = {"case": found.case, "admission": found.admission, "whyNoNumber": why}
        return {"verdict": verdict, "replies": found.replies, **told}

    @staticmethod
    def resolve_slip_text(
        _root: None, _info: GraphQLResolveInfo, text: str, signature: str, language: Language, pem: str = ""
    ) -> Data:
        with told_in(words_in(language)):
            found = check_text(text[:LONGEST_TEXT].encode(), _signature(signature), file="text", pem=pem)
        return {"good": found.is_good, "facts": found.facts}


class SlipMutations(graphene.ObjectType):
    """What can be done with slips."""

    issue_slip = mutation(
        IssueSlipPayload,
        IssueSlipInput,
        "乡镇（街道）出具回函：只能作今天的结论允许的答复；编号、签名，不能再改。"
        " / A township issues a slip, with a reply "
        "that today's verdict bears; numbered, signed, never edited.",
    )

    @staticmethod
    def resolve_issue_slip(_root: None, info: GraphQLResolveInfo, asked: Given) -> Data:
        return done(info, asked, _issued, path_of=_path_of)


def _issued(asked: Given, acting: Acting) -> Data:
    wanted = Wanted(asked["reply"].value, *(asked.get(name) or "" for name in ("paper", "document_number", "once")))
    ring = KeyRing(Path(current_app.config["SETTINGS"].folder) / FOLDER)
    record = slips.issue(_about(asked), wanted, ring=ring, **acting.by)
    return {"slip": shown(record, acting.words, acting.now)}


def _about(asked: Given) -> About:
    case, demand = asked.get("case") or "", asked.get("demand")
    return About(case=case) if case.strip() or not demand else About(demand_of(demand))


def _path_of(error: RegistryError, asked: Given) -> list[str]:
    """Where it stands: among the slip's own answers, else in the demand."""
    field = error.facts.get("field")
    if field in ("reply", "paper", "document_number", "once") or not asked.get("demand"):
        return path_in_input(error, asked)
    return ["input", "demand", *path_of(error, asked["demand"])[1:]]


def _such(given: Given) -> SlipsWanted:
    """What a filter asks for. Raises MalformedDate."""
    begins, ends = (given.get(name) for name in ("issued_from", "issued_to"))
    reply = given.get("reply")
    return SlipsWanted(
        reply=Reply(reply).value if reply else "",
        case=_typed(given, "case"),
        demander=_typed(given, "department"),
        issued_from=begin_of_day(begins, "issued_from") if begins else None,
        issued_before=begin_of_day(ends, "issued_to") + timedelta(days=1) if ends else None,
    )


def _typed(given: Given, name: str) -> str:
    return "".join(c for c in given.get(name) or "" if c.isprintable()).strip().upper()[:LONGEST_KEY]


def _signature(typed: str) -> bytes:
    try:
        return as_bytes(typed[:LONGEST_TEXT])
    except ValueError:
        raise SlipUnreadable("signature") from None


def shown(record: SlipRecord, words: Words, now: datetime) -> Data:
    """A slip as the type above shows it."""
    called = record.called
    return {
        "number": record.number,
        "township": record.township,
        "unitName": called["unit"],
        "demanderName": called["demander"] or words.option("DemanderKind", called["demander_kind"]),
        "matter": called["matter"],
        "paper": called["paper"],
        "documentNumber": called["document_number"],
        "reply": record.reply,
        "case": record.case,
        "admission": called["admission"],
        "issuedAt": record.issued_at,
        "verdict": lambda: spoken(record.verdict, words),
        "statement": record.statement,
        "signature": record.signature,
        "key": record.key,
        "goodSignature": lambda: has_good_signature(record),
        "standing": lambda: _standing(standing_today(record, now=now), words),
        "checkCode": check_code(record.signature),
        "checkAddress": url_for("slip_checks.read", number=record.number, code=check_code(record.signature)),
        "documentAddress": url_for("graphql_letter", number=record.number),
        "sample": record.sample,
    }


def _standing(found: Standing, words: Words) -> dict[str, Any]:
    verdict = spoken(found.verdict, words) if found.verdict else None
    lacks = words.number_lacks(found.lacks_number) if found.lacks_number else ""
    return {
        "verdict": verdict,
        "isTheSame": found.is_the_same,
        "bearsTheReply": found.bears_the_reply,
        "admittedSince": found.admitted_since,
        "lacksNumber": lacks,
        "documentThere": found.document_there,
    }
