"""Somebody who is not signed in 公众: the list of their township, certificates, the law, an admission and a slip."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from registry.domain.actors import Actor
from registry.domain.slips import check_code
from registry.services import admissions, cases, requests, slips
from registry.services.access import Demand
from registry.services.certificates import effective_at
from registry.services.signing import KeyRing, as_bytes
from registry.services.slip_checks import has_good_signature, standing_today
from registry.services.slips import About, Wanted, slip_numbered
from registry.store.admissions import admission_of
from tests.conftest import NOW
from tests.stories.conftest import JIUQUAN, MARKET_BUREAU, VILLAGE, Page, Run, System

LISTED, LIFTS = "防汛抗旱", "特种设备安全监督检查"
ASKED = {"places": [JIUQUAN], "delegation": {"matter": LISTED}}
RETURNED = {
    "demand": {"place": JIUQUAN, "department": MARKET_BUREAU, "delegation": {"matter": LIFTS, "form": ["TERRITORIAL"]}},
    "reply": "RETURN",
}


def test_their_day_through_services(who: Callable[[str], Actor], tmp_path: Path) -> None:
    li, wang = who("li"), who("wang")
    number = requests.submit(Demand("delegation", JIUQUAN, {"matter": LISTED}), actor=li, now=NOW).cases[0].number
    cases.verify(number, actor=wang, now=NOW)
    record = admission_of(number)
    assert record is not None and record.number is not None
    found = admissions.live(record.number, now=NOW)
    assert found.validity.value == "VALID" and admissions.asked_for(record).subject == LISTED
    paper = Demand("delegation", JIUQUAN, {"matter": LIFTS, "form": ["TERRITORIAL"]}, MARKET_BUREAU)
    sent = slips.issue(About(paper), Wanted("RETURN"), ring=KeyRing(tmp_path / "keys"), actor=wang, now=NOW)
    slip = slip_numbered(sent.number.lower())
    assert has_good_signature(slip) and standing_today(slip, now=NOW).is_the_same
    assert "王干事" not in slip.statement, "nobody's name is on it"
    assert "亲属关系证明" in [one.name for one in effective_at(VILLAGE, now=NOW).catalogue.prohibited]


def issued(system_of: Callable[..., System]) -> tuple[str, str]:
    """The numbers of an admission and of a slip, which officials issued."""
    li, wang = system_of("li"), system_of("wang")
    (case,) = li.acts("submitRequest", ASKED, "request { cases { number } }")["request"]["cases"]
    admitted = wang.acts("verifyCase", case, "case { admission { number } }")["case"]["admission"]["number"]
    return admitted, wang.acts("issueSlip", RETURNED, "slip { number }")["slip"]["number"]


def test_their_day_at_the_pages(
    at_the_pages: Callable[..., Page], system_of: Callable[..., System], tmp_path: Path
) -> None:
    anybody, (admission, slip) = at_the_pages(), issued(system_of)
    assert LISTED in anybody.opens(f"/lists/{JIUQUAN}")
    assert "亲属关系证明" in anybody.opens(f"/certificates/{VILLAGE}")
    assert "第十六条" in anybody.opens("/law")
    refused = anybody.opens(
        "/ask/delegation", matter=LIFTS, place=JIUQUAN, department=MARKET_BUREAU, form="TERRITORIAL"
    )
    assert "不予准入" in refused and 'formaction="/requests"' not in refused
    held = anybody.opens(f"/a/{admission}")
    assert "有效" in held and LISTED in held and "酒泉路街道" in held
    assert "退回" not in anybody.opens(f"/s/{slip}"), "numbers run on: what it says takes the code printed on it"
    signed = system_of("wang").looks(f'{{ slip(number: "{slip}") {{ signature }} }}')["slip"]
    printed = f"/s/{slip}/{check_code(signed['signature'])}"
    checked = anybody.opens(printed)
    assert "退回" in checked and MARKET_BUREAU in checked and "王干事" not in checked
    (key,) = re.findall(r'href="/keys/([0-9a-f]+)\.pem"', checked)
    files = {"KEY.pem": f"/keys/{key}.pem", "SLIP.txt": f"{printed}.txt", "SLIP.sig": f"{printed}.sig"}
    for name, address in files.items():
        (tmp_path / name).write_bytes(anybody.browser.client.get(address).data)
    command = "openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in SLIP.txt -sigfile SLIP.sig"
    told = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "Verified" in told.stdout
    for address in ("/work", "/reports", "/notices", "/requests", f"/slips/{slip}"):
        assert anybody.browser.client.get(address).location.startswith("/sign-in"), address


def test_their_day_over_graphql(system_of: Callable[..., System]) -> None:
    anybody, (admission, number) = system_of(), issued(system_of)
    held = anybody.text(f'{{ admission(number: "{admission}") {{ validity }} }}')
    assert "VALID" in held
    slip = anybody.looks(f"""{{ slip(number: "{number}") {{ statement signature key goodSignature reply
        standing {{ isTheSame }} }} signingKeys {{ id pem }} }}""")
    assert slip["slip"]["goodSignature"] and slip["slip"]["standing"]["isTheSame"]
    assert slip["slip"]["key"] in [key["id"] for key in slip["signingKeys"]] and as_bytes(slip["slip"]["signature"])
    assert "亲属关系证明" in anybody.text('{ certificates(place: "620102001001") { prohibited { name } } }')
    assert anybody.refused("issueSlip", RETURNED) == "NOT_SIGNED_IN"
    assert anybody.refused("submitRequest", ASKED) == "NOT_SIGNED_IN"
    assert anybody.fetches(f"/graphql/slips/{number}.docx").status_code == 401


def test_their_day_at_the_command_line(run: Run, system_of: Callable[..., System]) -> None:
    admission, _ = issued(system_of)
    held = run("admission", admission)
    assert held.exit_code == 0 and "有效" in held.stdout and "酒泉路街道" in held.stdout
    listed = run("lists", "show", "--place", JIUQUAN)
    assert listed.exit_code == 0 and LISTED in listed.stdout
    hit = json.loads(run("search", LISTED, "--kind", "matter", "--json").stdout)[0]
    assert hit["standings"][0]["placeName"]
