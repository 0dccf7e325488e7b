"""Two versions of a catalogue, entry by entry and field by field."""

from registry.domain.catalogues import Change, Difference, compare

BEFORE = [{"name": "综治中心", "statutory": False, "basis": "甲"}, {"name": "民兵连", "statutory": False, "basis": ""}]


def test_a_version_compared_with_itself_differs_in_nothing() -> None:
    assert compare(BEFORE, BEFORE) == ()


def test_what_changed_went_and_came_is_told_with_its_fields() -> None:
    after = [
        {"name": "综治中心", "statutory": False, "basis": "乙"},
        {"name": "便民服务站", "statutory": False, "basis": ""},
    ]
    assert compare(BEFORE, after) == (
        Difference(Change.CHANGED, "综治中心", (("basis", "甲", "乙"),)),
        Difference(Change.REMOVED, "民兵连"),
        Difference(Change.ADDED, "便民服务站"),
    )


def test_punctuation_and_width_in_a_name_make_no_new_entry() -> None:
    assert compare([{"name": "社区(村)证明"}], [{"name": "社区（村）证明"}]) == ()
