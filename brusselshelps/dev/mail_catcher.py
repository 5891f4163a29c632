"""Catch the e-mails of `make run`: each becomes a file that opens in a mail program and is readable in an editor."""

import email
import email.policy
import itertools
import os
import socket
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

READABLE = email.policy.SMTPUTF8.clone(linesep="\n", max_line_length=0, refold_source="all")


def readable(content: bytes) -> bytes:
    """The same message, with its text parts decoded instead of encoded for transport."""
    message = email.message_from_bytes(content, policy=READABLE)
    try:
        for part in message.walk():
            if isinstance(part, EmailMessage) and part.get_content_maintype() == "text" and not part.is_attachment():
                part.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="8bit")
    except LookupError:
        # Python does not know this character set: keep the message as it was received.
        return content
    return message.as_bytes(policy=READABLE)


class Catcher:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counter = itertools.count(1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        now = datetime.now().astimezone()
        name = self.folder / f"{now:%Y-%m-%d-%H%M%S}-{next(self.counter):04}.eml"
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(readable(content))
        return "250 Kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def catch(folder: Path) -> Controller:
    """Start a catcher on a free port, reachable from this machine only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    controller = Controller(Catcher(folder), hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller
