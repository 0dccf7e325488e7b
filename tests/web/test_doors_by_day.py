"""Every page about a place, before, on and after a change of divisions: the place of that day, by its name then."""

import html
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.duties import Duty
from registry.services import drafting, drafts, editions
from registry.services.duties import edition_called
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store.base import db
from registry.store.divisions import DivisionRecord

COUNTY, NEW_COUNTY, QILIHE = "620102000000", "620198000000", "620103000000"
JIUQUANLU, ZHANGYELU, MOVED = "620102001000", "620102002000", "620103099000"
SEED = "ED-620102001-2026"
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


def published(place: str, rows: tuple[Duty, ...], number: str, now: datetime) -> None:
    sun, zhou = actor_called("sun"), actor_called("zhou")
    assert sun and zhou
    made = drafting.import_list(place, rows, actor=sun, now=now)
    drafts.send(made.code, actor=sun, now=now)
    drafts.approve(made.code, actor=zhou, now=now)
    editions.publish(made.code, document_number=number, effective_on=date(2026, 5, 1), actor=sun, now=now)


@pytest.mark.parametrize("kind", ["moved", "recoded", "swapped"])
def test_a_township_beside_its_master_is_shown_as_of_both_dates(app: Flask, kind: str) -> None:
    start = datetime.now(UTC) - timedelta(minutes=9)
    with app.app_context():
        rows = edition_called(SEED).duties
        published(COUNTY, rows, "城政办发〔2026〕50号", start)
        published(JIUQUANLU, rows[1:], "城政办发〔2026〕51号", start)
        db.session.remove()
    client, known_at = app.test_client(), (start + timedelta(minutes=2)).isoformat().replace("+00:00", "Z")
    address = f"/lists/{JIUQUANLU}/overlay"

    def shown(**query: str) -> str:
        answer = client.get(address, query_string=query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return html.unescape(answer.get_data(as_text=True))

    before = shown(on="2026-06-10", known_at=known_at)
    assert "城关区酒泉路街道" in before and rows[0].matter in before
    with app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        record_division_changes(changes(kind, "2026-06-01"), actor=zheng, now=start + timedelta(minutes=5))
        db.session.remove()
    assert shown(on="2026-06-10", known_at=known_at) == before
    assert "城关区酒泉路街道" in shown(on="2026-05-31")
    later = client.get(address, query_string={"on": "2026-06-10"}).get_data(as_text=True)
    assert KINDS[kind][1] in later
