"""Access tokens of one account: kept until shortly before they end, fetched anew when refused."""

import logging
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from ssl import SSLContext

from daemon.clock import Clock
from daemon.mailboxes.grants import Grant, TokenRefused, Tokens, given, request
from daemon.mailboxes.https import ask, issuer_context
from daemon.mailboxes.issuers import TokenEndpoint, token_endpoint
from desk.errors import PostdeskError
from storage import refresh_tokens
from storage.engine import Store
from storage.faults import StorageError

_log = logging.getLogger("postdesk.mailboxes")

# So long before its end a token is no longer used; of a short one, a tenth of its life.
_EARLY = timedelta(minutes=5)

# A refresh token's end that moves by more than this with its use is none: whoever uses it, keeps it alive.
_MOVED = timedelta(minutes=10)


class NoStore(PostdeskError):
    """A refresh token may be replaced as soon as it is used, and there is no store to keep the new one in."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token to log in with; ``cached`` is true where it was used before."""

    value: str = field(repr=False)
    until: datetime
    cached: bool = False


class TokenSource:
    """The access tokens of one account, for any thread; all folders of the account share one.

    Asking the issuer blocks: for at most three questions, each bounded by `https.ANSWER_SECONDS`.
    """

    def __init__(
        self,
        account: str,
        issuer: str,
        grant: Grant,
        *,
        store: Store | None,
        clock: Clock,
        ca_file: Path | None,
    ) -> None:
        self._account = account
        self._issuer = issuer
        self._grant = grant
        self._store = store
        self._clock = clock
        self._ca_file = ca_file
        # Two that use one refresh token at once look like theft to an issuer that replaces it.
        self._alone = threading.Lock()
        self._kept: AccessToken | None = None
        self._unsaved = ""
        self._end: datetime | None = None
        self.expires: datetime | None = None
        """When the refresh token ends, as far as its issuer told and its use does not put that off."""

    def token(self) -> AccessToken:
        """Return a token that is good for now.

        Raises TokenRefused: a person must act. Raises IssuerUnreachable: it may go better later.
        Raises BadAuthorities: the file of authorities cannot be used.
        Raises NoStore, StorageError: the store cannot be read, so that nothing was asked.
        """
        with self._alone:
            if self._kept is None or self._clock() >= self._kept.until:
                self._kept = None
                fetched = self._fetched()
                self._kept = replace(fetched, cached=True)
                return fetched
            return self._kept

    def refused(self, token: AccessToken) -> None:
        """Forget a token that the mail server did not take."""
        with self._alone:
            if self._kept is not None and self._kept.value == token.value:
                self._kept = None

    def _fetched(self) -> AccessToken:
        tokens = self._asked()
        now = self._clock()
        self._keep(tokens.refresh or self._unsaved, now)
        self._look_at_end(tokens, now)
        return AccessToken(tokens.access, now + tokens.lasts - min(_EARLY, tokens.lasts / 10))

    def _asked(self) -> Tokens:
        configured = self._grant.refresh_token
        newest = self._newest() if configured else ""
        tls = issuer_context(self._ca_file)
        endpoint = token_endpoint(self._issuer, tls)
        try:
            return self._ask(endpoint, replace(self._grant, refresh_token=newest), tls)
        except TokenRefused as fault:
            if newest == configured or fault.code != "invalid_grant":
                raise
            # After a restore from a backup the kept one is stale; many issuers still take the first.
            return self._ask(endpoint, self._grant, tls)

    def _ask(self, endpoint: TokenEndpoint, grant: Grant, tls: SSLContext) -> Tokens:
        form, headers = request(grant, endpoint)
        return given(ask(endpoint.url, tls, form=form, headers=headers), self._issuer)

    def _newest(self) -> str:
        """Return the newest refresh token: another process may have used it since."""
        if self._unsaved:
            return self._unsaved
        if self._store is None:
            raise NoStore(
                f"The login to {self._account} cannot be tried without a store: its refresh token may be"
                " replaced with the first use, and the new one must be kept. Run `postdesk migrate` first."
            )
        account, configured = self._account, self._grant.refresh_token
        return self._store.read(lambda c: refresh_tokens.newest(c, account, configured)) or configured

    def _keep(self, token: str, now: datetime) -> None:
        """Keep a new refresh token in the store before anything else is done; the old one may be gone."""
        account, configured, store = self._account, self._grant.refresh_token, self._store
        if not token or not configured or store is None:
            return
        self._unsaved = token
        try:
            store.write(lambda c: refresh_tokens.keep(c, account, configured, token, now)).result()
        except StorageError as fault:
            # It serves from memory until the store takes it, with the next one at the latest.
            _log.error("the new refresh token of %s could not be kept: %s", account, fault)
        else:
            self._unsaved = ""

    def _look_at_end(self, tokens: Tokens, now: datetime) -> None:
        end = now + tokens.refresh_lasts if tokens.refresh_lasts else None
        stays = end is not None and self._end is not None and end - self._end <= _MOVED
        self.expires = end if stays else None
        self._end = end
