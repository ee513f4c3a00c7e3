"""Each key of the vocabulary, the judge of its value, and the goal it counts for: a table."""

from enum import StrEnum

from tests.corpus import bodies, files, heads, machines, replies, threads
from tests.corpus.difference import Difference, Judge, unless
from tests.corpus.reading import Reading


class Goal(StrEnum):
    """What is promised of the reading, each with a figure of its own."""

    BOUNCE = "bounces recognised"
    REPORT = "status and recipient of bounces"
    AUTOMATIC = "automatic replies recognised"
    PERSON = "person's mail not taken for a machine's"
    WORDS = "reply_contains, reply_not_contains"
    AGREED = "five of six readers agree"
    REPLY = "other expectations of replies"
    LOST = "no line lost"
    PARSE = "names, subjects, bodies, attachments"


def fast(wanted: float, reading: Reading) -> Difference | None:
    """The mail is read within so many seconds."""
    return unless(reading.seconds <= wanted, wanted, reading.seconds)


def readable(_: object, reading: Reading) -> Difference | None:
    """The mail is read; that it was is counted for each case by itself."""
    return None


# What a case expects, by its own words.
KEYS: dict[str, tuple[Goal, Judge]] = {
    "parses": (Goal.PARSE, readable),
    "max_seconds": (Goal.PARSE, fast),
    "subject": (Goal.PARSE, heads.subject),
    "subject_contains": (Goal.PARSE, heads.subject_contains),
    "subject_not_contains": (Goal.PARSE, heads.subject_not_contains),
    "subject_starts": (Goal.PARSE, heads.subject_starts),
    "subject_missing": (Goal.PARSE, heads.subject_missing),
    "from": (Goal.PARSE, heads.sender),
    "from_list": (Goal.PARSE, heads.senders),
    "from_email": (Goal.PARSE, heads.sender_email),
    "from_raw": (Goal.PARSE, heads.sender_email),
    "from_name": (Goal.PARSE, heads.sender_name),
    "to": (Goal.PARSE, heads.people("to")),
    "to_list": (Goal.PARSE, heads.people("to")),
    "to_raw": (Goal.PARSE, heads.people("to")),
    "cc": (Goal.PARSE, heads.people("cc")),
    "cc_emails": (Goal.PARSE, heads.people("cc")),
    "cc_list": (Goal.PARSE, heads.people("cc")),
    "cc_raw": (Goal.PARSE, heads.people("cc")),
    "reply_to": (Goal.PARSE, heads.people("reply_to")),
    "reply_to_raw": (Goal.PARSE, heads.people("reply_to")),
    "message_id": (Goal.PARSE, heads.message_id),
    "in_reply_to": (Goal.PARSE, heads.in_reply_to),
    "in_reply_to_first": (Goal.PARSE, heads.in_reply_to),
    "references": (Goal.PARSE, heads.references),
    "references_ids": (Goal.PARSE, heads.references),
    "date": (Goal.PARSE, heads.date),
    "date_epoch": (Goal.PARSE, heads.date),
    "date_missing": (Goal.PARSE, heads.date_missing),
    "date_capped_at_now": (Goal.PARSE, heads.date_capped),
    "body_text": (Goal.PARSE, bodies.text),
    "body_text_trimmed": (Goal.PARSE, bodies.text),
    "body_decoded": (Goal.PARSE, bodies.text),
    "body_text_starts": (Goal.PARSE, bodies.text_starts),
    "body_contains": (Goal.PARSE, bodies.contains),
    "text_kept_somewhere": (Goal.PARSE, bodies.contains),
    "body_not_contains": (Goal.PARSE, bodies.not_contains),
    "text_parts": (Goal.PARSE, bodies.text_parts),
    "body_html": (Goal.PARSE, bodies.html),
    "html_parts": (Goal.PARSE, bodies.html_parts),
    "body_html_or_text": (Goal.PARSE, bodies.html),
    "body_text_file_squashed": (Goal.PARSE, bodies.text_file),
    "body_html_text_file_squashed": (Goal.PARSE, bodies.html_text_file),
    "attachments": (Goal.PARSE, files.every),
    "attachments_subset": (Goal.PARSE, files.some),
    "attachments_flat": (Goal.PARSE, files.some),
    "tnef_attachments": (Goal.PARSE, files.some),
    "attachments_count": (Goal.PARSE, files.count),
    "attachments_count_without_inline": (Goal.PARSE, files.outright),
    "attachments_named": (Goal.PARSE, files.named),
    "body_missing": (Goal.PARSE, bodies.missing),
    "customer_email": (Goal.PARSE, heads.customer),
    "recipient_from_header": (Goal.PARSE, heads.recipients),
    "joins_parent": (Goal.PARSE, threads.joins),
    "reply": (Goal.REPLY, replies.reply),
    "reply_body": (Goal.REPLY, replies.unsigned_reply),
    "reply_without_signature": (Goal.REPLY, replies.unsigned_reply),
    "reply_html_squashed": (Goal.REPLY, replies.html_reply),
    "reply_text_squashed": (Goal.REPLY, replies.reply),
    "reply_starts": (Goal.REPLY, replies.starts),
    "reply_first_fragment": (Goal.REPLY, replies.starts),
    "reply_contains": (Goal.WORDS, replies.contains),
    "reply_not_contains": (Goal.WORDS, replies.not_contains),
    "elided": (Goal.REPLY, replies.folded),
    "older_contains": (Goal.REPLY, replies.folded),
    "quote_header_contains": (Goal.REPLY, replies.folded),
    "has_quote": (Goal.REPLY, replies.has_quote),
    "signature": (Goal.REPLY, replies.signature),
    "signature_contains": (Goal.REPLY, replies.signature),
    "signature_starts": (Goal.REPLY, replies.signature),
    "is_bounce": (Goal.BOUNCE, machines.is_bounce),
    "is_feedback_report": (Goal.BOUNCE, machines.is_complaint),
    "challenge_response": (Goal.AUTOMATIC, machines.is_automatic),
    "status": (Goal.REPORT, machines.status),
    "error_status": (Goal.REPORT, machines.status),
    "hard": (Goal.REPORT, machines.hard),
    "action": (Goal.REPORT, machines.action),
    "reports": (Goal.REPORT, machines.statuses),
    "failed_recipients": (Goal.REPORT, machines.recipients),
    "delayed_recipients": (Goal.REPORT, machines.recipients),
    "final_recipient": (Goal.REPORT, machines.recipient),
    "recipients_count": (Goal.REPORT, machines.recipients_count),
    "is_autoreply": (Goal.AUTOMATIC, machines.is_automatic),
    "is_auto_generated": (Goal.AUTOMATIC, machines.is_automatic),
    "out_of_office": (Goal.AUTOMATIC, machines.is_automatic),
    "may_be_answered": (Goal.AUTOMATIC, machines.may_be_answered),
    "creates_ticket": (Goal.PERSON, machines.opens_ticket),
}

