"""Every page about a place, before, on and after a change of divisions: the place of that day, by its name then."""

import html
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store.base import db
from registry.store.divisions import DivisionRecord

COUNTY, NEW_COUNTY, QILIHE = "620102000000", "620198000000", "620103000000"
JIUQUANLU, ZHANGYELU, MOVED = "620102001000", "620102002000", "620103099000"
ANOTHER = "620102003000"
DOORS = ("/lists/{}", "/certificates/{}", "/villages/{}", "/clean-up/{}", "/chief-duties/{}", "/search?q=防汛&place={}")


def changes(kind: str, since: str) -> list[TypedChange]:
    basis = {"effective_on": since, "basis": "示例〔2025〕9号"}
    if kind == "moved":
        return [TypedChange("RECODED", [JIUQUANLU], after=[MOVED], parents=[QILIHE], keep_numbers=True, **basis)]
    if kind == "recoded":
        return [TypedChange("RECODED", [COUNTY], after=[NEW_COUNTY], keep_numbers=True, **basis)]
    if kind == "swapped":
        return [
            TypedChange("RENAMED", [JIUQUANLU], names=["张掖路街道"], **basis),
            TypedChange("RENAMED", [ZHANGYELU], names=["酒泉路街道"], **basis),
        ]
    below = db.session.scalars(select(DivisionRecord.code).where(DivisionRecord.parent == JIUQUANLU)).all()
    villages = [
        TypedChange("RECODED", [code], after=[f"{ZHANGYELU[:9]}{number}"], **basis)
        for number, code in enumerate(below, start=700)
    ]
    return [TypedChange("MERGED", [JIUQUANLU, ZHANGYELU], after=[ZHANGYELU], **basis), *villages]


KINDS = {
    "moved": (MOVED, "七里河区酒泉路街道"),
    "recoded": ("620198001000", "城关区酒泉路街道"),
    "swapped": (JIUQUANLU, "城关区张掖路街道"),
    "absorbed": (ZHANGYELU, "城关区张掖路街道"),
}


@pytest.mark.parametrize("since", ["2025-06-01", "2027-06-01"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_shows_the_place_of_the_day(app: Flask, kind: str, since: str) -> None:
    with app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        record_division_changes(changes(kind, since), actor=zheng, now=datetime.now(UTC) - timedelta(minutes=1))
        db.session.remove()
    client, (code, name) = app.test_client(), KINDS[kind]
    for on in (f"{since[:4]}-05-31", since, f"{since[:4]}-06-02"):
        for door in DOORS:
            address = door.format(JIUQUANLU)
            address += f"{'&' if '?' in address else '?'}on={on}"
            answer = client.get(address, follow_redirects=True)
            page = html.unescape(answer.get_data(as_text=True))
            assert answer.status_code == 200, (address, page[:2000])
            wanted = "城关区酒泉路街道" if on < since else name
            if not door.startswith("/search"):
                assert wanted in page, address
            elif on >= since and "防汛抗旱" in page:
                assert f"/lists/{code}?on={on}" in page, address
    today = client.get("/lists/城关区酒泉路街道", follow_redirects=True)
    assert (today.status_code == 200) or kind in ("moved", "absorbed")
