"""Finding the row that a text means: exact names, phrasings of people and notices, and texts on no row."""

from pathlib import Path

import pytest

from registry.domain.finding import Finding, Hit, Index
from tests.domain.phrasings import score as scorer

PHRASINGS = Path(__file__).parent / "phrasings"
ROWS = [
    ("B-01", "受理审核最低生活保障申请", ""),
    ("B-02", "开展河湖日常巡查", ""),
    ("B-03", "核发乡村建设规划许可证", ""),
    ("S-01", "防汛抗旱", "组织责任人到岗、巡查和预警传达 负责水情监测预警、水工程调度"),
    ("S-02", "森林草原防灭火", "宣传防火政策,组织护林员巡护"),
    ("R-01", "特种设备安全监督检查", ""),
]


@pytest.fixture(scope="module")
def qingshan() -> Index:
    return Index(ROWS)


@pytest.fixture(scope="module")
def sample() -> Index:
    return Index(scorer.list_rows())


def test_an_exact_name_is_sure_without_doubt(qingshan):
    assert qingshan.find("防汛抗旱") == Finding(Hit("S-01", 1.0), ())


@pytest.mark.parametrize("text", ["S-01", "s-01", " S-01 ", "S-01"])
def test_an_exact_code_is_sure_without_doubt(qingshan, text):
    assert qingshan.find(text) == Finding(Hit("S-01", 1.0), ())


@pytest.mark.parametrize("text", [" 防汛 抗旱。", "《防汛抗旱》", "防汛、抗旱", "防汛\u3000抗旱"])
def test_width_spaces_and_punctuation_do_not_make_a_name_differ(qingshan, text):
    assert qingshan.find(text).sure == Hit("S-01", 1.0)


@pytest.mark.parametrize(
    "text",
    ["关于做好防汛抗旱工作的通知", "请各乡镇落实防汛抗旱工作", "河湖日常巡查", "关于河湖日常巡查的通知"],
)
def test_what_surrounds_a_name_in_a_notice_leaves_it_sure_but_not_exact(qingshan, text):
    sure = qingshan.find(text).sure
    assert sure.code in {"S-01", "B-02"}
    assert 0.9 <= sure.confidence < 1.0


@pytest.mark.parametrize(("text", "code"), [("低保", "B-01"), ("防汛", "S-01"), ("山火", "S-02"), ("电梯", "R-01")])
def test_a_two_character_word_finds_its_row(qingshan, text, code):
    assert _first(qingshan.find(text)).code == code


def test_a_department_s_line_still_names_the_supporting_row(qingshan):
    assert _first(qingshan.find("水情监测预警和水工程调度")).code == "S-01"


@pytest.mark.parametrize("text", ["", "  ", "。!?", "关于工作的通知", "请各乡镇认真落实", "🙂", "a"])
def test_a_text_that_says_nothing_is_on_no_row(qingshan, text):
    assert qingshan.find(text) == Finding(None, ())


@pytest.mark.parametrize(
    "text", ["身份证丢了怎么补办", "共享单车停放秩序管理", "既有住宅加装电梯联合审查", "结婚证去哪儿领"]
)
def test_a_text_on_another_matter_is_not_talked_into_a_row(qingshan, text):
    assert qingshan.find(text).sure is None


def test_an_answer_is_either_sure_or_a_choice_and_never_more_than_five():
    index = Index((f"B-{n:02}", f"{word}安全隐患排查整治", "") for n, word in enumerate("甲乙丙丁戊己庚", 1))
    found = index.find("安全隐患排查整治")
    assert found.sure is None
    assert len(found.candidates) <= 5
    assert len(found.candidates) > 1
    assert index.find("甲安全隐患排查整治") == Finding(Hit("B-01", 1.0), ())


def test_of_equal_rows_the_earlier_stands_first_and_neither_is_sure():
    rows = [("S-07", "渡口桥梁巡看甲", ""), ("S-02", "渡口桥梁巡看乙", ""), *ROWS]
    found = Index(rows).find("渡口桥梁的巡看")
    assert [hit.code for hit in found.candidates[:2]] == ["S-07", "S-02"]
    assert found.candidates[0].confidence == found.candidates[1].confidence


def test_two_rows_that_differ_by_fillers_only_are_told_apart_by_their_own_names_alone():
    index = Index([("B-01", "开展防汛工作", ""), ("B-02", "做好防汛工作", "")])
    assert index.find("做好防汛工作").sure == Hit("B-02", 1.0)
    assert index.find("关于防汛的通知").sure is None


def test_the_same_text_always_comes_to_the_same(qingshan):
    texts = ["低保怎么办", "后山着火了", "下雨涨水", "办许可证"]
    first = [qingshan.find(text) for text in texts]
    assert [qingshan.find(text) for text in reversed(texts)] == first[::-1]
    assert [Index(ROWS).find(text) for text in texts] == first


