"""A case whose place is no more, at the page: nobody is offered what cannot be done, and it can still be closed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask

from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from tests.web.conftest import Browser
from tests.web.test_cases import LI, forms_on, send, typed


def test_what_can_no_longer_be_judged_is_only_offered_to_be_closed(
    app: Flask, wang: Browser, open_browser: Callable[..., Browser]
) -> None:
    li, sun = open_browser("li"), open_browser("sun")
    question = {"wording": "综治中心", "place": "620102001001", "department": LI}
    sent = li.client.post("/requests", data=li.submission(question, "plaque")).location
    there = f"/cases/{sent.rsplit('/', 1)[1]}-001"
    request, slip = there.removesuffix("-001").replace("cases", "requests"), f"/slips/new?case={there[7:]}"
    assert forms_on(wang.get(there), there) == ["verify", "dispute"] and slip in wang.get(request)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    with app.app_context():
        province = actor_called("zheng")
        assert province is not None
        change = TypedChange("ABOLISHED", ["620102001001"], yesterday)
        record_division_changes([change], actor=province, now=datetime.now(UTC))
    page = wang.get(there)
    assert forms_on(page, there) == ["dispute"] and "已撤销" in page
    assert there in wang.get(request) and slip not in wang.get(request)
    assert forms_on(li.get(there), there) == ["withdraw"]
    send(wang, f"{there}/dispute", reason="社区已撤销")
    page = sun.get(there)
    form = page[page.index(f'action="{there}/settle"') :]
    assert forms_on(page, there) == ["settle"]
    for name, offered in (("wording", False), ("ruling", True), ("reason", True)):
        assert (f'name="{name}"' in form.partition("</form>")[0]) is offered, name
    assert 'value="look"' not in form.partition("</form>")[0]
    answer = send(sun, f"{there}/settle", ruling="", reason="社区已撤销")
    assert answer.status_code == 400 and "社区已撤销" in typed(answer.get_data(as_text=True))
    assert send(sun, f"{there}/settle", ruling="settled_rejected", reason="社区已撤销").status_code == 302
    assert "没有再判断" in li.get(there)