# What every case of a kind must keep to, whatever it says.
IMPLIED: dict[str, tuple[tuple[str, Goal, Judge], ...]] = {
    "reply": (("a person", Goal.PERSON, machines.person), ("no line lost", Goal.LOST, replies.nothing_lost)),
    "thread": (("a person", Goal.PERSON, machines.person), ("no line lost", Goal.LOST, replies.nothing_lost)),
    "parse": (("no line lost", Goal.LOST, replies.nothing_lost),),
    "bounce": (("no line lost", Goal.LOST, replies.nothing_lost),),
    "autoreply": (("no line lost", Goal.LOST, replies.nothing_lost),),
}

# The peers' own models and policies: they are known, and no gate.
INFORMATIVE = frozenset(
    {
        "attached_message_name", "body_html_contains", "case_insensitive_contact",
        "channel_trusted", "customer_from_header", "delivered_notice", "error", "feed_before",
        "first_mail_with_signature_contains", "forwarded_from", "forwarded_subject", "forwarded_to",
        "fragment1_contains", "fragment1_starts", "fragment_equals", "fragment_hidden",
        "fragment_quoted", "fragment_regex", "fragment_signature", "fragments",
        "has_encoding_problem", "has_original_message", "is_loop", "joins_parent_by",
        "keep_quoted_text", "leaf_bodies_decoded", "leaf_parts", "leave_body_unchanged",
        "messages_in_thread", "parent_message_id", "parent_ticket_number", "part_tree",
        "parts_count", "peer_creates_ticket", "quote_blocks", "remote_mta",
        "rendered_plain_with_headers", "reopens_closed_ticket",
        "reply_if_quotes_only_allowed_contains", "reply_is_whitespace_insensitive", "reply_lines",
        "send_auto_response", "signed", "ticket_priority", "top_level_parts",
        "unwrap",
    }
)  # fmt: skip
