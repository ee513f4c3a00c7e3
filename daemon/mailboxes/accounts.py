"""The accounts of the mailboxes: how each logs in, and what of that comes to an end."""

from collections.abc import Iterable, Iterator

from config.mailboxes import MailboxTable, OAuth
from daemon.clock import Clock
from daemon.expiry import Expiring
from daemon.mailboxes.grants import Grant
from daemon.mailboxes.issuers import usual_scope
from daemon.mailboxes.login import LogIn, password_login
from daemon.mailboxes.oauth import MECHANISMS, oauth_login
from daemon.mailboxes.tokens import TokenSource
from desk.topics import Topic
from storage.engine import Store


class Accounts:
    """The logins of all configured mailboxes; folders of one account share its tokens.

    Without a store (before `postdesk migrate`) no refresh token is used. After a reload, an account whose
    grant is the same as ``before`` goes on with its tokens.
    """

    def __init__(
        self,
        mailboxes: Iterable[MailboxTable],
        store: Store | None,
        clock: Clock,
        before: "Accounts | None" = None,
    ) -> None:
        self._mailboxes = tuple(mailboxes)
        self.sources: dict[str, tuple[OAuth, TokenSource]] = {}
        """By account: its grant, and the tokens that it gives."""
        for mailbox in self._mailboxes:
            if mailbox.oauth.issuer and mailbox.account not in self.sources:
                kept = before.sources.get(mailbox.account) if before is not None else None
                if kept is None or kept[0] != mailbox.oauth:
                    kept = mailbox.oauth, _source(mailbox, store, clock)
                self.sources[mailbox.account] = kept

    def _source(self, mailbox: MailboxTable) -> TokenSource | None:
        found = self.sources.get(mailbox.account)
        return found[1] if found is not None else None

    def login(self, mailbox: MailboxTable) -> LogIn:
        """Return how to log in to one of the mailboxes."""
        source = self._source(mailbox)
        if source is not None:
            return oauth_login(mailbox.user, source, MECHANISMS[mailbox.oauth.mechanism])
        return password_login(mailbox.user, mailbox.secret.get_secret_value() if mailbox.secret else "")

    def expiring(self) -> Iterator[tuple[str, Expiring]]:
        """Return each secret and token that has a last day, with the address of the desk that it serves."""
        for mailbox in {each.account: each for each in reversed(self._mailboxes)}.values():
            if mailbox.oauth.client_secret_expires is not None:
                day = mailbox.oauth.client_secret_expires
                yield mailbox.desk, Expiring(Topic.SECRET_EXPIRES, mailbox.account, day)
            source = self._source(mailbox)
            if source is not None and source.expires is not None:
                yield mailbox.desk, Expiring(Topic.TOKEN_EXPIRES, mailbox.account, source.expires)


def _source(mailbox: MailboxTable, store: Store | None, clock: Clock) -> TokenSource:
    oauth = mailbox.oauth
    grant = Grant(
        client_id=oauth.client_id,
        client_secret=oauth.secret.get_secret_value() if oauth.secret else "",
        refresh_token=oauth.token.get_secret_value() if oauth.token else "",
        scope=oauth.scope or usual_scope(oauth.issuer, with_refresh_token=oauth.token is not None),
    )
    return TokenSource(mailbox.account, oauth.issuer, grant, store=store, clock=clock, ca_file=oauth.ca_file)
