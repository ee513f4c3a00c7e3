"""Whom we believe: the three marks, and what headers a forger can add."""

from dataclasses import replace

import pytest

from desk.mail import AuthenticationResult
from desk.trust import Mark, mark
from tests.desk.builders import CUSTOMER, HOST, a_mail

OWN = "customer.example"
EVIL = "evil.example"
OTHER_MX = "mx2.example.org"
Pairs = tuple[tuple[str, str], ...]


def said(
    *,
    dmarc: Pairs = (),
    spf: Pairs = (),
    dkim: Pairs = (),
    host: str = HOST,
    above: str | None = None,
    foreign: tuple[str, ...] = (),
) -> AuthenticationResult:
    """Return one header, added by its host above that host's own Received line unless said otherwise."""
    over = host if above is None else above
    return AuthenticationResult(host=host, dmarc=dmarc, spf=spf, dkim=dkim, above=over, foreign=foreign)


def marked(*results: AuthenticationResult, hosts: tuple[str, ...] = (HOST,), stripped: bool = False) -> Mark:
    """Return the mark of the customer's mail with these headers, from top to bottom."""
    return mark(replace(a_mail(), authentication=results), hosts, stripped=stripped)


PASS: Pairs = (("pass", OWN),)
FAIL: Pairs = (("fail", OWN),)

RESULTS = (
    ("nothing said", said(), Mark.NONE),
    ("dmarc passes", said(dmarc=PASS), Mark.PASS),
    ("dmarc fails", said(dmarc=FAIL), Mark.FAIL),
    ("dmarc fails, dkim passes", said(dmarc=FAIL, dkim=PASS), Mark.FAIL),
    ("dmarc passes for another From", said(dmarc=(("pass", EVIL),)), Mark.NONE),
    ("dmarc passes for no domain", said(dmarc=(("pass", ""),)), Mark.NONE),
    ("two clauses contradict", said(dmarc=FAIL + PASS), Mark.NONE),
    ("two clauses agree", said(dmarc=PASS + PASS), Mark.NONE),
    ("a guess is no pass", said(dmarc=(("bestguesspass", OWN),)), Mark.NONE),
    ("a guess outweighs no signature", said(dmarc=(("bestguesspass", OWN),), dkim=PASS), Mark.NONE),
    ("dmarc had a fault", said(dmarc=(("temperror", OWN),), dkim=PASS), Mark.NONE),
    ("no policy", said(dmarc=(("none", OWN),)), Mark.NONE),
    ("no policy, dkim passes", said(dmarc=(("none", OWN),), dkim=PASS), Mark.PASS),
    ("no policy of another, dkim passes", said(dmarc=(("none", EVIL),), dkim=PASS), Mark.NONE),
    ("dkim passes", said(dkim=PASS), Mark.PASS),
    ("spf passes", said(spf=PASS), Mark.PASS),
    ("dkim of another", said(dkim=(("pass", EVIL),)), Mark.NONE),
    ("dkim of ours fails, of another passes", said(dkim=(("fail", OWN), ("pass", EVIL))), Mark.NONE),
    ("one dkim fails, one passes", said(dkim=FAIL + PASS), Mark.NONE),
    ("dkim without a domain", said(dkim=(("pass", ""),)), Mark.NONE),
    ("dkim of a look-alike", said(dkim=(("pass", f"not{OWN}"),)), Mark.NONE),
    ("dkim of a child of the domain", said(dkim=(("pass", f"a.{OWN}"),)), Mark.NONE),
    ("dkim fails", said(dkim=FAIL), Mark.NONE),
    ("spf fails, dkim passes", said(spf=FAIL, dkim=PASS), Mark.PASS),
    ("spf of another passes", said(spf=(("pass", EVIL),)), Mark.NONE),
)


@pytest.mark.parametrize("stripped", [False, True])
@pytest.mark.parametrize(
    ("result", "expected"), [row[1:] for row in RESULTS], ids=[row[0] for row in RESULTS]
)
def test_what_a_trusted_host_found_gives_the_mark(
    result: AuthenticationResult, expected: Mark, *, stripped: bool
) -> None:
    """Pass wants dmarc, or dkim or spf aligned with From; fail is the host's own dmarc=fail; else none."""
    assert marked(result, stripped=stripped) is expected


def test_a_domain_above_the_authors_is_aligned() -> None:
    """A mail of mail.customer.example may be signed by customer.example."""
    sender = replace(CUSTOMER, addr=f"ivan@mail.{OWN}")
    assert mark(replace(a_mail(sender), authentication=(said(dkim=PASS),)), (HOST,)) is Mark.PASS


@pytest.mark.parametrize("hosts", [(), ("mx.evil.example",), ("example.org",)])
@pytest.mark.parametrize("stripped", [False, True])
def test_only_configured_hosts_are_believed(hosts: tuple[str, ...], *, stripped: bool) -> None:
    """Without a trusted host every mail is marked none; a host's domain is not the host."""
    assert marked(said(dmarc=PASS), hosts=hosts, stripped=stripped) is Mark.NONE


def test_a_hosts_name_is_compared_without_case() -> None:
    """The configuration may spell a host in capitals."""
    assert marked(said(dmarc=PASS), hosts=(HOST.upper(),)) is Mark.PASS


