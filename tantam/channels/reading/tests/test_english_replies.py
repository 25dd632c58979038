"""The separator on replies of English and other mail programs."""

import unicodedata

import pytest

from tantam.channels.reading.replies import split_reply

from .english_replies import AFTER, KEPT


@pytest.mark.parametrize("name", AFTER)
def test_the_new_text_remains_and_the_rest_is_folded(name: str):
    new, rest = AFTER[name]
    text = unicodedata.normalize("NFC", new + rest)
    reply = split_reply(text)
    assert reply.new_text == new
    assert sorted(reply.quoted_text.split()) == sorted(unicodedata.normalize("NFC", rest).split())


@pytest.mark.parametrize("name", KEPT)
def test_what_only_looks_like_a_quotation_is_kept(name: str):
    reply = split_reply(KEPT[name])
    assert reply.new_text == KEPT[name].replace("> \n", ">\n").strip()
    assert reply.quoted_text == ""


def test_an_outlook_forward_is_known_by_its_subject():
    block = "\n\nFrom: A <a@x.example>\nSent: Monday\nTo: b\nSubject: Pump\n\nBroken again."
    assert split_reply("Please see" + block, subject="FW: Pump").new_text == "Please see" + block
    assert split_reply("Please see" + block, subject="RE: Pump").new_text == "Please see"
    assert split_reply("Please see" + block, subject="Chuyển tiếp: Máy bơm").forwarded


def test_a_forward_inside_a_quotation_is_folded_with_it():
    text = (
        "No.\n\nOn Mon, Oct 20, 2025 at 9:15 AM A <a@x.example> wrote:\n\n> ---------- Forwarded message ---------\n> x"
    )
    assert split_reply(text).new_text == "No."


def test_a_reply_without_new_words_leaves_nothing():
    text = "On Mon, Oct 20, 2025 at 9:15 AM A <a@x.example> wrote:\n\n> old"
    assert split_reply(text).new_text == ""
    assert split_reply("").new_text == ""


def test_a_delivery_report_is_kept_whole():
    text = "Could not deliver\n\n> From: a\nOn Mon, Oct 20, 2025 at 9:15 AM A <a@x.example> wrote:"
    assert split_reply(text, whole=True).new_text == text
