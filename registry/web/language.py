"""The language of a page: as chosen by ?lang=, kept in a cookie, else the installation's own."""

import unicodedata
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, request

from registry.words import LANGUAGES, Words, words_in

COOKIE = "language"
A_YEAR = 365 * 24 * 3600
_TAGS = {"zh": "zh-CN", "en": "en"}


def chosen_language() -> str:
    """The reader's language."""
    own = current_app.config["SETTINGS"].language
    wanted = (request.args.get("lang"), request.cookies.get(COOKIE), own)
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])


def words() -> Words:
    """The words in the reader's language."""
    return words_in(chosen_language())


def speak(app: Flask) -> None:
    """Give every template the words, and remember a language that was chosen."""
    app.context_processor(_in_templates)
    app.after_request(_remember)


def _in_templates() -> dict[str, Any]:
    spoken = words()
    return {
        "words": spoken,
        "say": spoken.say,
        "language_tag": _TAGS.get(spoken.language, spoken.language),
        "opening": opening,
        "legible": legible,
        "languages": LANGUAGES,
        "address_in": _address_in,
    }


def legible(text: str) -> str:
    """A text without characters that are not seen or that turn the direction of what follows."""
    return "".join(c for c in text if not unicodedata.category(c).startswith("C"))


def opening(text: str) -> str:
    """A phrase as a heading or a button opens with it: a capital where the script has one."""
    return text[:1].upper() + text[1:]


def _address_in(language: str) -> str:
    """This page in another language. A page that answers a POST has no address: it carries what was typed (`carried`
    in the layout), or there is nothing to carry and the front page will do."""
    if request.method != "GET" or request.url_rule is None:
        return f"/?lang={language}"
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{quote(request.path)}?{urlencode([*kept, ('lang', language)])}"


def _remember(response: Response) -> Response:
    if not request.query_string:
        return response
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, wanted, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response