def test_a_long_notice_that_names_one_matter_means_it(qingshan):
    notice = "为保障群众生命财产安全,现将有关事项通知如下。要切实做好防汛抗旱工作,落实责任人到岗。请按时报送。" * 3
    assert _first(qingshan.find(notice)).code == "S-01"


def test_a_list_without_rows_finds_nothing():
    assert Index([]).find("防汛抗旱") == Finding(None, ())


@pytest.mark.parametrize("text", ["安全检查", "排查整治", "日常巡查", "现场核查", "宣传工作", "环境和设施", "煤气的事"])
def test_a_text_that_fits_several_rows_is_not_guessed(sample, text):
    assert sample.find(text).sure is None


@pytest.mark.parametrize("text", ["农村公益性墓地日常管护", "燃气改造推进情况"])
def test_a_matter_of_its_own_beside_a_row_is_not_that_row(sample, text):
    assert sample.find(text).sure is None


def test_a_word_of_a_share_alone_is_a_candidate_and_never_sure():
    rows = [("S-01", "殡葬管理", "维护琥珀陈列馆藏品展柜"), *ROWS]
    found = Index(rows).find("琥珀陈列馆藏品展柜维护")
    assert found.sure is None
    assert found.candidates[0].code == "S-01"


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[:2], ROWS[:3]])
@pytest.mark.parametrize("text", ["安全检查", "申请", "河里有人游泳", "许可证丢了", "开展巡查"])
def test_on_a_list_of_a_few_rows_nothing_is_sure_by_accident(rows, text):
    assert Index(rows).find(text).sure is None


@pytest.mark.parametrize("text", ["How do I renew my passport?", "fire safety inspection", "The quick brown fox"])
def test_english_on_another_matter_is_on_no_row(sample, text):
    assert sample.find(text) == Finding(None, ())


def test_a_number_inside_another_is_not_that_number(sample):
    assert sample.find("联系电话1234567").sure is None


def test_the_order_of_the_rows_does_not_decide_who_is_sure(sample):
    turned = Index(reversed(scorer.list_rows()))
    asked = scorer.phrasings(PHRASINGS / "develop.csv")
    assert [turned.find(one.text).sure for one in asked] == [sample.find(one.text).sure for one in asked]


NOTICE = (
    "各乡镇人民政府、县直有关部门:为进一步压实工作责任,经研究,现就有关事项通知如下。一、提高思想认识。各乡镇要高度重视,"
    "主要负责同志亲自抓、负总责。二、明确工作重点。{}。三、强化督促检查。县政府督查室将适时开展督查,对工作不力的予以通报批评,"
    "情节严重的依规依纪追究责任。请于本月底前将工作总结和报表电子版报送至县政府办公室,联系人张某,联系电话1234567。"
)


def test_a_long_notice_finds_the_matter_it_names_or_leaves_it_open(sample):
    for asked in scorer.phrasings(PHRASINGS / "develop.csv"):
        if asked.of == "on" and asked.voice == "official":
            found = sample.find(NOTICE.format(asked.text))
            assert found.sure is None or found.sure.code == asked.code, asked.text
            assert asked.code in {hit.code for hit in (found.sure, *found.candidates) if hit}, asked.text


def test_a_long_notice_on_another_matter_is_not_talked_into_a_row(sample):
    off = [asked.text for asked in scorer.phrasings(PHRASINGS / "develop.csv") if asked.of == "off"]
    assert sum(sample.find(NOTICE.format(text)).sure is not None for text in off) <= 0.03 * len(off)


LEAST = {  # recall@1, sure right
    "develop": (0.98, 0.90),
    "fresh": (0.92, 0.58),
    "held_out": (0.90, 0.0),
}
MOST = {"develop": (0.03, 0.0), "fresh": (0.03, 0.10), "held_out": (0.05, 0.0)}  # off accepted, vague sure


@pytest.mark.parametrize("name", LEAST)
def test_phrasings_are_found_others_kept_out_and_vague_ones_left_open(sample, name, record_property):
    shares = scorer.score(sample, PHRASINGS / f"{name}.csv")["all"]
    told = ", ".join(f"{what} {shares[what]:.1%}" for what in ("recall@1", "sure right", "off accepted", "vague sure"))
    record_property("figure", f"phrasings {name}: {told}")
    assert (shares["recall@1"] >= LEAST[name][0], shares["sure right"] >= LEAST[name][1]) == (True, True)
    assert (shares["off accepted"] <= MOST[name][0], shares["vague sure"] <= MOST[name][1]) == (True, True)


def _first(found: Finding) -> Hit:
    return found.sure or found.candidates[0]
