"""What cannot go together in the submission of mail by agents."""

from collections.abc import Iterator

from config.clash import Clash
from config.settings import Settings


def unsafe_submission(settings: Settings) -> Iterator[Clash]:
    """Find submission without the certificate that a password needs."""
    submission = settings.submission
    for key in ("listen", "implicit_tls_listen"):
        if getattr(submission, key) and not settings.smtp.tls_certificate:
            yield Clash(submission, key, "needs a certificate", "set smtp.tls_certificate and smtp.tls_key")


def no_passwords(settings: Settings) -> Iterator[Clash]:
    """Find submission without the file by which anybody could log in."""
    submission = settings.submission
    listens = submission.listen or submission.implicit_tls_listen
    if listens and submission.passwords_file is None:
        advice = 'write passwords_file = "agent.passwords" and run: postdesk agent password NAME'
        yield Clash(submission, "passwords_file", "is needed: agents log in", advice)
