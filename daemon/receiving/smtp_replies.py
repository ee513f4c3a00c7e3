"""Every SMTP and LMTP reply we give: fixed ASCII texts with their codes (RFC 5321, 4.2; RFC 3463).

No reply holds anything that came from the peer, nor the text of an exception. A fault of ours is always
temporary: 421, 451 or 452.
"""

from typing import Final

from daemon.receiving.hostile import Hostility

# Greetings and small talk.
BYE: Final = b"221 2.0.0 Goodbye"
OK: Final = b"250 2.0.0 OK"
HELP: Final = b"214 2.0.0 This is a help desk: send mail"
CANNOT_VERIFY: Final = b"252 2.1.5 Cannot verify, send some mail"
READY_FOR_TLS: Final = b"220 2.0.0 Ready to start TLS"

# Logging in (RFC 4954). The challenges are "Username:" and "Password:" in base64.
CHALLENGE: Final = b"334 "
ASK_USER: Final = b"334 VXNlcm5hbWU6"
ASK_PASSWORD: Final = b"334 UGFzc3dvcmQ6"
AUTHENTICATED: Final = b"235 2.7.0 Welcome"
AUTH_UNAVAILABLE: Final = b"454 4.7.0 Nobody can log in now, try again later"
AUTH_TOO_LONG: Final = b"500 5.5.6 That is too long for a login"
AUTH_CANCELLED: Final = b"501 5.7.0 The login is cancelled"
BAD_BASE64: Final = b"501 5.5.2 That is no login that can be read"
AUTH_ALREADY: Final = b"503 5.5.1 Logged in already"
UNKNOWN_MECHANISM: Final = b"504 5.5.4 Log in by PLAIN or LOGIN"
AUTH_REQUIRED: Final = b"530 5.7.0 Log in first"
NOT_AUTHENTICATED: Final = b"535 5.7.8 User or password is wrong"
TOO_MANY_LOGINS: Final = b"421 4.7.0 Too many failed logins, closing"
LOGIN_LATER: Final = b"421 4.7.0 Too many failed logins from there or for this user, try again later"
ONLY_DESKS: Final = b"550 5.7.1 Only mail to a desk is taken here, send other mail by your own mail server"
NOT_YOUR_ADDRESS: Final = b"550 5.7.1 From must be one of your own addresses"

# The transaction goes well.
SENDER_OK: Final = b"250 2.1.0 Sender OK"
RECIPIENT_OK: Final = b"250 2.1.5 Recipient OK"
SEND_CONTENT: Final = b"354 End data with <CR><LF>.<CR><LF>"
ACCEPTED: Final = b"250 2.0.0 Accepted and stored"

# Not now: the peer is to try again later.
SHUTTING_DOWN: Final = b"421 4.3.2 Service is going down, try again later"
IDLE: Final = b"421 4.4.2 Idle for too long, closing"
TOO_MANY_CONNECTIONS: Final = b"421 4.7.0 Too many connections, try again later"
TOO_MANY_FAULTS: Final = b"421 4.7.0 Too many bad commands, closing"
TOO_MANY_COMMANDS: Final = b"421 4.7.0 Too many commands without a mail, closing"
NOT_HTTP: Final = b"421 4.7.0 This is not a web server, closing"
SESSION_FAULT: Final = b"421 4.3.0 Local error, try again later"
LOCAL_FAULT: Final = b"451 4.3.0 Local error, try again later"
STORE_UNAVAILABLE: Final = b"451 4.3.0 The store is not available, try again later"
STORE_FULL: Final = b"452 4.3.1 No room for this mail now, try again later"
TOO_MANY_RECIPIENTS: Final = b"452 4.5.3 Too many recipients, send the rest in another mail"
TLS_NOT_AVAILABLE: Final = b"454 4.7.0 TLS is not available"

# The peer's fault: syntax and order.
UNKNOWN_COMMAND: Final = b"500 5.5.1 Command not recognized"
LINE_TOO_LONG: Final = b"500 5.5.2 Command line too long"
NO_ARGUMENT: Final = b"501 5.5.4 This command takes no argument"
NAME_MISSING: Final = b"501 5.5.4 The name of your host is missing"
BAD_PARAMETER: Final = b"501 5.5.4 Bad value of a parameter"
BAD_SENDER: Final = b"501 5.1.7 Malformed sender, expected FROM:<address>"
BAD_RECIPIENT: Final = b"501 5.1.3 Malformed recipient, expected TO:<address>"
NOT_IMPLEMENTED: Final = b"502 5.5.1 Command not implemented"
GREETING_MISSING: Final = b"503 5.5.1 Say hello first"
SENDER_MISSING: Final = b"503 5.5.1 MAIL comes first"
SENDER_GIVEN: Final = b"503 5.5.1 MAIL was given already"
RECIPIENT_MISSING: Final = b"503 5.5.1 No valid recipient"
TLS_ALREADY: Final = b"503 5.5.1 TLS is on already"
TLS_REQUIRED: Final = b"530 5.7.0 Must issue a STARTTLS command first"
UNKNOWN_PARAMETER: Final = b"555 5.5.4 Parameter not recognized"

# The peer's fault: this mail is not for us, or not fit to be taken.
NOT_OURS: Final = b"550 5.1.1 No such address here"
TOO_BIG: Final = b"552 5.3.4 Message too big"
BAD_LINE_ENDS: Final = b"550 5.6.0 Content with bare CR or bare LF is not accepted"
NUL_INSIDE: Final = b"550 5.6.0 Content with NUL is not accepted"
TOO_MANY_HOPS: Final = b"554 5.4.6 Too many hops, this mail goes in circles"

HOSTILE: Final = {
    Hostility.BARE_CR: BAD_LINE_ENDS,
    Hostility.BARE_LF: BAD_LINE_ENDS,
    Hostility.NUL: NUL_INSIDE,
    Hostility.HOPS: TOO_MANY_HOPS,
}


def banner(hostname: str, protocol: str) -> bytes:
    """Return the greeting of a new connection; ``protocol`` is ESMTP or LMTP."""
    return f"220 {hostname} {protocol}".encode("ascii")


def hello(hostname: str) -> bytes:
    """Return the answer to HELO."""
    return f"250 {hostname}".encode("ascii")


def capabilities(hostname: str, size: int, *, starttls: bool, auth: bool = False) -> bytes:
    """Return the answer to EHLO or LHLO: only what we do (RFC 5321, 4.1.1.1; RFC 2033, 5).

    DSN and CHUNKING are absent on purpose: who is offered them uses them. AUTH is offered to agents alone.
    """
    words = [hostname, f"SIZE {size}", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]
    if starttls:
        words.append("STARTTLS")
    if auth:
        words.append("AUTH PLAIN LOGIN")
    lines = [f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}"]
    return "\r\n".join(lines).encode("ascii")
