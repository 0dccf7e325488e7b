"""Every code of the ground floor has words in both languages, and the words are words."""

import re
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest

from registry import words
from registry.domain import errors
from registry.domain.access import decide
from registry.domain.cases import Status, Verb
from registry.domain.divisions import NoticeCode
from registry.domain.kinds import KINDS
from registry.domain.law import ARTICLES, burden_2024
from registry.domain.outcome import ConditionCode, CureCode, Outcome
from registry.files import errors as file_errors
from registry.files.lists import PROBLEMS
from registry.files.notices import FLAGS, WARNINGS
from registry.words import LANGUAGES, Words, words_in
from registry.words.catalogue import catalogues_of, messages_of
from registry.words.variants import ENUMS, OPTIONS, VARIANTS
from tests import given
from tests.words.examples import OFF_LIST, example_errors, example_notices, example_problems, situations

HERE = Path(words.__file__).parent
REPOSITORY = HERE.parent.parent
GROUNDS = [article.code for article in (*burden_2024.JUDGED, *burden_2024.REASONS)]
QUESTIONS = [(kind.code, asked.name) for kind in KINDS.values() for asked in kind.questions()]
both = pytest.mark.parametrize("language", LANGUAGES)


VERDICTS = [decide(given.question(s), given.register(s)).as_data() for s in situations()]


def texts(language: str) -> list[str]:
    told = [words_in(language).verdict(verdict) for verdict in VERDICTS]
    parts = [part["text"] for v in told for name in ("grounds", "cure", "conditions") for part in v[name]]
    return [*parts, *(v["summary"] for v in told)]


def all_errors(of: type[errors.RegistryError] = errors.RegistryError) -> set[type[errors.RegistryError]]:
    return {of}.union(*(all_errors(below) for below in of.__subclasses__()))


def with_words() -> set[type[errors.RegistryError]]:
    """The errors of the house that somebody is told: those of the ground floor and of files."""
    return {e for e in all_errors() if e.__module__.startswith((errors.__name__, file_errors.__name__))}


def of_files(language: str) -> list[str]:
    """What is said of files that are read."""
    said = words_in(language)
    problems = [said.problem(problem.code, problem.facts) for problem in example_problems()]
    flags = [said.flag(n.code, n.facts) for n in example_notices() if n.code in FLAGS]
    return [*problems, *flags, *(said.warning(n.code, n.facts) for n in example_notices() if n.code in WARNINGS)]


def expected_keys() -> set[str]:
    """Every key that a code of the ground floor, or of files, calls for."""
    keys = {f"{part}.{code}" for part in ("ground", "headline") for code in GROUNDS}
    keys |= {f"cure.{code.value}" for code in CureCode} | {f"condition.{code.value}" for code in ConditionCode}
    keys |= {f"notice.{code.value}" for code in NoticeCode}
    keys |= {f"error.{error.code}" for error in with_words()}
    keys |= {f"{part}.{code}" for part, codes in OF_FILES.items() for code in codes}
    keys |= {f"option.{name}.{value}" for name, values in ENUMS.items() for value in values}
    keys |= {f"{part}.{kind}.{name}" for part in ("question", "help") for kind, name in QUESTIONS}
    keys |= {f"{part}.{kind}" for part in ("kind", "kind_help") for kind in KINDS}
    return keys | {f"{key}.{variant}" for key, variants in VARIANTS.items() for variant in variants}


OF_FACTS = ("option.Resource.", "option.StyleAspect.", "option.ScopeFailure.")  # words for facts that have no enum
OF_KINDS = ("question.", "help.", "kind.", "kind_help.")
OF_FILES = {"problem": PROBLEMS, "flag": FLAGS, "warning": WARNINGS}
_OF_LAW = ("ground.", "headline.", "cure.", "condition.", "notice.", "error.", "option.")
OF_CODES = (*_OF_LAW, *OF_KINDS, *(f"{p}." for p in OF_FILES))


# Nothing is missing, nothing is left over
# ----------------------------------------------------------------------------------------------------------------------


@both
def test_every_code_has_words(language: str) -> None:
    assert expected_keys() - words_in(language).keys() == set()


@both
def test_no_words_are_left_over_for_codes_that_are_gone(language: str) -> None:
    known = expected_keys()
    left = {k for k in words_in(language).keys() - known if k.startswith(OF_CODES) and not k.startswith(OF_FACTS)}
    assert left == set()


@both
def test_every_status_verb_and_outcome_has_words(language: str) -> None:
    for status in Status:
        assert words_in(language).status(status)
    for verb in Verb:
        assert words_in(language).option("Verb", verb.value)
    for outcome in Outcome:
        assert words_in(language).outcome(outcome)


