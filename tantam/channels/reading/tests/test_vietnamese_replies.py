"""The separator on replies as Vietnamese mail programs write them."""

import unicodedata

import pytest

from tantam.channels.reading.read import read_mail
from tantam.channels.reading.replies import split_reply

from .vietnamese_replies import AFTER, INLINE, INLINE_NEW, KEPT


def test_there_are_forty_of_them():
    assert len(AFTER) + len(KEPT) + 1 >= 50


@pytest.mark.parametrize("name", AFTER)
def test_the_new_text_remains_and_the_rest_is_folded(name: str):
    new, rest = AFTER[name]
    text = unicodedata.normalize("NFC", new + rest)
    reply = split_reply(text)
    assert reply.new_text == new
    assert sorted(reply.quoted_text.split()) == sorted(unicodedata.normalize("NFC", rest).split())


@pytest.mark.parametrize("name", AFTER)
def test_the_same_through_a_whole_mail(name: str):
    new, rest = AFTER[name]
    raw = f"From: Khách <k@example.vn>\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{new}{rest}".encode()
    assert read_mail(raw).new_text == new


def test_answers_between_quoted_lines_are_kept():
    reply = split_reply(INLINE)
    assert reply.new_text == INLINE_NEW
    assert reply.interleaved
    assert "Số khung là gì ạ?" in reply.quoted_text


@pytest.mark.parametrize("name", KEPT)
def test_what_only_looks_like_a_quotation_is_kept(name: str):
    reply = split_reply(KEPT[name])
    assert reply.new_text == KEPT[name]
    assert reply.quoted_text == ""
