"""A real Spark cluster on this machine – one master, two workers – counts as DuckDB does."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from geodata.errors import Problems
from geodata.registers import counts
from tests.geodata.registers import dirty

pyspark = pytest.importorskip("pyspark", reason="the cluster comes with PySpark")

HOST = "127.0.0.1"
DEFAULTS = """
spark.ui.enabled false
spark.sql.shuffle.partitions 4
spark.default.parallelism 4
spark.executor.memory 700m
spark.driver.memory 700m
spark.cores.max 2
spark.executor.cores 1
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.sql.adaptive.enabled true
spark.log.level ERROR
"""


def free_port():
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]


@contextmanager
def cluster(folder):
    """Address of a standalone cluster of one master and two workers, ended by their processes."""
    home = Path(pyspark.__file__).parent
    settings = folder / "conf"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(DEFAULTS)
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "400m",
        "PYSPARK_PYTHON": sys.executable,
    }
    master, running = free_port(), []

    def start(name, *arguments):
        command = [
            str(home / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{name}",
            *map(str, arguments),
        ]
        log = (folder / f"{len(running)}.log").open("w")
        running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    address = f"spark://{HOST}:{master}"
    try:
        start("master.Master", "--host", HOST, "--port", master, "--webui-port", free_port())
        for worker in range(2):
            start("worker.Worker", "--host", HOST, "--cores", 1, "--memory", "1g", "--webui-port", free_port(),
                  "--work-dir", folder / f"worker{worker}", address)  # fmt: skip
        log = folder / "0.log"
        for _ in range(120):
            if log.read_text().count("Registering worker") == 2:
                break
            assert all(one.poll() is None for one in running), log.read_text()
            time.sleep(0.5)
        else:
            raise AssertionError(log.read_text())
        yield address, environment
    finally:
        for one in reversed(running):
            one.terminate()
        for one in running:
            one.wait(20)


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning",
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore::UserWarning",
)
def test_a_spark_cluster_gives_the_same_bytes_as_duckdb(tmp_path, monkeypatch):
    # R&D statistics go the way of enterprises
    registers = [*dirty.registers(tmp_path)[:-1], *dirty.generated(tmp_path, 3000)]
    table = dirty.concordance(fine=True)

    def counted(folder, engine):
        problems = Problems("登记簿")
        job = dirty.job(tmp_path, engine=engine)
        cells = counts.count(job, registers, dirty.INDUSTRIES, table, tmp_path / folder, problems)
        assert not problems
        return {name: one.to_csv(index=False).encode() for name, one in cells.tables().items()}

    with cluster(tmp_path) as (address, environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        on_spark = counted("spark", address)
        used = [len(list((tmp_path / f"worker{n}").glob("app-*"))) for n in range(2)]
        assert used == [1, 1], "both workers took part"
    on_duckdb = counted("duckdb", "duckdb")
    assert on_spark.keys() == on_duckdb.keys()
    for name in on_spark:
        assert on_spark[name] == on_duckdb[name], name
        assert on_spark[name].count(b"\n") > 3, name
