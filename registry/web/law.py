"""Reading the law that is applied."""

from flask import Blueprint, render_template

from registry.domain.errors import NotFound
from registry.domain.law import ARTICLES, INSTRUMENTS

pages = Blueprint("law", __name__, url_prefix="/law")


@pages.get("")
def articles() -> str:
    """Every article, by instrument."""
    grouped = [(one, [a for a in ARTICLES.values() if a.instrument == one]) for one in INSTRUMENTS]
    return render_template("law/articles.html", grouped=grouped)


@pages.get("/<code>")
def article(code: str) -> str:
    """One article."""
    found = ARTICLES.get(code.upper())
    if found is None:
        raise NotFound("article", code)
    return render_template("law/article.html", article=found)
