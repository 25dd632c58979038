"""The console script `tantam`: finds the sub-command and loads only its module."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from tantam import __version__
from tantam.command.disk import refusal
from tantam.command.words import Trouble, sentence, write


@dataclass(frozen=True)
class Command:
    """A sub-command: where its `main(arguments) -> exit code` is, whether Django must be ready before, and the verb
    that must follow it where it has only one."""

    target: str
    django: bool = False
    verb: str = ""

    def exists(self) -> bool:
        """Tell whether this release has the command; nothing is loaded for it but the packages above."""
        module = self.target.partition(":")[0]
        try:
            return importlib.util.find_spec(module) is not None
        except ModuleNotFoundError:
            return False

    def load(self) -> Callable[[Sequence[str]], int | None]:
        """Import what does the work."""
        module, _, name = self.target.partition(":")
        function: Callable[[Sequence[str]], int | None] = getattr(importlib.import_module(module), name)
        return function


COMMANDS: dict[str, Command] = {
    "serve": Command("tantam.command.serve:main"),
    "migrate": Command("tantam.command.migrate:main", django=True),
    "doctor": Command("tantam.command.doctor:main"),
    "tally": Command("tantam.command.tally:main", django=True),
    "backup": Command("tantam.command.backup:main"),
    "restore": Command("tantam.command.restore:main"),
    "intake": Command("tantam.command.intake:main", django=True),
    "mail": Command("tantam.channels.reading.cli:main", verb="parse"),
    "process": Command("tantam.process.engine.cli:main"),
    "demo": Command("tantam.command.demo:main"),
    "bench": Command("tantam.command.bench:main"),
    "manage": Command("tantam.command.manage:main", django=True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Trouble is told in words, without a traceback."""
    words = _with_language(list(sys.argv[1:] if arguments is None else arguments))
    if not words or words[0] in {"-h", "--help", "help"}:
        write(_overview())
        return 0
    if words[0] in {"-V", "--version"}:
        write(__version__)
        return 0
    command = COMMANDS.get(words[0])
    if command and command.verb and words[1:2] == [command.verb]:
        words.pop(1)
    elif command and command.verb:
        words.insert(1, "--help")
    if command is None or not command.exists():
        write(sentence("command-unknown", name=words[0]), to=sys.stderr)
        write(_overview(), to=sys.stderr)
        return 2
    return _run(command, words[1:])


def _run(command: Command, words: list[str]) -> int:
    try:
        with contextlib.ExitStack() as stack:
            if command.django:
                from tantam.command.database import django

                stack.enter_context(django())
            return command.load()(words) or 0
    except Trouble as trouble:
        write(str(trouble), to=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `tantam … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (OSError, ImproperlyConfigured) as error:
        write(_in_words(error), to=sys.stderr)
        return 1


def _in_words(error: OSError | ImproperlyConfigured) -> str:
    """Say what the person can mend; what is nobody's fault goes on as it is."""
    if isinstance(error, ImproperlyConfigured):
        return sentence("setting-wrong", words=error)
    trouble = refusal(error)
    if trouble is None:
        raise error
    return str(trouble)


def _with_language(words: list[str]) -> list[str]:
    """Take `--lang vi` out, wherever it stands before the sub-command."""
    if words and words[0].startswith("--lang"):
        value = words.pop(0).partition("=")[2] or (words.pop(0) if words else "")
        os.environ["TANTAM_LANG"] = value
    return words


def _overview() -> str:
    lines = [sentence("usage"), ""]
    lines += [f"  {name:<10}{sentence(f'help-{name}')}" for name, command in COMMANDS.items() if command.exists()]
    return "\n".join([*lines, "", sentence("usage-language")])
