"""What cannot go together: the table of all checks that look at more than one setting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.clash import Clash
from config.delivery_clashes import authorities, credentials, own_relay, plain_password, relay_host
from config.desk_clashes import (
    assignees,
    form_is_ours,
    half_a_signature,
    no_desk,
    own_language,
    reminders,
    same_desk_address,
    same_prefix,
    unproved_form,
)
from config.drafting import Draft
from config.mailbox_clashes import (
    clear_password,
    desk_of_mailbox,
    moved_in_a_circle,
    no_password,
    same_mailbox,
    tls_of_mailbox,
)
from config.oauth_clashes import no_client, no_issuer, plain_token, second_secret, two_grants
from config.people_clashes import (
    agent_is_desk,
    customer_is_desk,
    empty_organisation,
    notices_to_desk,
    same_agent_address,
    same_agent_name,
    same_customer,
    same_organisation_name,
    served_desks,
)
from config.places import Path
from config.receiving_clashes import connections, needless_key, no_certificate, no_way_in, room, same_endpoint
from config.settings import Settings
from config.submission_clashes import no_passwords, unsafe_submission
from config.wording import Problem


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and the settings it reads: where one of them is at fault, nothing is concluded from it.

    ``complete`` names the lists of which every table must be sound, lest one that is not seem missing.
    """

    find: Callable[[Settings], Iterator[Clash]]
    reads: tuple[str, ...]
    complete: frozenset[str] = frozenset()


CHECKS = (
    Check(
        unsafe_submission,
        ("submission.listen", "submission.implicit_tls_listen", "smtp.tls_certificate"),
    ),
    Check(
        no_passwords,
        ("submission.listen", "submission.implicit_tls_listen", "submission.passwords_file"),
    ),
    Check(no_way_in, ("smtp.listen", "smtp.implicit_tls_listen", "lmtp.socket"), frozenset({"mailbox"})),
    Check(
        same_endpoint,
        (
            "smtp.listen",
            "smtp.implicit_tls_listen",
            "submission.listen",
            "submission.implicit_tls_listen",
            "health.listen",
        ),
    ),
    Check(needless_key, ("smtp.tls_certificate", "smtp.tls_key")),
    Check(no_certificate, ("smtp.tls_certificate", "smtp.require_tls", "smtp.implicit_tls_listen")),
    Check(connections, ("limits.connections", "limits.connections_per_peer")),
    Check(room, ("limits.message_size", "limits.free_space")),
    Check(relay_host, ("delivery.way", "delivery.relay.host")),
    Check(credentials, ("delivery.relay.user", "delivery.relay.password", "delivery.relay.password_file")),
    Check(plain_password, ("delivery.relay.user", "delivery.relay.tls", "delivery.relay.host")),
    Check(authorities, ("delivery.relay.tls", "delivery.relay.ca_file")),
    Check(
        own_relay,
        (
            "delivery.way",
            "delivery.relay.host",
            "delivery.relay.port",
            "smtp.listen",
            "smtp.implicit_tls_listen",
            "submission.listen",
            "submission.implicit_tls_listen",
        ),
    ),
    Check(no_desk, (), frozenset({"desk"})),
    Check(same_desk_address, ("desk.address", "desk.aliases")),
    Check(same_prefix, ("desk.prefix", "desk.address")),
    Check(own_language, ("desk.language", "desk.languages")),
    Check(reminders, ("desk.reminders", "desk.close_unconfirmed")),
    Check(
        assignees,
        ("desk.assignees", "desk.address", "agent.name", "agent.desks"),
        frozenset({"agent"}),
    ),
    Check(unproved_form, ("desk.form", "desk.authentication_hosts")),
    Check(form_is_ours, ("desk.form", "desk.address", "desk.aliases", "agent.addresses")),
    Check(half_a_signature, ("desk.dkim_key", "desk.dkim_selector")),
    Check(same_agent_name, ("agent.name",)),
    Check(same_agent_address, ("agent.addresses", "agent.name")),
    Check(agent_is_desk, ("agent.addresses", "desk.address", "desk.aliases")),
    Check(notices_to_desk, ("notices.address", "desk.address", "desk.aliases")),
    Check(served_desks, ("agent.desks", "desk.address"), frozenset({"desk"})),
    Check(same_organisation_name, ("organisation.name",)),
    Check(
        empty_organisation,
        ("organisation.addresses", "organisation.domains", "organisation.representatives"),
    ),
    Check(
        same_customer,
        (
            "organisation.name",
            "organisation.addresses",
            "organisation.domains",
            "organisation.representatives",
        ),
    ),
    Check(
        customer_is_desk,
        ("organisation.addresses", "organisation.representatives", "desk.address", "desk.aliases"),
    ),
    Check(desk_of_mailbox, ("mailbox.desk", "desk.address"), frozenset({"desk"})),
    Check(no_password, ("mailbox.password", "mailbox.password_file", "mailbox.oauth")),
    Check(clear_password, ("mailbox.password", "mailbox.password_file", "mailbox.tls", "mailbox.host")),
    Check(tls_of_mailbox, ("mailbox.tls", "mailbox.ca_file", "mailbox.port")),
    Check(same_mailbox, ("mailbox.user", "mailbox.host", "mailbox.folder")),
    Check(
        moved_in_a_circle,
        ("mailbox.user", "mailbox.host", "mailbox.folder", "mailbox.after", "mailbox.move_to"),
    ),
    Check(no_issuer, ("mailbox.oauth",)),
    Check(no_client, ("mailbox.oauth",)),
    Check(second_secret, ("mailbox.oauth", "mailbox.password", "mailbox.password_file")),
    Check(plain_token, ("mailbox.oauth.issuer", "mailbox.tls", "mailbox.host")),
    Check(two_grants, ("mailbox.oauth", "mailbox.user", "mailbox.host")),
)


def clashes(draft: Draft) -> Iterator[Problem]:
    """Tell everything that cannot go together, as far as what is sound allows a conclusion."""
    for check in CHECKS:
        paths = [_path(read) for read in check.reads] + [(name,) for name in check.complete]
        settings = draft.view(paths, check.complete)
        for clash in check.find(settings) if settings is not None else ():
            path = (*draft.path_of(clash.table), *_path(clash.key)) if clash.table else _path(clash.key)
            yield Problem(path, clash.text, clash.suggestion)


def _path(dotted: str) -> Path:
    return tuple(dotted.split("."))
