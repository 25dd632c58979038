"""The script behind the Makefile finds the quickest Python that runs."""

import os
import shutil
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
    good = python_that_takes(1, tmp_path / ".pyenv" / "versions" / "3.13.9" / "bin" / "python3")
    assert found(tmp_path, path=f"{tmp_path}/shims:{SYSTEM}") == str(good)


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.13", "exit 1")
    program(tmp_path / "bin" / "python3", "exit 1")
    good = python_that_takes(1, tmp_path / "bin" / "python3.12")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(good)


def test_the_quickest_is_taken_whatever_its_version(tmp_path: Path) -> None:
    for minor, microseconds in ((11, 30), (12, 20), (13, 40), (14, 50)):
        python_that_takes(microseconds, tmp_path / "bin" / f"python3.{minor}")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(tmp_path / "bin" / "python3.12")


def test_of_two_equally_quick_ones_the_newest_tested_is_taken(tmp_path: Path) -> None:
    for minor in (11, 12, 13, 14):
        python_that_takes(20, tmp_path / "bin" / f"python3.{minor}")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(tmp_path / "bin" / "python3.13")


def test_how_quick_a_python_is_is_measured_by_work_that_it_does(tmp_path: Path) -> None:
    """The work itself runs, and takes a real Python some time."""
    work = (ROOT / "dev").read_text().split("WORK='", 1)[1].split("\n'\n", 1)[0]
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True).stdout
    assert 500 < int(said) < 1_000_000


def test_a_python_only_called_python_will_do(tmp_path: Path) -> None:
    if any(Path("/usr/bin").glob("python3.1[1-4]")) or any(Path("/usr/local/bin").glob("python3.1[1-4]")):
        pytest.skip("this machine's own Python would be found first")
    good = python_that_takes(1, tmp_path / "bin" / "python")
    assert found(tmp_path, path=f"{tmp_path}/bin:{SYSTEM}") == str(good)


def test_the_one_that_is_asked_for_comes_first(tmp_path: Path) -> None:
    python_that_takes(1, tmp_path / "bin" / "python3.13")
    good = python_that_takes(9, tmp_path / "my own" / "python")
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


def python_that_takes(microseconds: int, path: Path) -> Path:
    """A Python that works, and says that a little work took it so long."""
    real = os.path.realpath(sys.executable)
    said = f'case "$*" in *process_time*) echo {microseconds} ;; *) exec "{real}" "$@" ;; esac'
    return program(path, said)


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


REFUSED = [
    ("Temporary failure in name resolution", "C", "The package registry cannot be reached"),
    ("[Errno 28] No space left on device", "C", "The disk is full: make room"),
    ("[Errno 28] No space left on device", "vi_VN.UTF-8", "Ổ đĩa đầy: hãy giải phóng chỗ trống"),
    ("[Errno 13] Permission denied: '/x'", "vi_VN.UTF-8", "Không có quyền ghi"),
]


@pytest.mark.parametrize(("said", "lang", "words"), REFUSED)
def test_when_a_setup_fails_it_shows_what_was_said_and_what_it_means(
    tmp_path: Path, said: str, lang: str, words: str
) -> None:
    python = lean_python(tmp_path, pip=f'echo "{said}"; exit 1')
    result = set_up(tmp_path, TANTAM_PYTHON=str(python), LANG=lang)
    assert result.returncode == 1
    assert said in result.stderr
    assert words in result.stderr
    assert not (tmp_path / "clone/.venv").exists()


def test_without_pip_and_venv_debians_pip_is_unpacked_beside_the_tools(tmp_path: Path) -> None:
    python = lean_python(tmp_path, pip="exit 9", no_pip=True)
    program(
        tmp_path / "bin" / "apt-get", 'case "$*" in *"download"*python3-pip-whl) touch pip_1.deb ;; *) exit 1 ;; esac'
    )
    unpack = 'mkdir -p "$3/usr/share/python-wheels"; touch "$3/usr/share/python-wheels/pip-1-py3-none-any.whl"'
    program(tmp_path / "bin" / "dpkg-deb", unpack)
    set_up(tmp_path, TANTAM_PYTHON=str(python))
    (call,) = [line for line in (tmp_path / "calls").read_text().splitlines() if "--require-hashes" in line]
    tools = f"{tmp_path}/clone/.tools"
    assert call.startswith(
        f"{tools}/pip/usr/share/python-wheels/pip-1-py3-none-any.whl/pip install --target {tools}/uv"
    )


def test_a_disk_without_room_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "df", 'printf "Filesystem 1024-blocks Used Available\\n/dev/x 9 9 204800\\n"')
    python = lean_python(tmp_path, pip="exit 9")
    result = set_up(tmp_path, TANTAM_PYTHON=str(python), LANG="C")
    assert result.returncode == 1
    assert "has only 200 MB left; about 900 MB are needed" in result.stderr
    assert not (tmp_path / "calls").exists()


def lean_python(folder: Path, *, pip: str, no_pip: bool = False) -> Path:
    """A Python as Debian has it: no venv, and a pip that does as told, or none."""
    real, calls = os.path.realpath(sys.executable), folder / "calls"
    lines = [
        'case "$*" in',
        '*"-m venv"*) exit 1 ;;',
        f'*"-m pip --version"*) exit {int(no_pip)} ;;',
        f'*"pip install"*) echo "$*" >>"{calls}"; {pip} ;;',
        f'*) exec "{real}" "$@" ;;',
        "esac",
    ]
    return program(folder / "bin" / "lean", "\n".join(lines))


def set_up(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `./dev setup` in a copy that holds no more than what it asks for first."""
    clone = folder / "clone"
    (clone / "requirements").mkdir(parents=True)
    for name in ("dev", "pyproject.toml", "requirements/uv.txt", "requirements/run.txt"):
        shutil.copy(ROOT / name, clone / name)
    return run([str(clone / "dev"), "setup"], folder, path=f"{folder}/bin:{SYSTEM}", **more)
