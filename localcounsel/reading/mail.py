"""Messages (EML, MSG) to one page: the envelope first, then the text; what is attached goes out as files."""

from __future__ import annotations

import email
import email.errors
import email.message
import email.policy
import io
from collections.abc import Iterable, Sequence
from typing import Any

from localcounsel.reading.decode import declared, guess
from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet

ENVELOPE = ("From", "To", "Cc", "Date", "Subject")
MOST_PARTS = 2_000
MOST_PLACES = 500
"""Addresses shown of one field."""
LONGEST_FIELD = 32_000
"""Characters of a header field that are looked at."""

_MISREAD = (
    email.errors.MessageError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the standard library's parser raises over malformed addresses, and dates no calendar has."""


class _Bounded(email.policy.EmailPolicy):
    """The standard rules, for header fields of bounded length: parsing one takes time with the square of it."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:LONGEST_FIELD])


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the message as one page, then its attachments. Raises Fault when it cannot be parsed."""
    if request.media == "msg":
        _outlook(content, request, outlet)
    else:
        _internet(content, request, outlet)


def _internet(content: bytes, request: Request, outlet: Outlet) -> None:
    """A message in the form in which it travelled (RFC 5322)."""
    try:
        message = email.message_from_bytes(content, policy=_Bounded())
        envelope = [(name, _field(message, name)) for name in ENVELOPE]
        body, files = _parts(message, outlet)
    except _MISREAD as error:
        raise Fault("damaged") from error
    _send(envelope, body, request, outlet)
    for name, held in files:
        outlet.attachment(name, held)


def _field(message: email.message.Message, name: str) -> str:
    """A header decoded; as it stands in the file where it cannot be."""
    try:
        value = message.get_all(name) or []
    except _MISREAD:
        value = [held for key, held in message.raw_items() if key.lower() == name.lower()]
    return " ".join(", ".join(str(each) for each in value).split())[: MOST_PLACES * 100]


def _parts(message: email.message.Message, outlet: Outlet) -> tuple[Sheet, list[tuple[str, bytes]]]:
    """The body, and everything else as (name, bytes)."""
    plain: list[str] = []
    rich: list[Sheet] = []
    files: list[tuple[str, bytes]] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            outlet.warning("attachments")
            continue
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        unparted = part.get_content_maintype() == "multipart"  # it names no boundary: all of it is one text
        if (kind == "text/plain" or unparted) and not attached:
            plain.append(_text(part))
        elif kind == "text/html" and not attached:
            rich.append(_rich(part, outlet))
        else:
            files.append((_name(part, len(files) + 1), _content(part)))
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"):
            outlet.warning("encrypted_mail")
    return _body(plain, rich, outlet), files


def _leaves(message: email.message.Message) -> Iterable[email.message.Message]:
    """The parts that carry something; an attached message is one part and is not looked into."""
    stack = [message]
    while stack:
        part = stack.pop()
        held = part.get_payload()
        if part.is_multipart() and part.get_content_maintype() == "multipart" and isinstance(held, list):
            stack.extend(reversed([each for each in held if isinstance(each, email.message.Message)]))
        else:
            yield part


def _body(plain: Sequence[str], rich: Sequence[Sheet], outlet: Outlet) -> Sheet:
    if any(text.strip() for text in plain):
        return Sheet(text="\n".join(text.strip("\n") for text in plain if text.strip()))
    readable = [each for each in rich if each.text.strip()]
    if not readable:
        outlet.warning("no_text_part")
        return Sheet()
    outlet.warning("alternative")
    return readable[0]


def _text(part: email.message.Message) -> str:
    content = _bytes(part)
    text = declared(content, part.get_content_charset() or "utf-8")
    if text is None:
        text = content.decode(guess(content)[0], "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rich(part: email.message.Message, outlet: Outlet) -> Sheet:
    from localcounsel.reading.html import sheet

    made, hidden = sheet(_bytes(part), part.get_content_charset() or "")
    if hidden:
        outlet.warning("hidden_elements", hidden)
    return made


def _bytes(part: email.message.Message) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""


def _content(part: email.message.Message) -> bytes:
    """An attachment's bytes; an attached message as the file it would be."""
    if part.get_content_type() == "message/rfc822":
        held = part.get_payload()
        if isinstance(held, list) and held and isinstance(held[0], email.message.Message):
            return held[0].as_bytes(policy=email.policy.compat32)
    return _bytes(part)


def _name(part: email.message.Message, number: int) -> str:
    name = part.get_filename()
    if name:
        return str(name)
    kind = part.get_content_type()
    if kind == "message/rfc822":
        held = part.get_payload()
        inner = held[0] if isinstance(held, list) and held else None
        subject = _field(inner, "Subject") if isinstance(inner, email.message.Message) else ""
        return f"{subject or f'message {number}'}.eml"
    endings = {"text/html": ".html", "text/plain": ".txt", "text/calendar": ".ics", "application/pdf": ".pdf"}
    return f"part {number}{endings.get(kind, '.' + kind.rsplit('/', 1)[-1])}"


def _outlook(content: bytes, request: Request, outlet: Outlet) -> None:
    """A message as Outlook saves it (MS-OXMSG)."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(content))
        envelope = _outlook_envelope(message)
        body = _outlook_body(message, outlet)
        files = [_outlook_file(held, number) for number, held in enumerate(message.attachments, 1)]
    except (OSError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Fault("damaged") from error
    _send(envelope, body, request, outlet)
    for name, held in files:
        if held:
            outlet.attachment(name, held)
        else:
            outlet.warning("attachment_lost")


def _outlook_envelope(message: Any) -> list[tuple[str, str]]:
    headers = {str(key).lower(): str(value) for key, value in (message.message_headers or {}).items()}
    names = [f"{person.name} <{person.email_address}>" for person in message.recipients]
    sent = message.sent_date.isoformat(sep=" ") if message.sent_date else ""
    known = {
        "from": message.sender or "",
        "to": headers.get("to") or ", ".join(names[:MOST_PLACES]),
        "date": headers.get("date") or sent,
        "subject": message.subject or "",
    }
    return [(name, " ".join((known.get(name.lower()) or headers.get(name.lower(), "")).split())) for name in ENVELOPE]


def _outlook_body(message: Any, outlet: Outlet) -> Sheet:
    plain = (message.body or "").replace("\r\n", "\n").replace("\r", "\n")
    rich: list[Sheet] = []
    if not plain.strip() and message.html_body:
        from localcounsel.reading.html import sheet

        made, hidden = sheet(message.html_body.encode("utf-8", "replace"), "utf-8")
        rich.append(made)
        if hidden:
            outlet.warning("hidden_elements", hidden)
    return _body([plain], rich, outlet)


def _outlook_file(held: Any, number: int) -> tuple[str, bytes]:
    return str(held.file_name or f"attachment {number}"), held.file_bytes or b""


def _send(envelope: Sequence[tuple[str, str]], body: Sheet, request: Request, outlet: Outlet) -> None:
    """One page: the envelope's lines, an empty line, the body with its flags and headings moved down."""
    head = "".join(f"{name}: {value}\n" for name, value in envelope if value)
    lead = f"{head}\n" if head else ""
    if len(lead) + len(body.text) > request.document_characters:
        raise Fault("characters")
    by = len(lead)
    outlet.opened(1, [(name.lower(), value) for name, value in envelope if value])
    outlet.page(
        Sheet(
            text=lead + body.text,
            flags=[(code, start + by, end + by) for code, start, end in body.flags],
            headings=[
                (start + by, end + by, number, title, level) for start, end, number, title, level in body.headings
            ],
        )
    )
