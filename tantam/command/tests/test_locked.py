"""The lock holds what the project asks for."""

from tantam.command.locked import missing

PROJECT = """
[project]
dependencies = ["django==5.2.19", "psycopg[binary,pool]==3.3.9"]
[dependency-groups]
install = ["polib==1.2.0"]
dev = ["mypy"]
"""


def test_nothing_is_missing_when_every_version_is_there() -> None:
    lock = "django==5.2.19 \\\n    --hash=sha256:0\npolib==1.2.0\npsycopg==3.3.9\nmypy==2.4.1 ; python_version > '3'\n"
    assert missing(PROJECT, lock) == []


def test_another_version_and_an_absent_package_are_named() -> None:
    assert missing(PROJECT, "django==5.2.18\nPolib==1.2.0\npsycopg==3.3.9\n") == ["django 5.2.19", "mypy "]
