"""Every mail of the outside material gives what a person reading it expected, written down before the reader was."""

import hashlib
from fnmatch import fnmatch
from typing import Any

import pytest

from tantam.channels.reading.mail import Mail
from tantam.channels.reading.read import read_mail

from .corpus import CORPORA, expectations

MAILS = CORPORA / "mail"
EXPECTED = expectations("mail")
pytestmark = pytest.mark.skipif(not MAILS.is_dir(), reason=f"no outside material at {MAILS}")


def test_every_file_of_the_material_has_its_expectation():
    files = {str(path.relative_to(MAILS)) for path in MAILS.rglob("*") if path.is_file()}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("path", EXPECTED)
def test_a_mail_reads_as_expected(path: str):
    raw = (MAILS / path).read_bytes()
    expected = EXPECTED[path]
    assert hashlib.sha256(raw).hexdigest() == expected["sha256"], "the material changed: read it again"
    mail = read_mail(raw)
    assert "internal_error" not in {problem.code for problem in mail.problems}
    assert seen(mail, expected) == {key: expected[key] for key in seen(mail, expected)}
    check_text(mail, expected)
    if "attachments" in expected:
        check_attachments(mail, expected["attachments"])


def seen(mail: Mail, expected: dict[str, Any]) -> dict[str, Any]:
    """The facts that compare exactly."""
    flat = mail.text.split()
    bounce = mail.bounce
    facts = {
        "subject": mail.subject,
        "from": mail.from_.address if mail.from_ else None,
        "to": [box.address for box in mail.to],
        "cc": [box.address for box in mail.cc],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "content_type": mail.content_type,
        "words": len(flat),
        "starts": " ".join(flat[:4]),
        "ends": " ".join(flat[-4:]),
        "auto_reply": mail.auto_reply.is_auto,
        "bounce": [bounce.final_recipient, bounce.action, bounce.status] if bounce else None,
        "folded": mail.new_text.split() != flat,
    }
    return {key: value for key, value in facts.items() if key in expected}


def check_text(mail: Mail, expected: dict[str, Any]) -> None:
    assert "\x00" not in mail.text
    for words in expected.get("has", []):
        assert words in " ".join(mail.text.split())
    for words in expected.get("lacks", []):
        assert words not in mail.text
    if "new_ends" in expected:
        assert " ".join(mail.new_text.split()).endswith(expected["new_ends"])
    if "html" in expected:
        assert (mail.html is not None) == expected["html"]


def check_attachments(mail: Mail, expected: list[dict[str, Any]]) -> None:
    assert len(mail.attachments) == len(expected), [file.content_type for file in mail.attachments]
    for file, wanted in zip(mail.attachments, expected, strict=True):
        facts = {"content_type": file.content_type, "filename": file.filename, "size": file.size, "inline": file.inline}
        stated = {
            key: value for key, value in wanted.items() if key in facts and (value is not None or key == "filename")
        }
        assert {key: facts[key] for key in stated} == stated
        assert fnmatch(file.filename or "", wanted.get("filename_like", "*"))
        assert file.sha256 == hashlib.sha256(file.data).hexdigest()
