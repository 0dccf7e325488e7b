"""The law drawer: every article dated, explained in both languages, and lifted by nothing unless it says so."""

from datetime import date

import pytest

from registry.domain import law
from registry.domain.access import _LEADS
from registry.domain.article import Article
from registry.domain.law import burden_2024, burden_2024_other, gansu_2024
from registry.domain.outcome import Outcome

every_article = pytest.mark.parametrize("article", law.ARTICLES.values(), ids=lambda a: a.code)

LIFTED_BY = {
    "OFF_LIST": "UNIFIED_DEPLOYMENT",
    "RECLAIMED": "UNIFIED_DEPLOYMENT",
    "BEYOND_SUPPORT": "UNIFIED_DEPLOYMENT",
    "DISGUISED": "UNIFIED_DEPLOYMENT",
    "CHIEF_OR_GRID": "UNIFIED_DEPLOYMENT",
    "VILLAGE_TASK": "UNIFIED_DEPLOYMENT",
    "MATTER_UNCLEAR": "UNIFIED_DEPLOYMENT",
    "NEW_BODY": "APPROVAL",
    "PLAQUE_NAME": "CATALOGUE_ENTRY",
    "PLAQUE_STYLE": "CATALOGUE_ENTRY",
    "PLAQUE_QUOTA": "CATALOGUE_ENTRY",
    "NO_QUOTA": "CATALOGUE_ENTRY",
    "NO_LEGAL_BASIS": "CATALOGUE_ENTRY",
    "BASIS_UNCLEAR": "CATALOGUE_ENTRY",
    "CANCELLED_DEMANDER": "CATALOGUE_ENTRY",
}
"""The last column of the law page, written down a second time."""


def test_what_lifts_each_article_is_what_the_law_page_says_and_nothing_else() -> None:
    lifted = {a.code: "+".join(sorted(a.lifted_by)) for a in law.ARTICLES.values() if a.lifted_by}
    assert lifted == LIFTED_BY


def test_an_emergency_never_lifts_article_17_or_the_village_as_subject() -> None:
    yielding = {a.code for a in law.ARTICLES.values() if a.yields_to_emergency}
    assert "VILLAGE_AS_SUBJECT" not in yielding
    assert {a.code for a in burden_2024.JUDGED if a.clause == "17"} & yielding == set()


@every_article
def test_an_article_is_dated_and_explained_in_both_languages(article: Article) -> None:
    assert article.zh and article.en and article.citation
    assert article.instrument in law.INSTRUMENTS
    assert article.in_force(date(2026, 1, 1))
    assert not article.in_force(date(2024, 1, 1))
    assert article.in_force(date(2099, 1, 1)), "no article known today has a day of repeal"


@every_article
def test_a_rejecting_or_referring_article_says_what_cures_it(article: Article) -> None:
    assert article.outcome not in (Outcome.REJECT, Outcome.REFER) or article.cures


def test_every_article_that_raises_grounds_has_its_place_in_the_order_of_leading() -> None:
    assert {a.code for a in burden_2024.JUDGED} <= set(_LEADS)


def test_the_other_burdens_are_present_dated_and_not_judged() -> None:
    others = (*burden_2024_other.OTHER_BURDENS, *gansu_2024.ARTICLES)
    assert {a.clause for a in burden_2024_other.OTHER_BURDENS} >= {str(n) for n in (*range(1, 15), 18, 19, 20, 21)}
    assert {a.clause for a in gansu_2024.ARTICLES} >= {str(n) for n in range(2, 15)}
    assert all(a.outcome is None and not a.lifted_by for a in others)


def test_no_code_is_used_twice() -> None:
    listed = [*burden_2024.JUDGED, *burden_2024.REASONS, *burden_2024_other.OTHER_BURDENS, *gansu_2024.ARTICLES]
    assert len({a.code for a in listed}) == len(listed) == len(law.ARTICLES) - 1


def test_an_instrument_whose_text_is_not_at_hand_has_no_articles() -> None:
    unread = {i.code for i in law.INSTRUMENTS if not i.text_at_hand}
    assert unread == {"L"}
    assert [a.code for a in law.ARTICLES.values() if a.instrument.code in unread] == []


def test_the_clauses_are_those_of_the_law_page() -> None:
    cited = {a.code: a.citation for a in burden_2024.JUDGED}
    by_clause = {clause: {code for code, named in cited.items() if named == clause} for clause in set(cited.values())}
    assert by_clause["list"] == {"WRONG_DEPARTMENT"}
    assert by_clause["–"] == {"MATTER_UNCLEAR"}
    assert by_clause["P9"] == {"SEPARATE_ASSESSMENT"}
    assert by_clause["P15"] == {"NO_LIST", "CHIEF_OR_GRID", "VILLAGE_AS_SUBJECT", "LIST_GAP"}
    assert {a.citation for a in burden_2024.REASONS} == {"P16–17"}
