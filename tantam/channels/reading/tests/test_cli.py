"""``tantam mail parse``: one JSON object, every key, for any file."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tantam.channels.reading.cli import main

KEYS = [
    "subject",
    "from",
    "to",
    "cc",
    "reply_to",
    "date",
    "message_id",
    "in_reply_to",
    "references",
    "content_type",
    "text",
    "html",
    "new_text",
    "attachments",
    "auto_reply",
    "bounce",
]


def parse(raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    file = tmp_path / "a.eml"
    file.write_bytes(raw)
    assert main([str(file)]) == 0
    seen: dict[str, Any] = json.loads(capsys.readouterr().out)
    return seen


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"From: a@b.vn\n\nx", b"--B\n--B--"])
def test_every_key_is_there_in_its_order(raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert list(parse(raw, tmp_path, capsys)) == KEYS


def test_the_values_have_their_shapes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    raw = (
        "From: Trần B <b@x.vn>\r\nTo: h@t.vn\r\nSubject: Hỏng\r\nDate: Mon, 20 Oct 2025 09:15:00 +0700\r\n"
        "Message-ID: <1@x.vn>\r\nIn-Reply-To: <0@t.vn>\r\nReferences: <0@t.vn>\r\nContent-Type: multipart/mixed; "
        "boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nXe hỏng\r\n\r\nVào 1/1/2025, A đã viết:\r\n> cũ\r\n"
        "--B\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: inline\r\n\r\nabc\r\n--B--\r\n"
    ).encode()
    seen = parse(raw, tmp_path, capsys)
    assert seen == {
        "subject": "Hỏng",
        "from": {"name": "Trần B", "address": "b@x.vn"},
        "to": [{"name": None, "address": "h@t.vn"}],
        "cc": [],
        "reply_to": [],
        "date": "2025-10-20T09:15:00+07:00",
        "message_id": "<1@x.vn>",
        "in_reply_to": "<0@t.vn>",
        "references": ["<0@t.vn>"],
        "content_type": "text/plain",
        "text": "Xe hỏng\n\nVào 1/1/2025, A đã viết:\n> cũ",
        "html": None,
        "new_text": "Xe hỏng",
        "attachments": [
            {
                "filename": "a.png",
                "content_type": "image/png",
                "size": 3,
                "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "inline": True,
            }
        ],
        "auto_reply": False,
        "bounce": None,
    }


def test_a_mail_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From: a@b.vn\n\nx")))
    assert main(["-"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "x"


def test_a_file_that_cannot_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path / "none.eml")]) == 2
    assert capsys.readouterr().out == ""
