from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path

from brusselshelps.dev import mail_catcher


def test_a_mail_becomes_a_file_that_reads_as_it_was_written(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Uw vraag is één stap verder"
    message["From"] = "help@brusselshelps.demo"
    message["To"] = "maria@example.be"
    message.set_content("Beste Maria,\n\nÇa va? " + "Een lange zin. " * 20 + "\n")
    message.add_alternative("<p>Beste Maria, ça va?</p>", subtype="html")
    catcher = mail_catcher.catch(tmp_path / "mail")
    try:
        with smtplib.SMTP("127.0.0.1", catcher.port) as server:
            server.send_message(message)
    finally:
        catcher.stop()
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert "Subject: Uw vraag is één stap verder\n" in file.read_text()
    assert "Beste Maria,\n\nÇa va? Een lange zin." in file.read_text()
    assert "<p>Beste Maria, ça va?</p>" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_in_an_unknown_alphabet_is_kept_as_it_came() -> None:
    strange = b"Content-Type: text/plain; charset=klingon\r\n\r\nqapla\r\n"
    assert mail_catcher.readable(strange) == strange
