"""Single sign-on against a provider on loopback: who comes in, and what is not believed."""

import html
import time

import pytest
from joserfc.jwk import RSAKey

from registry.app import create_app
from registry.config import Settings
from registry.store.base import db
from registry.store.duties import forget_editions
from registry.store.people import find_person
from tests.compiled import share_compiled
from tests.conftest import PASSWORD
from tests.provider import CLIENT, SECRET, running


@pytest.fixture
def provider():
    with running() as there:
        yield there


@pytest.fixture
def alone():
    """Whether passwords are turned off."""
    return ""


@pytest.fixture
def app(database_url, tmp_path, provider, alone):
    forget_editions()
    settings = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    chosen = Settings(database_url=database_url, folder=str(tmp_path), sample_people="1", oidc_only=alone, **settings)
    app = share_compiled(create_app(chosen))
    with app.app_context():
        find_person("chen").mail = "chen@county.example"
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def come_back(browser, provider, there: str = "/"):
    """Go to the provider, sign in there, and come back."""
    sent = browser.client.get("/sign-in/single", query_string={"next": there})
    assert sent.status_code == 302 and sent.location.startswith(f"{provider.issuer}/authorize?")
    return browser.client.get(provider.sent_back(sent.location).removeprefix("http://localhost"))


def sentence(response) -> str:
    return html.unescape(response.get_data(as_text=True))


def test_whoever_is_known_comes_in_and_goes_where_they_were_going(anybody, provider):
    assert 'href="/sign-in/single"' in anybody.get("/sign-in")
    assert come_back(anybody, provider, "/requests").location == "/requests"
    assert "陈经办" in anybody.get("/account")


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example"])
def test_coming_back_never_leads_elsewhere(anybody, provider, there):
    assert come_back(anybody, provider, there).location == "/"


@pytest.mark.parametrize(
    "told", [{"email": "nobody@county.example"}, {"email_verified": False}, {"email_verified": "true"}]
)
def test_whoever_is_not_known_is_told_so_in_one_sentence(anybody, provider, told):
    provider.told |= told
    answer = come_back(anybody, provider)
    assert answer.status_code == 403 and "还没有您的账号" in sentence(answer)
    assert anybody.client.get("/account").status_code == 302


def test_once_linked_the_subject_counts_and_no_address(anybody, provider, open_browser):
    come_back(anybody, provider)
    provider.told |= {"email": "other@county.example"}
    assert come_back(open_browser(), provider).location == "/"
    provider.told |= {"email": "chen@county.example", "sub": "8"}
    assert come_back(open_browser(), provider).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"aud": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"sub": ""},
        {"sub": ["7"]},
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(anybody, provider, claims):
    provider.claims = claims
    answer = come_back(anybody, provider)
    assert answer.status_code == 401 and "没有成功" in sentence(answer)
    assert anybody.client.get("/account").status_code == 302


def test_a_token_signed_by_another_key_lets_nobody_in(anybody, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(anybody, provider).status_code == 401


def test_a_provider_that_names_itself_otherwise_is_not_asked(anybody, provider):
    provider.names_itself = "https://evil.example"
    assert anybody.client.get("/sign-in/single").status_code == 503


def test_coming_back_counts_in_the_browser_that_was_sent_and_once(anybody, provider, open_browser):
    sent = anybody.client.get("/sign-in/single").location
    back = provider.sent_back(sent).removeprefix("http://localhost")
    assert open_browser().client.get(back).status_code == 401
    assert anybody.client.get(back.replace("state=", "state=x")).status_code == 401
    assert anybody.client.get(back).status_code == 302
    assert open_browser().client.get(back).status_code == 401
    for nonsense in ("", "?code=x", "?error=access_denied&state=x", "?code=x&state=%00"):
        assert open_browser().client.get(f"/sign-in/single/back{nonsense}").status_code == 401


def test_a_provider_that_is_away_is_told_and_the_password_goes_on(app, anybody, monkeypatch):
    oauth = app.extensions["registry.single_sign_on"]
    monkeypatch.setattr(oauth.provider, "_server_metadata_url", "http://127.0.0.1:9/none")
    answer = anybody.client.get("/sign-in/single")
    assert answer.status_code == 503 and "没有成功" in sentence(answer)
    assert anybody.sign_in("chen").status_code == 302


@pytest.mark.parametrize("alone", ["1"])
def test_where_passwords_are_off_nobody_comes_in_with_one(anybody, provider):
    assert 'name="password"' not in anybody.get("/sign-in")
    form = anybody.hidden(come_back_page(anybody, provider), "/sign-in")
    answer = anybody.client.post("/sign-in", data={**form, "sign_in_name": "chen", "password": PASSWORD})
    assert answer.status_code == 403 and anybody.client.get("/account").status_code == 302
    assert come_back(anybody, provider).location == "/"


def come_back_page(browser, provider) -> str:
    """The sign-in page that says what went wrong: the form on it has a token."""
    return browser.client.get("/sign-in/single/back").get_data(as_text=True)
