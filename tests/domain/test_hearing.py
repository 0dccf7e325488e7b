"""What people say or paste is understood: the kind, the thing itself, the form, and who wants it."""

import re

import pytest

from registry.domain.forms import DemandForm
from registry.domain.hearing import Heard, forms_in, outside_government, what_is_asked, who_asks
from registry.domain.kinds import HEARD_IN_TURN, KINDS, heard
from registry.domain.units import DemanderKind


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("银行要开家庭财产证明", "certificate_demand", "家庭财产证明"),
        ("学校让家长到居委会开具居住证明", "certificate_demand", "居住证明"),
        ("保险公司要村里出意外伤害证明", "certificate_demand", "意外伤害证明"),
        ("农信社要求村委会提供贫困证明。", "certificate_demand", "贫困证明"),
        ("派出所要居委会写无犯罪记录证明", "certificate_demand", "无犯罪记录证明"),
        ("办理营业执照需要的住所证明", "certificate_demand", "住所证明"),
        ("亲属关系证明", "certificate_demand", "亲属关系证明"),
        ("亲屬關係證明", "certificate_demand", "亲属关系证明"),
        ("要求村里挂禁毒工作站的牌子", "plaque", "禁毒工作站"),
        ("县妇联要村里挂“妇女微家”牌子", "plaque", "妇女微家"),
        ("门口再加挂一块 科普工作站 牌", "plaque", "科普工作站"),
        ("村里要成立禁毒工作领导小组", "village_body", "禁毒工作领导小组"),
        ("食药局要求每个村配备一名食品安全协管员", "village_body", "食品安全协管员"),
        ("县应急局要求镇上做防汛抗旱", "delegation", "防汛抗旱"),
        ("县公安局打电话要我们给流动人口登记", "delegation", "给流动人口登记"),
        ("县住建局：请各镇排查燃气安全", "delegation", "排查燃气安全"),
        ("特种设备安全监督检查", "delegation", "特种设备安全监督检查"),
        ("开证明", "delegation", "开证明"),
        ("车辆挂牌照", "delegation", "车辆挂牌照"),
        ("要我们自己证明了再说", "delegation", "要我们自己证明了再说"),
    ],
)
def test_the_kind_and_the_thing_itself_are_heard(text: str, kind: str, subject: str) -> None:
    found = heard(text)
    assert (found.kind, found.answers[KINDS[kind].subject]) == (kind, subject)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("按属地管理巡查特种设备，纳入年度考核", [DemandForm.TERRITORIAL, DemandForm.ASSESSMENT]),
        ("与各村签订责任书", [DemandForm.PLEDGE]),
        ("垃圾分类任务分解到村", [DemandForm.TARGETS]),
        ("每个社区至少10家", [DemandForm.TARGETS]),
        ("制度要上墙", [DemandForm.RULES_ON_WALL]),
        ("现授权你镇实施", [DemandForm.AUTHORISATION]),
        ("委托镇街执法", [DemandForm.ENTRUSTMENT]),
        ("不得签订责任状，请配合防汛", []),
        ("不断压实属地管理责任", [DemandForm.TERRITORIAL]),
        ("不仅要签责任状", [DemandForm.PLEDGE]),
        ("不得不签责任状", [DemandForm.PLEDGE]),
        ("不用签责任状", []),
        ("不再下达任务", []),
        ("严禁以属地管理为由转嫁", []),
        ("取消一票否决", []),
        ("制度不要求上墙", []),
        ("不得签订责任状，但要纳入年度考核", [DemandForm.ASSESSMENT]),
        ("防汛抗旱", []),
        ("项目验收", []),
        ("填写授权码", []),
    ],
)
def test_a_form_is_heard_where_it_is_said_and_not_where_it_is_forbidden(text: str, forms: list[DemandForm]) -> None:
    assert forms_in(text) == forms


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("银行要开家庭财产证明", "银行"),
        ("刚才县应急局打电话说，要我们转移群众", "县应急局"),
        ("县住建局：请各镇排查燃气安全", "县住建局"),
        ("县妇联要村里挂“妇女微家”牌子", "县妇联"),
        ("要求村里挂牌子", ""),
        ("防汛抗旱", ""),
        ("办好要紧的事", ""),
    ],
)
def test_who_asks_is_heard_where_the_text_begins_with_it(text: str, who: str) -> None:
    assert who_asks(text) == who


def test_bodies_outside_government_are_told_by_their_names() -> None:
    told = {
        name: outside_government(name) for name in ("某银行", "人寿保险公司", "某物业公司", "某商会", "县应急管理局")
    }
    assert list(told.values()) == [
        DemanderKind.BANK,
        DemanderKind.INSURER,
        DemanderKind.COMPANY,
        DemanderKind.SOCIAL_BODY,
        None,
    ]


def test_whatever_is_typed_is_of_some_kind_and_nothing_of_it_is_lost_that_matters() -> None:
    assert set(HEARD_IN_TURN) == set(KINDS.values())
    for text in ("啊", "。。", "x" * 3000, "证明证明证明", "挂挂牌牌", "“”牌", "村成立协会", "\n\t"):
        found = heard(text)
        assert found.kind in KINDS and found.answers
    assert what_is_asked("县局要做") == "县局要做"


def test_what_is_longer_than_any_answer_is_not_searched_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "证明挂牌" * 40_000
    monkeypatch.setattr(re, "finditer", None)
    assert heard(text) == Heard("delegation", {"matter": text})
