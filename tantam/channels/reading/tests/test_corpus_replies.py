"""Of every reply of the outside material the newest text alone remains."""

import hashlib

import pytest

from tantam.channels.reading.read import read_mail
from tantam.channels.reading.replies import split_reply

from .corpus import CORPORA, expectations

REPLIES = CORPORA / "replies"
EXPECTED = expectations("replies")
pytestmark = pytest.mark.skipif(not REPLIES.is_dir(), reason=f"no outside material at {REPLIES}")


@pytest.mark.parametrize("path", EXPECTED)
def test_the_newest_text_alone_remains(path: str):
    raw = (REPLIES / path).read_bytes()
    expected = EXPECTED[path]
    assert hashlib.sha256(raw).hexdigest() == expected["sha256"], "the material changed: read it again"
    text = raw.decode().replace("\r\n", "\n")
    lines = text.split("\n")
    wanted = [word for first, last in expected["lines"] for line in lines[first - 1 : last] for word in line.split()]
    assert len(wanted) == expected["words"]
    reply = split_reply(text)
    assert reply.new_text.split() == wanted
    assert sorted((reply.new_text + "\n" + reply.quoted_text).split()) == sorted(text.split()), "nothing is lost"


@pytest.mark.parametrize("path", EXPECTED)
def test_a_reply_without_any_header_reads_the_same(path: str):
    raw = (REPLIES / path).read_bytes()
    assert read_mail(raw).new_text == split_reply(raw.decode().replace("\r\n", "\n")).new_text
