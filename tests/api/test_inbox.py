"""Notices over GraphQL: one's own, the latest first, marked as read once for the whole box."""

from tests.api.acts import TokenOf, act, look, refused, submitted, to_mend
from tests.api.conftest import Ask

READ = "{ unreadNotices notices { nodes { number code about title text facts readAt } } }"


def test_the_township_is_told_of_a_request_and_marks_it_as_read(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    case = submitted(ask, token_of("li"), "防汛抗旱")["cases"][0]["number"]
    found = look(ask, READ, wang)
    [notice] = found["notices"]["nodes"]
    assert (found["unreadNotices"], notice["code"], notice["about"]) == (1, "CASE_SUBMITTED", case)
    assert "防汛抗旱" in notice["text"] and notice["facts"]["number"] == case and notice["readAt"] is None
    english = look(ask, "{ notices(language: EN) { nodes { title text } } }", wang)["notices"]["nodes"][0]
    assert english["text"] != notice["text"] and english["title"].isascii()
    given = {"numbers": [notice["number"], 0, -1]}
    other = act(ask, token_of("ma"), "markNoticesRead", given, "marked unread")
    assert (other["marked"], look(ask, READ, wang)["unreadNotices"]) == (0, 1)
    done = act(ask, wang, "markNoticesRead", given, "marked unread")
    assert (done["marked"], done["unread"]) == (1, 0)
    assert act(ask, wang, "markNoticesRead", given, "marked unread")["marked"] == 0
    assert look(ask, READ, wang)["notices"]["nodes"][0]["readAt"]
    assert look(ask, "{ notices(unreadOnly: true) { nodes { number } } }", wang)["notices"]["nodes"] == []


def test_too_many_at_once_are_to_be_mended_and_a_stranger_has_no_box(ask: Ask, token_of: TokenOf) -> None:
    too_many = {"numbers": list(range(1, 52))}
    assert to_mend(ask, token_of("wang"), "markNoticesRead", too_many) == ("TOO_MANY", ["input", "numbers"])
    assert refused(ask, "", "markNoticesRead", {"numbers": [1]}) == "NOT_SIGNED_IN"
    for query in ("{ notices { nodes { number } } }", "{ unreadNotices }"):
        assert ask(query).json["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"
