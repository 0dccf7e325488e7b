"""The law drawer: one file per instrument, its articles as constants. An article is found here by its code."""

from datetime import date

from registry.domain.article import Article, Instrument
from registry.domain.law import burden_2024, burden_2024_other, emergency_2024, gansu_2024, list_measures_2026

INSTRUMENTS: tuple[Instrument, ...] = (
    burden_2024.PROVISIONS,
    burden_2024.LISTS,
    burden_2024.HOUSE,
    gansu_2024.MEASURES,
    emergency_2024.EMERGENCY_RESPONSE_LAW,
    list_measures_2026.LIST_MEASURES,
)
ARTICLES: dict[str, Article] = {
    article.code: article
    for article in (
        *burden_2024.JUDGED,
        *burden_2024.REASONS,
        emergency_2024.EMERGENCY_RESPONSE,
        *burden_2024_other.OTHER_BURDENS,
        *gansu_2024.ARTICLES,
    )
}


def articles_in_force(on: date) -> tuple[Article, ...]:
    """Every article that holds on this day."""
    return tuple(article for article in ARTICLES.values() if article.in_force(on))
