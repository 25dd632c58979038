"""The console script."""

import errno
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tantam.command import disk
from tantam.command.main import COMMANDS, Command, main
from tantam.command.sentences import SENTENCES
from tantam.command.words import Trouble, language


def test_every_sentence_stands_in_both_languages_with_the_same_values() -> None:
    for code, (vietnamese, english) in SENTENCES.items():
        assert vietnamese, code
        assert english, code
        assert sorted(re.findall(r"{(\w+)", vietnamese)) == sorted(re.findall(r"{(\w+)", english)), code


def test_the_help_lists_the_commands_that_exist_and_no_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "bench", Command("tantam.no_such_package.cli:main"))
    assert main(["--help"]) == 0
    shown = re.findall(r"^  (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert "bench" not in shown
    assert {"serve", "migrate", "doctor", "backup", "restore", "manage"} <= set(shown)
    assert main(["bench"]) == 2


def test_an_unknown_command_is_an_error_that_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "fly" in capsys.readouterr().err


def test_it_speaks_the_language_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANTAM_LANG", "en")
    main(["--lang", "vi", "--help"])
    assert capsys.readouterr().out.startswith("Cách dùng: tantam")
    main(["--lang=en", "--help"])
    assert capsys.readouterr().out.startswith("Usage: tantam")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "vi"}, "vi"),
    ],
)
def test_else_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("TANTAM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


def test_trouble_is_told_in_words_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANTAM_LANG", "en")

    def troubled(words: object) -> int:
        raise Trouble("backup-damaged", file="b.tantam", what="database.dump")

    monkeypatch.setattr(Command, "load", lambda self: troubled)
    assert main(["backup", "b.tantam"]) == 1
    assert capsys.readouterr().err == (
        "The backup b.tantam is damaged (database.dump). Nothing was changed. Use another copy.\n"
    )


@pytest.mark.parametrize(
    ("number", "lang", "words"),
    [
        (errno.ENOSPC, "en", "The disk is full: /srv/x cannot be written (said by the system). Make room"),
        (errno.EACCES, "vi", "Không mở hoặc ghi được /srv/x (said by the system). Hãy xem chủ của tệp"),
        (errno.EROFS, "en", "/srv/x cannot be opened or written (said by the system). See who owns it"),
    ],
)
def test_a_refusal_of_the_file_system_is_told_in_words(
    number: int, lang: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANTAM_LANG", lang)
    monkeypatch.setattr(Command, "load", lambda self: fails_with(OSError(number, "said by the system", "/srv/x")))
    assert main(["backup", "b.tantam"]) == 1
    assert capsys.readouterr().err.startswith(words)


def test_an_error_that_nobody_at_the_console_can_mend_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Command, "load", lambda self: fails_with(ConnectionResetError(errno.ECONNRESET, "reset")))
    with pytest.raises(ConnectionResetError):
        main(["backup", "b.tantam"])


def test_a_setting_that_cannot_be_read_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANTAM_LANG", "en")
    monkeypatch.setenv("TANTAM_PORT", "eighty")
    assert main(["serve"]) == 1
    assert capsys.readouterr().err == "A setting is wrong: TANTAM_PORT must be a whole number, not 'eighty'\n"


def test_a_disk_without_room_is_refused_before_the_database_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=299 * disk.MEGABYTE))
    disk.demand(tmp_path, megabytes=disk.TO_GO_ON)
    with pytest.raises(Trouble) as refused:
        disk.demand(tmp_path, megabytes=disk.TO_BEGIN)
    assert refused.value.code == "disk-full"
    assert refused.value.values == {"folder": tmp_path, "free": 299, "need": 300}


def fails_with(error: Exception) -> Callable[[object], int]:
    def fail(words: object) -> int:
        raise error

    return fail
