"""The door: name or mail, one lockout, the second step, the language, and the way back to where one wanted to go."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client

import made
from wuxing.accounts import passwords
from wuxing.accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
WORD = "pass word 1"
AT = made.NOON


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


def _sign_in(client: Client, name: str, word: str = WORD, **more: str) -> str:
    answer = client.post(LOGIN, {"login": name, "password": word, **more})
    return answer.headers.get("Location", "") or answer.content.decode()


def _code(secret: str, steps: int = 0) -> str:
    """What the app shows, so many steps of 30 s from now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.mark.parametrize("name", ["zhouning", "ZhouNing", "zn@example.com", "ZN@example.com"])
def test_staff_number_or_mail_lets_in(client: Client, name: str) -> None:
    made.user(username="zhouning", email="zn@example.com")

    assert _sign_in(client, name) == "/"


def test_a_wrong_password_says_how_many_tries_are_left(english: Client) -> None:
    made.user(username="zhouning", email="zn@example.com")

    first = _sign_in(english, "zhouning", "wrong")
    second = _sign_in(english, "zn@example.com", "wrong")

    assert "Wrong password. 4 tries left, then locked for 15 min." in first
    assert "Wrong password. 3 tries left, then locked for 15 min." in second  # one count, whichever name


def test_five_wrong_passwords_lock_and_the_right_one_does_not_help(english: Client) -> None:
    made.user(username="zhouning", email="zn@example.com")
    for _try in range(5):
        last = _sign_in(english, "zhouning", "wrong")

    locked = _sign_in(english, "zn@example.com")

    assert re.search(r"Locked after too many wrong passwords\. Next try at \d\d:\d\d\.", last)
    assert re.search(r"Locked after too many wrong passwords\. Next try at \d\d:\d\d\.", locked)


def test_a_colleague_is_not_locked_with_them(client: Client) -> None:
    made.user(username="zhouning")
    made.user(username="shenyue")
    for _try in range(6):
        _sign_in(client, "zhouning", "wrong")

    assert _sign_in(client, "shenyue") == "/"


def test_who_does_not_exist_gets_the_same_words(english: Client) -> None:
    assert "Wrong password. 4 tries left" in _sign_in(english, "nobody", "wrong")


def test_who_was_not_signed_in_comes_back_to_the_page(client: Client) -> None:
    made.user(username="zhouning")

    sent = client.get("/people/?q=a&team=3").headers["Location"]

    assert sent == "/accounts/login/?next=/people/%3Fq%3Da%26team%3D3"
    assert _sign_in(client, "zhouning", next="/people/?q=a&team=3") == "/people/?q=a&team=3"
    client.logout()
    assert _sign_in(client, "zhouning", next="https://elsewhere.example/") == "/"


def test_a_part_sends_the_whole_page_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/notices/?before=3"}

    answer = client.get("/notices/bell/", headers=headers)

    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/notices/%3Fbefore%3D3"


def test_remembered_for_seven_days_or_until_the_browser_closes(client: Client) -> None:
    made.user(username="zhouning")

    _sign_in(client, "zhouning", remember="on")
    assert client.session.get_expiry_age() == 7 * 86400
    client.logout()
    _sign_in(client, "zhouning")
    assert client.session.get_expire_at_browser_close()


def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(made.user())

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/people/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/people/me/").status_code == 302


def test_the_second_step_is_asked_for(client: Client) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(made.user(username="zhouning"), secret)

    assert _sign_in(client, "zhouning") == "/accounts/2fa/authenticate/"
    assert client.get("/people/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = _code(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/"
    assert client.get("/people/me/").status_code == 200


def test_a_code_holds_for_a_step_after_its_own_and_is_taken_once(client: Client) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(made.user(username="zhouning"), secret)
    before, long_before = _code(secret, steps=-1), _code(secret, steps=-3)

    def sign_in_with(code: str) -> int:
        client.logout()
        _sign_in(client, "zhouning")
        return client.post("/accounts/2fa/authenticate/", {"code": code}).status_code

    assert sign_in_with(long_before) == 200  # the page again
    assert sign_in_with(f"{before[:3]} {before[3:]}") == 302
    assert sign_in_with(before) == 200
    cache.delete(f"allauth.mfa.totp.used?user={User.objects.get().pk}&code={before}")  # as if its own step were over
    assert sign_in_with(before) == 200


def test_the_app_is_set_up_with_a_picture_and_recovery_codes(client: Client) -> None:
    made.user(username="zhouning")
    _sign_in(client, "zhouning")
    asked = client.get("/accounts/2fa/totp/activate/", follow=True)  # the password once more
    page = client.post(
        asked.request["PATH_INFO"], {"password": WORD, "next": "/accounts/2fa/totp/activate/"}, follow=True
    )
    secret = page.context["form"].secret

    done = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)}, follow=True)

    assert 'src="data:image/svg+xml' in page.content.decode()
    assert done.content.decode().count("<code>") == 10
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/download/").headers["Content-Type"].startswith("text/plain")


def test_a_forgotten_password_is_set_anew_by_mail(english: Client) -> None:
    made.user(username="zhouning", email="zn@example.com")

    english.post("/accounts/password/reset/", {"email": "zn@example.com"})

    [sent] = mail.outbox
    path = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(sent.body))
    assert path
    form = english.get(path[1], follow=True)
    new = {"password1": "a brand new sentence", "password2": "a brand new sentence"}
    assert english.post(form.request["PATH_INFO"], new).status_code == 302
    assert _sign_in(english, "zhouning", "a brand new sentence") == "/"


def test_nobody_hears_whether_an_address_is_known(client: Client) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "stranger@example.com"})

    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert not mail.outbox


@pytest.mark.parametrize("path", ["signup/", "email/", "password/set/", "confirm-email/", "login/code/confirm/"])
def test_what_wuxing_does_not_have_is_not_there(client: Client, path: str) -> None:
    client.force_login(made.user())

    assert client.get(f"/accounts/{path}").status_code == 404


def test_the_language_follows_the_person_to_another_browser(client: Client) -> None:
    made.user(username="zhouning")
    _sign_in(client, "zhouning")

    client.post("/accounts/language/", {"language": "en", "next": "/people/me/"})

    other = Client(headers={"accept-language": "zh-CN"})
    _sign_in(other, "zhouning")
    assert '<html lang="en"' in other.get("/people/me/").content.decode()
    assert User.objects.get(username="zhouning").language == "en"


def test_a_random_password_is_good_for_one_who_was_locked_out_of_the_company(client: Client) -> None:
    someone = made.user(username="zhouning")
    client.force_login(someone)

    word = passwords.set_random("zhouning", at=AT)

    assert client.get("/people/me/").status_code == 302  # sessions so far are void
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){2}", word)
    assert _sign_in(client, "zhouning", word) == "/"
    with pytest.raises(passwords.NobodyByThatName):
        passwords.set_random("nobody", at=AT)
