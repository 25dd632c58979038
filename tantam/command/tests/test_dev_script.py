"""The script behind the Makefile finds a Python that runs."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tantam.command.database import ROOT

SYSTEM = "/usr/bin:/bin"


def test_a_python_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    """As a pyenv shim does for a version that is not chosen."""
    program(tmp_path / "shims" / "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    good = runs_python(tmp_path / ".pyenv" / "versions" / "3.13.9" / "bin" / "python3")
    assert found(tmp_path, path=f"{tmp_path}/shims:{SYSTEM}") == str(good)


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.13", "exit 1")
    program(tmp_path / "bin" / "python3", "exit 1")
    good = runs_python(tmp_path / "bin" / "python3.12")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(good)


def test_the_newest_tested_one_is_preferred(tmp_path: Path) -> None:
    for minor in (11, 12, 13, 14):
        runs_python(tmp_path / "bin" / f"python3.{minor}")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(tmp_path / "bin" / "python3.13")


def test_a_python_only_called_python_will_do(tmp_path: Path) -> None:
    if any(Path("/usr/bin").glob("python3.1[1-4]")) or any(Path("/usr/local/bin").glob("python3.1[1-4]")):
        pytest.skip("this machine's own Python would be found first")
    good = runs_python(tmp_path / "bin" / "python")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(good)


def test_the_one_that_is_asked_for_comes_first(tmp_path: Path) -> None:
    runs_python(tmp_path / "bin" / "python3.13")
    good = runs_python(tmp_path / "my own" / "python")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}", TANTAM_PYTHON=str(good)) == str(good)


@pytest.mark.parametrize(("lang", "words"), [("vi_VN.UTF-8", "Cần Python 3.11 trở lên"), ("C", "Python 3.11 or newer")])
def test_without_any_it_says_so_in_the_terminals_language(tmp_path: Path, lang: str, words: str) -> None:
    script = (ROOT / "dev").read_text()
    blind = tmp_path / "dev"
    blind.write_text(script.replace("/usr/local/bin/", "/nowhere/").replace("/usr/bin/python", "/nowhere/python"))
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "cat", "ls", "dirname", "env"):
        (tools / name).symlink_to(f"/usr/bin/{name}" if Path(f"/usr/bin/{name}").exists() else f"/bin/{name}")
    result = run(["/bin/bash", str(blind), "python"], tmp_path, path=str(tools), LANG=lang)
    assert result.returncode == 1
    assert words in result.stderr


def test_the_help_names_every_word_of_the_makefile(tmp_path: Path) -> None:
    words = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY"))
    text = run([str(ROOT / "dev"), "help"], tmp_path, path=SYSTEM).stdout
    for word in set(words.split()[1:]) - {"help"}:
        assert f"\n  {word} " in text


def found(home: Path, *, path: str, **more: str) -> str:
    result = run([str(ROOT / "dev"), "python"], home, path=path, **more)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def run(command: list[str], home: Path, *, path: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={"HOME": str(home), "PATH": path, **more}, capture_output=True, text=True, check=False
    )


def runs_python(path: Path) -> Path:
    return program(path, f'exec "{os.path.realpath(sys.executable)}" "$@"')


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