@both
def test_every_article_has_a_gist_and_a_citation(language: str) -> None:
    for code in ARTICLES:
        assert words_in(language).article(code)
        assert not re.search(r"[{}]|None", words_in(language).citation(code))


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    chinese, english = messages_of("zh"), messages_of("en")
    assert chinese.keys() == english.keys()
    differing = [k for k in chinese if placeholders(chinese[k]) != placeholders(english[k])]
    assert [k for k in differing if not k.startswith("citation.")] == []  # each cites by its own title


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@both
def test_a_catalogue_has_no_gap_and_no_key_twice(language: str) -> None:
    lines = [line for path in catalogues_of(language) for line in path.read_text(encoding="utf-8").splitlines()]
    keys = [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    assert len(keys) == len(set(keys)) == len(messages_of(language))
    assert all(re.fullmatch(r'msgid "[A-Za-z0-9_.–]+"', key) for key in keys)


@both
def test_every_reason_for_refusing_an_approval_has_words(language: str) -> None:
    sources = [p.read_text(encoding="utf-8") for p in (REPOSITORY / "registry").rglob("*.py")]
    reasons = {reason for text in sources for reason in re.findall(r'MalformedApproval\("([A-Z_]+)"', text)}
    assert {f"error.MALFORMED_APPROVAL.{r.lower()}" for r in reasons} <= words_in(language).keys()


@both
def test_every_thing_that_may_not_be_found_has_a_name(language: str) -> None:
    sources = [p.read_text(encoding="utf-8") for p in (REPOSITORY / "registry").rglob("*.py")]
    things = {thing for text in sources for thing in re.findall(r'NotFound\("(\w+)"', text)}
    assert {f"thing.{t}" for t in things} <= words_in(language).keys()


@both
def test_every_key_that_pages_and_doors_name_exists(language: str) -> None:
    files = [p for floor in ("registry", "templates") for p in (REPOSITORY / floor).rglob("*") if p.is_file()]
    sources = [p.read_text(encoding="utf-8") for p in files if p.suffix in {".py", ".html", ".txt"}]
    named = {key for text in sources for key in re.findall(r"""["'](page\.[a-z_]+)["']""", text)}
    assert named - words_in(language).keys() == set()


def test_a_key_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        words_in("zh").say("page.no_such_page")
    with pytest.raises(KeyError):
        words_in("tlh")


def test_the_words_of_a_language_are_read_once() -> None:
    assert words_in("zh") is words_in("zh")


# What is really said
# ----------------------------------------------------------------------------------------------------------------------


def test_the_situations_judged_here_meet_every_ground_cure_and_condition() -> None:
    grounds = {g["code"] for v in VERDICTS for g in v["grounds"]}
    assert grounds == set(GROUNDS)
    assert {c["code"] for v in VERDICTS for c in v["cure"]} == {code.value for code in CureCode}
    assert {c["code"] for v in VERDICTS for c in v["conditions"]} == {code.value for code in ConditionCode}


@both
def test_no_sentence_shows_the_machinery_behind_it(language: str) -> None:
    machinery = re.compile(r"[{}\[\]]|\bNone\b|\bTrue\b|\bFalse\b|[A-Z]{2,}|[a-z]+_[a-z]+|\d{4}-\d{2}-\d{2}T|、、")
    for text in [*texts(language), *of_files(language), *(words_in(language).error(e) for e in example_errors())]:
        assert not machinery.search(text), text


@both
def test_every_sentence_ends_like_one(language: str) -> None:
    ends = "。" if language == "zh" else "."
    for text in [*texts(language), *of_files(language), *(words_in(language).error(e) for e in example_errors())]:
        assert text.endswith(ends) and not text.endswith(ends * 2), text
        assert "。。" not in text and ".." not in text, text


def test_every_error_is_shown_here() -> None:
    shown = {type(error) for error in example_errors()}
    assert with_words() - shown == set()


def test_every_problem_flag_and_warning_of_files_is_shown_here() -> None:
    assert {problem.code for problem in example_problems()} == PROBLEMS
    assert {n.code for n in example_notices()} == {*FLAGS, *WARNINGS}
    assert all(n.text for n in example_notices())


def test_every_code_that_files_give_to_a_problem_is_known() -> None:
    sources = [p.read_text(encoding="utf-8") for p in (REPOSITORY / "registry" / "files").glob("*.py")]
    given = re.compile(
        r'roblem\([^"]{0,90}(?:"", )?"([A-Z_]+)"'
        r'|trouble = "([A-Z_]+)" if .* else "([A-Z_]+)" if|trouble = "([A-Z_]+)" if .* else ""'
    )
    codes = {code for text in sources for found in given.findall(text) for code in found if code}
    assert codes == PROBLEMS


def test_chinese_sentences_have_chinese_punctuation() -> None:
    for key, sentence in messages_of("zh").items():
        if not key.startswith("format."):
            assert not re.search(r"[\u4e00-\u9fff}”][,;:?()]|[,;:?()][\u4e00-\u9fff{“]", sentence), key


def test_english_sentences_have_no_chinese_punctuation() -> None:
    for key, sentence in messages_of("en").items():
        assert not re.search("[，；：（）。、]", sentence), key


@both
def test_every_option_that_facts_may_hold_is_an_option_with_words(language: str) -> None:
    keys = words_in(language).keys()
    assert all(any(key.startswith(f"option.{name}.") for key in keys) for name in OPTIONS.values())


@both
def test_a_fact_that_says_nothing_never_leaves_a_hole(language: str) -> None:
    """Every sentence about grounds, cures and conditions, with empty texts and lists where facts may be empty."""
    for verdict in VERDICTS:
        for sort, name in (("ground", "grounds"), ("cure", "cure"), ("condition", "conditions")):
            for part in verdict[name]:
                facts = {k: v if k in OPTIONS else emptied(v) for k, v in part["facts"].items()}
                said = words_in(language).say(f"{sort}.{part['code']}", **facts)
                assert not re.search(r"“”|None|\(\)|（）", said), said


def emptied(fact: object) -> object:
    return type(fact)() if isinstance(fact, (str, list)) else fact


# Particular words
# ----------------------------------------------------------------------------------------------------------------------

ZH, EN = words_in("zh"), words_in("en")


def test_an_article_is_cited_as_officials_cite_it() -> None:
    assert ZH.citation("OFF_LIST") == "《整治形式主义为基层减负若干规定》第十六条"
    assert EN.citation("OFF_LIST") == "Provisions (2024), article 16"
    assert ZH.citation("APPROVAL_EXPIRED") == "《整治形式主义为基层减负若干规定》第十六条至第十七条"
    assert EN.citation("APPROVAL_EXPIRED") == "Provisions (2024), articles 16–17"
    assert ZH.citation("GANSU_SECONDMENT") == "甘政办发〔2024〕24号第十四条"
    assert EN.citation("GANSU_SECONDMENT") == "Gansu working measures (甘政办发〔2024〕24号), section 14"


def test_what_is_not_verified_says_so() -> None:
    assert "待核实" in ZH.citation("EMERGENCY_RESPONSE")
    assert "to be confirmed" in EN.citation("EMERGENCY_RESPONSE")


@pytest.mark.parametrize(("number", "counted"), [(1, "一"), (10, "十"), (16, "十六"), (20, "二十"), (21, "二十一")])
def test_clauses_are_counted_in_chinese(number: int, counted: str) -> None:
    assert words.chinese_number(number) == counted


def test_days_are_written_as_officials_write_them() -> None:
    assert ZH.day("2025-03-01") == "2025年3月1日"
    assert EN.day(date(2025, 3, 1)) == "1 March 2025"
    assert EN.day(datetime.fromisoformat("2025-02-28T17:00:00+00:00")) == "1 March 2025"  # already the next day there


def test_a_list_is_told_as_a_list() -> None:
    facts = {"number": "甘办发〔2025〕16号", "missing": ["posts", "money", "powers"]}
    assert "编制、经费、权限" in ZH.condition("RESOURCES_DUE", facts)
    assert "posts, money, powers" in EN.condition("RESOURCES_DUE", facts)


def test_a_certificate_without_basis_always_names_what_serves_instead() -> None:
    facts = {"certificate": "天气证明", "list": "NONE", "number": 0, "instead": "", "competent_body": ""}
    for said in (ZH.ground("NO_LEGAL_BASIS", facts), ZH.cure("USE_INSTEAD", facts)):
        assert "由索要单位通过数据共享核查，或者由申请人书面承诺" in said
    assert "written undertaking" in EN.ground("NO_LEGAL_BASIS", facts)


def test_braces_that_people_type_are_only_text() -> None:
    facts = {"matter": "{township} {0.__class__}", "township": "青山镇", "edition": "安编〔2025〕8号"}
    assert "{township} {0.__class__}" in ZH.ground("OFF_LIST", facts)


def test_a_wrong_answer_is_told_by_the_label_of_its_question() -> None:
    assert ZH.error(errors.MissingAnswer("matter")) == "请填写“要做的事”。"
    assert "责任状" in ZH.error(errors.UnknownOption("form", "x", list(ENUMS["DemandForm"])))


def test_a_verdict_is_told_from_the_top() -> None:
    told = ZH.verdict(VERDICTS[0])
    assert told["summary"] == "不予准入：清单外事项（《整治形式主义为基层减负若干规定》第十六条）。"
    assert told["grounds"][0]["text"].startswith(f"“{OFF_LIST}”不在青山镇")
    assert "text" not in VERDICTS[0]["grounds"][0]


def test_words_is_the_class_that_doors_are_given() -> None:
    assert isinstance(ZH, Words)
