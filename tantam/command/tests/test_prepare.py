"""What a start finds: the sample, or a business that has left it for real data."""

from __future__ import annotations

import pytest

from tantam.command import prepare
from tantam.command.serve import wants_demo
from tantam.organisation.models import Business, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db


def test_a_business_with_real_data_gets_no_demo_again_and_no_accounts_printed(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TANTAM_DEMO", "1")
    monkeypatch.setenv("TANTAM_DATA", str(tmp_path))
    monkeypatch.setattr(prepare, "bring_up_to_date", lambda: None)
    w.build_world(is_demo=True)
    w.person("quantri", "Quản trị hệ thống", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    assert wants_demo(tmp_path, asked=True) is True
    prepare.main([])
    prepare.tell_accounts(["http://127.0.0.1:8000"])
    told = capsys.readouterr().out
    assert "quantri" in told
    assert "http://127.0.0.1:8000/sample/mail/" in told
    assert wants_demo(tmp_path, asked=True) is True
    Business.objects.update(is_demo=False)
    prepare.main([])
    prepare.tell_accounts([])
    assert capsys.readouterr().out == ""
    assert wants_demo(tmp_path, asked=True) is False
