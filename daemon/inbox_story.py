"""What became of one mail, in words: which rule decided, and why no acknowledgement went out."""

from daemon.terminal import one_line
from desk.verdicts import Verdict
from storage.inbox_records import Record

# Why a mail of each verdict gets no acknowledgement, where the rules said nothing of their own. A mail that
# became a ticket is acknowledged unless the rules said why not.
UNACKNOWLEDGED: dict[Verdict, str] = {
    Verdict.REPLY: "it goes on in a ticket; only a new request is acknowledged",
    Verdict.COMMAND: "it is a member of staff's",
    Verdict.AUTO_REPLY: "nothing automatic is ever answered",
    Verdict.BOUNCE: "nothing automatic is ever answered",
    Verdict.RECEIPT: "nothing automatic is ever answered",
    Verdict.DUPLICATE: "the same mail came before",
    Verdict.HELD: "it waits for a person; see: postdesk inbox accept --help",
    Verdict.IGNORED: "what is ignored is not answered",
    Verdict.QUARANTINED: "it waits for a person; see: postdesk inbox accept --help",
}


def inbox_story(record: Record) -> str:
    """Return everything known of a mail of the inbox, one fact a line; what it does not have is left out."""
    rows = (
        ("received", f"{record.received_at:%F %T} UTC by {record.source.value} from {record.peer}"),
        ("desk", record.desk),
        ("return path", record.return_path or "<>"),
        ("recipients", ", ".join(record.recipients)),
        ("from", record.sender),
        ("subject", record.subject),
        ("message id", record.message_id),
        ("size", f"{record.size} bytes"),
        ("verdict", record.verdict.value if record.verdict else "(waits for its decision)"),
        ("decided by the rule", record.rule),
        ("decided", f"{record.decided_at:%F %T} UTC" if record.decided_at else ""),
        ("ticket", record.ticket),
        ("let go on by", record.released),
        ("acknowledgement", _acknowledgement(record)),
    )
    told = (f"  {label:<21}{one_line(value)}" for label, value in rows if value)
    return "\n".join([f"mail {record.id}", *told])


def _acknowledgement(record: Record) -> str:
    if record.verdict is None:
        return ""
    if record.verdict is Verdict.TICKET and not record.silence:
        return "yes; see: postdesk ticket show"
    return f"none: {record.silence or UNACKNOWLEDGED.get(record.verdict, '')}"
