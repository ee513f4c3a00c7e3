"""Access tokens: kept while they are good, and refresh tokens that are replaced with every use."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.mailboxes.grants import Grant, TokenRefused
from daemon.mailboxes.https import IssuerUnreachable
from daemon.mailboxes.tokens import NoStore, TokenSource
from storage import refresh_tokens
from storage.engine import Store
from storage.faults import StoreUnavailable
from tests.oauth_issuer import CLIENT, FIRST, SECRET, Issuer

ACCOUNT = "support@example.org at imap.example.org"
START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def move(self, **by: float) -> None:
        """Let time go by."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Hands:
    """A clock."""
    return Hands()


@pytest.fixture
def make(issuer: Issuer, issuer_ca: Path, token_store: Store, clock: Hands) -> Any:
    """Make a source of tokens: with the first refresh token, or ``refresh=""`` for a client by itself."""

    def made(refresh: str = FIRST, secret: str = SECRET, store: Store | None = token_store) -> TokenSource:
        grant = Grant(CLIENT, secret, refresh)
        return TokenSource(ACCOUNT, issuer.url, grant, store=store, clock=clock, ca_file=issuer_ca)

    return made


@pytest.mark.parametrize("methods", [("client_secret_basic",), ("client_secret_post",)])
@pytest.mark.parametrize(("refresh", "grant"), [(FIRST, "refresh_token"), ("", "client_credentials")])
def test_a_token_is_fetched_by_each_grant_and_each_way_of_a_secret(
    refresh: str, grant: str, methods: tuple[str, ...], make: Any, issuer: Issuer
) -> None:
    """What the issuer gave out is what one logs in with."""
    issuer.methods = methods
    token = make(refresh).token()
    assert list(issuer.live) == [token.value]
    assert issuer.asked[0]["grant_type"] == grant


def test_a_token_is_kept_until_shortly_before_its_end(make: Any, clock: Hands, issuer: Issuer) -> None:
    """An hour's token is used for 55 minutes."""
    source = make()
    first = source.token()
    clock.move(minutes=54)
    assert source.token().value == first.value
    assert source.token().cached
    clock.move(minutes=1)
    assert source.token().value != first.value
    assert len(issuer.asked) == 2


def test_a_short_token_is_used_for_nine_tenths_of_its_life(make: Any, clock: Hands, issuer: Issuer) -> None:
    """Five minutes before its end would be before its beginning."""
    issuer.lasts = 100
    source = make()
    first = source.token()
    clock.move(seconds=89)
    assert source.token().value == first.value
    clock.move(seconds=1)
    assert source.token().value != first.value


def test_only_the_token_that_was_refused_is_forgotten(make: Any) -> None:
    """Two folders that meet the same refusal fetch one new token together."""
    source = make()
    old = source.token()
    source.refused(old)
    new = source.token()
    source.refused(old)
    assert source.token().value == new.value


def test_threads_that_need_a_token_at_once_ask_once(make: Any, issuer: Issuer) -> None:
    """Two uses of one refresh token look like theft to an issuer that replaces it."""
    issuer.rotating = True
    source, found = make(), set()
    threads = [threading.Thread(target=lambda: found.add(source.token().value)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(issuer.asked) == 1


def test_a_replaced_refresh_token_serves_after_a_restart(make: Any, issuer: Issuer) -> None:
    """It is in the store before the access token is used; the configured one is not shown again."""
    issuer.rotating = True
    make().token()
    make().token()
    assert issuer.asked[0]["refresh_token"] == FIRST
    assert len({form["refresh_token"] for form in issuer.asked}) == 2


def test_a_newly_configured_refresh_token_begins_anew(make: Any, issuer: Issuer) -> None:
    """Whoever grants access again need not clear anything out of the store."""
    issuer.rotating = True
    make().token()
    issuer.refresh_token = "granted again"
    make("granted again").token()
    assert issuer.asked[-1]["refresh_token"] == "granted again"


def test_a_stale_refresh_token_of_the_store_gives_way_to_the_configured_one(
    make: Any, issuer: Issuer, token_store: Store
) -> None:
    """After a restore from a backup: many issuers still take the first one."""
    token_store.write(lambda c: refresh_tokens.keep(c, ACCOUNT, FIRST, "long gone", START)).result()
    assert make().token().value in issuer.live
    assert [form["refresh_token"] for form in issuer.asked] == ["long gone", FIRST]


def test_a_refresh_token_that_is_no_longer_good_is_told(make: Any, issuer: Issuer) -> None:
    """The sentence says what to do, and repeats nothing of the token."""
    issuer.refresh_token = "another"
    with pytest.raises(TokenRefused, match=r"\(invalid_grant\).*grant access anew") as caught:
        make().token()
    assert FIRST not in str(caught.value)
    assert len(issuer.asked) == 1


def test_a_wrong_secret_is_told(make: Any) -> None:
    """An expired secret is the usual reason."""
    with pytest.raises(TokenRefused, match=r"\(invalid_client\).*perhaps the secret has expired"):
        make(secret="wrong").token()


def test_a_fault_of_the_issuer_costs_the_next_question_nothing(make: Any, issuer: Issuer) -> None:
    """Whoever comes later gets a token."""
    source = make()
    issuer.answers.append((500, {}, b"", 0))
    with pytest.raises(IssuerUnreachable):
        source.token()
    assert source.token().value in issuer.live


def test_a_refresh_token_is_not_used_up_without_a_store(make: Any, issuer: Issuer) -> None:
    """A new one would be lost, and the mailbox with it."""
    with pytest.raises(NoStore, match=r"postdesk migrate"):
        make(store=None).token()
    assert issuer.asked == []
    assert make("", store=None).token().value in issuer.live


def test_a_refresh_token_that_the_store_does_not_take_serves_from_memory(
    make: Any, issuer: Issuer, token_store: Store, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk stops no reading; the token is kept as soon as the store can."""
    issuer.rotating = True
    source = make()

    def full(c: Any, *given: Any) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(refresh_tokens, "keep", full)
        assert source.token().value in issuer.live
    issuer.rotating = False
    clock.move(hours=1)
    source.token()
    assert token_store.read(lambda c: refresh_tokens.newest(c, ACCOUNT, FIRST)) == issuer.refresh_token


def test_an_end_that_stays_where_it_is_is_told(make: Any, issuer: Issuer, clock: Hands) -> None:
    """A refresh token with a last day: known from the second answer on."""
    source = make()
    issuer.more = {"refresh_token_expires_in": 7 * 86400}
    source.token()
    assert source.expires is None
    clock.move(hours=1)
    issuer.more = {"refresh_token_expires_in": 7 * 86400 - 3600}
    source.token()
    assert source.expires == START + timedelta(days=7)


def test_an_end_that_moves_with_every_use_is_none(make: Any, issuer: Issuer, clock: Hands) -> None:
    """Half an hour without a use would end it, but we use it: nobody needs to be told."""
    source = make()
    issuer.more = {"refresh_expires_in": 1800}
    for _ in range(3):
        source.token()
        assert source.expires is None
        clock.move(hours=1)


def test_a_store_that_cannot_be_read_asks_nothing(make: Any, issuer: Issuer, tmp_path: Path) -> None:
    """Which refresh token is the newest is not known then."""
    source = make()
    (tmp_path / "tokens.sqlite3").write_bytes(b"no database" * 1000)
    (tmp_path / "tokens.sqlite3-wal").unlink(missing_ok=True)
    with pytest.raises(StoreUnavailable):
        source.token()
    assert issuer.asked == []
