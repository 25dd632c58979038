"""A real IMAP server for tests: Dovecot by hand, on a free loopback port, as the current user."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tantam.channels.tests.servers import free_port

BINARY = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
USER, PASSWORD = "cskh@tanphuc.example", "mật-khẩu-thử"

_CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
auth_failure_delay = 1 secs
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{base}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def serving(base: Path, *, more: str = "") -> Iterator[int]:
    """Run Dovecot in a folder of its own, which others can walk into; yields its port. `more` joins its settings."""
    port = free_port()
    me = pwd.getpwuid(os.getuid())
    # as root, mail and strangers are served by nobody, who must be able to walk in
    owner = pwd.getpwnam("nobody") if me.pw_uid == 0 else me
    base.chmod(0o755)
    for name in ("run", "state", "home", "mail"):
        (base / name).mkdir()
    if owner is not me:
        for name in ("home", "mail"):
            os.chown(base / name, owner.pw_uid, owner.pw_gid)
    config = base / "dovecot.conf"
    values = {"base": base, "port": port, "uid": owner.pw_uid, "gid": owner.pw_gid, "password": PASSWORD}
    group = grp.getgrgid(me.pw_gid).gr_name
    config.write_text(_CONFIG.format(user=me.pw_name, login=owner.pw_name, group=group, **values) + more)
    server = subprocess.Popen([str(BINARY), "-F", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server, base / "log")
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"dovecot did not start: {log.read_text() if log.exists() else ''}")