FORGED = said(dmarc=PASS, foreign=(HOST,))
PLACES = (
    # What stands below our host's Received line came in with the mail (RFC 8601, 5; T07).
    ("forged, with a forged Received beneath", (FORGED,), Mark.NONE),
    ("forged, below no Received of its host", (said(dmarc=PASS, above="mx.evil.example"),), Mark.NONE),
    ("forged, above no Received at all", (said(dmarc=PASS, above=""),), Mark.NONE),
    ("forged below the true fail", (said(dmarc=FAIL), FORGED), Mark.FAIL),
    ("forged below a true header that says nothing", (said(), FORGED), Mark.NONE),
    ("forged below a true spf of another", (said(spf=(("pass", EVIL),)), FORGED), Mark.NONE),
    ("another host above ours", (said(dmarc=PASS, foreign=("relay.evil.example",)),), Mark.NONE),
    ("an id that is not ours above the true one", (said(dmarc=PASS, host=EVIL), said(dmarc=FAIL)), Mark.FAIL),
    ("no id at all", (said(dmarc=PASS, host="", above=""),), Mark.NONE),
    ("two headers of the one block", (said(spf=PASS), said(dmarc=PASS)), Mark.PASS),
)


@pytest.mark.parametrize(("results", "expected"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_only_the_block_above_the_hosts_own_received_line_is_believed(
    results: tuple[AuthenticationResult, ...], expected: Mark
) -> None:
    """A header proves by its place, not by the name it bears."""
    assert marked(*results) is expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        # A mail store of ours may stand between the host and us.
        ((said(dmarc=PASS, foreign=(OTHER_MX,)),), Mark.PASS),
        # The true block of the host that took the mail in stands above what the mail brought along.
        ((said(spf=FAIL), said(dmarc=PASS, host=OTHER_MX, foreign=(HOST,))), Mark.NONE),
    ],
)
def test_of_two_trusted_hosts_the_topmost_block_counts(
    results: tuple[AuthenticationResult, ...], expected: Mark
) -> None:
    """A forger cannot speak in the name of a second host of ours below the first."""
    assert marked(*results, hosts=(HOST, OTHER_MX)) is expected


# Where the hosts remove what others forge in their name, their topmost header counts wherever it stands.
BELOW = said(dmarc=PASS, above="mail.customer.example", foreign=(HOST,))
STRIPPED = (
    ("below the host's own Received, as milters write it", (BELOW,), Mark.PASS),
    ("fail, below the host's own Received", (replace(BELOW, dmarc=FAIL),), Mark.FAIL),
    ("above no Received at all", (said(dmarc=PASS, above=""),), Mark.PASS),
    ("below hosts that nobody named", (said(dmarc=PASS, foreign=("10.0.0.1", "store.google")),), Mark.PASS),
    ("two headers of the one block", (replace(BELOW, dmarc=(), spf=PASS), BELOW), Mark.PASS),
    ("two of the one block contradict", (replace(BELOW, dmarc=FAIL), BELOW), Mark.NONE),
    (
        "an older pass below a later silence",
        (said(), said(dmarc=PASS, foreign=(HOST, "list.example", HOST))),
        Mark.NONE,
    ),
    (
        "an older fail below a later pass",
        (BELOW, said(dmarc=FAIL, foreign=(HOST, "list.example", HOST))),
        Mark.PASS,
    ),
    ("another host's above ours", (said(dmarc=PASS, host=EVIL), replace(BELOW, dmarc=FAIL)), Mark.FAIL),
    ("another host's alone", (said(dmarc=PASS, host=EVIL, foreign=(HOST,)),), Mark.NONE),
    ("no id at all", (said(dmarc=PASS, host="", above="", foreign=(HOST,)),), Mark.NONE),
    ("a pass for another From", (replace(BELOW, dmarc=(("pass", EVIL),)),), Mark.NONE),
)


@pytest.mark.parametrize(
    ("results", "expected"), [row[1:] for row in STRIPPED], ids=[row[0] for row in STRIPPED]
)
def test_where_forgeries_are_removed_the_topmost_block_is_believed(
    results: tuple[AuthenticationResult, ...], expected: Mark
) -> None:
    """The name then proves, and of what one host said at two times only the last counts."""
    assert marked(*results, stripped=True) is expected


def test_where_forgeries_are_not_removed_what_stands_below_proves_nothing() -> None:
    """What milters write there, a sender could have written there too."""
    assert marked(BELOW) is Mark.NONE


@pytest.mark.parametrize("second", [OTHER_MX, HOST])
def test_where_forgeries_are_removed_the_first_of_two_hosts_speaks(second: str) -> None:
    """A block ends where another host's begins, or another Received line."""
    results = (said(spf=FAIL, foreign=(HOST,)), said(dmarc=PASS, host=second, foreign=(HOST, OTHER_MX)))
    assert marked(*results, hosts=(HOST, OTHER_MX), stripped=True) is Mark.NONE


def test_a_mail_without_one_true_sender_fails() -> None:
    """No From, two From fields or two addresses in one: nobody vouches for that."""
    mail = replace(a_mail(None), authentication=(said(dmarc=PASS),))
    assert mark(mail, (HOST,)) is Mark.FAIL
