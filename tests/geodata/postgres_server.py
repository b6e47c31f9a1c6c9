"""A real PostgreSQL server for one test: its own data, port and password, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "survey"
DATABASE = "postgres"


@contextmanager
def server():
    """Start a server on the loopback and yield its address; the test is skipped without one.

    The address has no password: while the server runs, PGPASSWORD holds it, as for any client.
    The data do not lie in pytest's folder, which is closed to the user that a server of root
    has to run as.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = _account()
    if account:
        shutil.chown(folder, **account)
    port, password = _free_port(), secrets.token_hex(8)
    before = os.environ.get("PGPASSWORD")
    try:
        _create(binaries, folder, account, password)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
        log = ["-l", folder / "log", "-o", options]
        _run([binaries / "pg_ctl", "-D", folder / "data", "-w", *log, "start"], account)
        os.environ["PGPASSWORD"] = password
        yield f"postgresql://{USER}@127.0.0.1:{port}/{DATABASE}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            stop = [binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"]
            _run(stop, account)
        shutil.rmtree(folder)
        os.environ.pop("PGPASSWORD", None)
        if before is not None:
            os.environ["PGPASSWORD"] = before


def psql(address, statement):
    """Run SQL by the server's own client; rows come back as text, cells parted by ``|``."""
    order = [_binaries() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statement]
    return _run(order, {}).stdout


def _create(binaries, folder, account, password):
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)
    if account:
        shutil.chown(secret, **account)
    access = ["--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}"]
    text = ["--encoding=UTF8", "--locale=C", "--no-sync"]
    _run([binaries / "initdb", "-D", folder / "data", *access, *text], account)
    secret.unlink()


def _binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    if path := shutil.which("pg_ctl"):
        return Path(path).resolve().parent
    pytest.skip("no PostgreSQL server is installed")


def _account():
    """User and group of the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _run(order, account):
    # not captured by pipes: the server would inherit them and keep them open
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        done = subprocess.run(
            [str(word) for word in order],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "PGCONNECT_TIMEOUT": "10"},
            check=False,
            **account,
        )
        out.seek(0)
        done.stdout = out.read()
    assert done.returncode == 0, f"{order[0]}: {done.stdout}"
    return done
