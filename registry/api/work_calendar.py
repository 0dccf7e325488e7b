"""The work calendar that limits run in: a year as it is known, and entering the days that a notice names."""

import graphene
from graphql import GraphQLResolveInfo

from registry.api.acting import (
    Acting,
    Data,
    Given,
    act_of,
    input_of,
    parts,
    payload,
    typed_day,
    typed_flag,
    typed_list,
    typed_text,
)
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, list_of, one
from registry.api.scalars import Date, DateTime
from registry.domain.errors import CalendarRefused, TooMany
from registry.services.work_calendar import TypedDay, add_days, day_arrangement

MOST_AT_ONCE = 400
"""Days of one call: more than any year has."""
SENT = "GraphQL"
"""What stands for the name of a file in the event."""
_FIELDS = {
    "DAY": "day",
    "TWICE": "day",
    "TAKEN": "recordedAt",
    "WORKS": "works",
    "WORKS_ANYWAY": "works",
    "RECORDED_AT": "recordedAt",
    "LATER": "recordedAt",
    "DOCUMENT_NUMBER": "documentNumber",
}
"""Which field of a day is to be mended, by the reason."""


class ArrangedDay(graphene.ObjectType):
    """一个放假日，或者一个要上班的周末。 / A day off, or a day of a weekend that is worked."""

    class Meta:
        default_resolver = by_public_name

    day = one(Date, "哪一天。 / The day.")
    works = one(graphene.Boolean, "是否上班。 / Whether it is worked.")


class WorkYear(graphene.ObjectType):
    """一年的放假和调休安排。 / A year's days off and worked weekends."""

    class Meta:
        default_resolver = by_public_name

    year = one(graphene.Int, "年份。 / The year.")
    workdays = one(graphene.Int, "全年工作日数。 / How many working days it has.")
    days = list_of(
        ArrangedDay,
        "公布的放假日（含周末）和调休上班日，按先后。"
        " / The days off (weekends included) and worked weekend days, in order.",
    )


class IncompleteYear(graphene.ObjectType):
    """还不完整、因而工作日仍不可知的一年。 / A year that is not whole, so that its working days stay unknown."""

    class Meta:
        default_resolver = by_public_name

    year = one(graphene.Int, "年份。 / The year.")
    days_off = one(graphene.Int, "已登记的放假日数。 / How many days off are entered.")


WorkCalendarDayInput = parts(
    "WorkCalendarDayInput",
    "通知写明的一天。 / One day that a notice names.",
    {
        "day": typed_day("哪一天。 / The day."),
        "works": graphene.InputField(
            graphene.Boolean,
            required=True,
            description="放假为 false，调休上班的周末为 true。"
            " / false for a day off, true for a weekend day that is worked.",
        ),
        "document_number": typed_text("通知的文号。 / The document number of the notice."),
        "recorded_at": graphene.InputField(
            DateTime, description="何时登记；默认现在。 / When it was recorded; now by default."
        ),
    },
)
AddWorkCalendarDaysInput = input_of(
    "AddWorkCalendarDaysInput",
    f"要登记的日子，最多 {MOST_AT_ONCE} 天，全部登记或都不登记。"
    f" / The days to enter, at most {MOST_AT_ONCE}; all or none.",
    {
        "days": typed_list(WorkCalendarDayInput, "各天。 / The days.", required=True),
        "dry_run": typed_flag("只检查，什么都不保存。 / Only check; nothing is kept."),
    },
)
AddWorkCalendarDaysPayload = payload(
    "AddWorkCalendarDaysPayload",
    "登记的结果。 / What entering them came to.",
    new=graphene.Int(description="新登记了几天；有错误时为空。 / How many are new; null where there are errors."),
    there=graphene.Int(description="几天此前已登记；有错误时为空。 / How many were there before; null on errors."),
    incomplete=graphene.Field(
        graphene.List(graphene.NonNull(IncompleteYear)),
        description="还不完整的年份；有错误时为空。 / Years that are not whole yet; null where there are errors.",
    ),
)


def _add(asked: Given, acting: Acting) -> Data:
    given = asked["days"]
    if len(given) > MOST_AT_ONCE:
        raise TooMany("days", given=len(given), most=MOST_AT_ONCE)
    typed = [_typed(number, one) for number, one in enumerate(given)]
    try:
        entered = add_days(SENT, typed, dry_run=asked["dry_run"], **acting.by)
    except CalendarRefused as refused:
        return {"errors": [_to_mend(problem, acting) for problem in refused.facts["problems"]]}  # type: ignore[attr-defined]
    incomplete = [{"year": year, "daysOff": off} for year, off in entered.incomplete]
    return {"new": entered.new, "there": entered.there, "incomplete": incomplete}


def _typed(number: int, one: Given) -> TypedDay:
    works = "true" if one["works"] else "false"
    return TypedDay(number, str(one["day"]), str(one.get("recorded_at") or ""), works, one["document_number"])


def _to_mend(problem: Given, acting: Acting) -> Data:
    reason = str(problem["reason"])
    field = _FIELDS.get(reason)
    path = ["input", "days", *([str(problem["line"]), field] if field else [])]
    message = acting.words.say(f"calendar.problem_{reason.lower()}", given=problem["given"])
    return {"code": f"CALENDAR_{reason}", "path": path, "message": message}


class WorkCalendarQueries(graphene.ObjectType):
    """What can be asked about the work calendar."""

    work_calendar = weighing(
        graphene.Field(
            WorkYear,
            year=argument(graphene.Int, "年份。 / The year."),
            description="一年的放假和调休安排；未登记或者不完整的为空；不需要令牌。"
            " / A year's days off and worked weekends; null where they are not entered, or not whole; no token is "
            "needed.",
        ),
        50,
    )

    @staticmethod
    def resolve_work_calendar(_root: None, info: GraphQLResolveInfo, year: int) -> Data | None:
        found = day_arrangement(year, now=info.context.now)
        if found is None:
            return None
        named, workdays = found
        return {"year": year, "workdays": workdays, "days": [{"day": day, "works": works} for day, works in named]}


class WorkCalendarMutations(graphene.ObjectType):
    """What can be done with the work calendar."""

    add_work_calendar_days = act_of(
        AddWorkCalendarDaysPayload,
        AddWorkCalendarDaysInput,
        "管理员登记国务院办公厅公布的放假和调休安排；后登记的更正先登记的。"
        " / The administrator enters the days off and worked weekends that were announced; a later entry corrects an "
        "earlier one.",
        _add,
    )
