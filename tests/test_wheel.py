"""The package that leaves the house: everything is in it, and it runs without the clone it was built from."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.environment import BASE
from tantam import __version__
from tests.killing.ports import free_port

MAIL = "From: Lan <lan@example.vn>\nSubject: =?utf-8?B?WGUga2jDtG5nIHPhuqFj?=\n\nxe em ko sac dc\n"
PROCESS = "tantam/demo/content/processes/qt-01-v3.bpmn"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `pip install` would put into site-packages."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made], cwd=BASE, check=True)
    (wheel,) = made.glob("tantam-*.whl")
    folder = made / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_it_carries_what_git_holds_of_the_product_and_none_of_the_tests(site: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "tantam", "config"], cwd=BASE, capture_output=True, text=True, check=True
    )
    held = {name for name in listed.stdout.split("\0") if name and "/tests/" not in name and (BASE / name).exists()}
    inside = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert held - inside == set()
    assert [name for name in inside if "/tests/" in name] == []


def test_it_carries_the_built_front_end_and_the_compiled_translations(site: Path) -> None:
    built = site / "tantam/ui/static/ui/built"
    for entry in json.loads((built / "manifest.json").read_text()).values():
        assert (built / entry["file"]).is_file(), entry
    for language in ("vi", "en"):
        assert (site / f"tantam/locale/{language}/LC_MESSAGES/django.mo").stat().st_size > 0
    assert sorted(path.name for path in site.iterdir() if "dist-info" not in path.name) == ["config", "tantam"]


def test_the_commands_without_a_database_run_from_any_folder(site: Path, tmp_path: Path) -> None:
    assert run(site, tmp_path, "--version").stdout.strip() == __version__
    assert "tantam" in run(site, tmp_path, "--help").stdout
    assert json.loads(run(site, tmp_path, "mail", "parse", "-", typed=MAIL).stdout)["subject"] == "Xe không sạc"
    assert json.loads(run(site, tmp_path, "process", "check", str(site / PROCESS)).stdout)["runs"] is True
    assert list(tmp_path.iterdir()) == []  # none of them leaves a data folder behind


def test_its_data_lies_where_a_machine_keeps_data_not_beside_the_code(site: Path, tmp_path: Path) -> None:
    code = "from config import environment as e; print(e.locale_folder())\n"
    code += "import os; os.geteuid = lambda: 1000; print(e.data_folder())"
    shown = subprocess.run(
        [sys.executable, "-c", code], env=surroundings(site, tmp_path), cwd=tmp_path, capture_output=True, text=True
    )
    assert shown.stdout.split() == [f"{site}/tantam/locale", f"{tmp_path}/share/tantam"]


def test_it_serves_its_pages_in_vietnamese_with_their_styles(site: Path, place: Path) -> None:
    with_data = {**surroundings(site, place), "TANTAM_DATA": str(place / "data")}
    with_data["TANTAM_SMTP_LISTEN"] = f"127.0.0.1:{free_port()}"
    log = place / "serve.log"
    command = [sys.executable, "-m", "tantam", "serve", "--without-demo", f"--port={free_port()}"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=place, env=with_data, stdout=file, stderr=file)
    try:
        address = await_address(log)
        page = fetch(f"{address}/login/").decode()
        assert 'lang="vi"' in page
        assert 'aria-label="Thông báo"' in page
        styles = re.findall(r'href="(/static/ui/built/app-[^"]+\.css)"', page)
        assert styles
        assert b"--color-" in fetch(address + styles[0])
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def surroundings(site: Path, home: Path) -> dict[str, str]:
    """The environment of somebody who has no clone."""
    mine = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and "TANTAM" not in name}
    return {**mine, "PYTHONPATH": str(site), "HOME": str(home), "XDG_DATA_HOME": f"{home}/share", "TANTAM_LANG": "en"}


def run(site: Path, folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tantam", *words],
        env=surroundings(site, folder),
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own address
        body: bytes = answer.read()
        return body


def await_address(log: Path) -> str:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if found := re.search(r"running: (http://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that the database's account may enter when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="tantam-wheel-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
