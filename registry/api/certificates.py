"""Certificates that hold at a place, as types."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date, DateTime
from registry.domain.certificates import ProhibitedBy
from registry.services import certificates
from registry.words import words_in


class ProhibitedCertificate(graphene.ObjectType):
    """村（社区）不应出具的证明，以及用什么替代。 / A certificate villages must not issue, and what serves instead."""

    class Meta:
        default_resolver = by_public_name

    name = text("名称。 / Its name.")
    listed = one(enum_of(ProhibitedBy), "在哪个清单上。 / Whose list it stands on.")
    number = graphene.Int(required=True, description="在该清单上的序号。 / Its number there.")
    instead = text("用什么替代；空为待核实。 / What serves instead; empty: to be confirmed.")
    competent_body = text("由谁办理。 / Who gives what serves instead.")
    statute = text("相关法律文件；没有登记的为空。 / The statute; empty where none is on record.")
    article = text("相关条款；没有登记的为空。 / Its article; empty where none is on record.")


class RetainedCertificate(graphene.ObjectType):
    """可以出具的证明；空的内容待核实。 / A certificate that may be issued; what is empty is to be confirmed."""

    class Meta:
        default_resolver = by_public_name

    name = text("名称。 / Its name.")
    statute = text("设定依据。 / Its basis.")
    article = text("依据的条款。 / The article of its basis.")
    to_be_confirmed = flag("依据是否待核实。 / Whether the basis is still to be confirmed.")
    use = text("办理用途。 / What it is for.")
    procedure = text("具体流程。 / How it is issued.")
    form = text("证明式样。 / What it looks like.")
    competent_body = text("索要部门。 / Who asks for it.")
    instead = text("优先用什么替代；可为空。 / What may serve instead; may be empty.")


class Certificates(graphene.ObjectType):
    """一个地方有效的证明清单：省级目录经县级清单收窄。 / What holds at a place: the province's list, narrowed."""

    class Meta:
        default_resolver = by_public_name

    place = text("12 位代码。 / The place's 12-digit code.")
    place_name = text("地点名称。 / Its name.")
    on = one(Date, "哪一天。 / The day asked about.")
    known_at = one(DateTime, "截至何时的登记。 / What was recorded by then counts.")
    catalogue = text("省级目录的版本。 / The version of the province's catalogue.")
    catalogue_effective_on = perhaps(Date, "该版本生效日。 / Its first day.")
    county_list = text("县级保留清单的文号；没有则为空。 / The number of the county's list; empty where there is none.")
    county_list_effective_on = perhaps(Date, "县级清单生效日。 / The first day of the county's list.")
    sample = flag("是否示例。 / Whether it is a sample.")
    prohibited = list_of(ProhibitedCertificate, "不应出具的证明。 / Certificates that must not be issued.")
    retained = list_of(RetainedCertificate, "可以出具的证明。 / Certificates that may be issued.")


class CertificateQueries(graphene.ObjectType):
    """What can be asked about certificates."""

    certificates = weighing(
        graphene.Field(
            Certificates,
            required=True,
            place=argument(
                graphene.String,
                "12 位代码、唯一的短代码，或带县名的名称。"
                " / 12 digits, a shorter code if unique, or a name with its county.",
            ),
            on=argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
            known_at=argument(
                DateTime, "截至何时的登记；默认现在。 / As recorded by then; now by default.", required=False
            ),
            language=language_argument(),
            description="一个地方的证明清单。 / The certificates that hold at a place.",
        ),
        100,
    )

    @staticmethod
    def resolve_certificates(
        _root: None, info: GraphQLResolveInfo, place: str, language: Language, **dates: str | None
    ) -> dict[str, Any]:
        asked = {name: value or "" for name, value in dates.items()}
        with told_in(words_in(language)):
            return certificates.effective_at(place, **asked, now=info.context.now).as_data()
