"""A scheduler and a worker that speak TLS, with certificates made here: who has none of them gets nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("distributed")
pytest.importorskip("cryptography")

import dask as settings
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assay.cluster import dask
from assay.cluster.bundle import Bundle
from assay.cluster.dask import Cluster
from assay.cluster.task import ClusterError, Reply, Said, read
from tests.cluster import fakes
from tests.cluster.farm import Farm, found

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("ignore::ResourceWarning")]


class Authority:
    """Who signs certificates; its own, and those of others, lie in a folder as PEM files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
        own = self._signed(self.name, self.key.public_key(), ca=True)
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def signs(self, name: str) -> dict[str, str]:
        """A certificate for somebody, as Dask's configuration names it."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption())
        whole = self._signed(subject, key.public_key(), ca=False).public_bytes(serialization.Encoding.PEM) + private
        (self.folder / f"{name}.pem").write_bytes(whole)
        return {"ca-file": str(self.ca), "cert": str(self.folder / f"{name}.pem")}

    def _signed(self, subject: x509.Name, public: ec.EllipticCurvePublicKey, *, ca: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public)
                .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
                .not_valid_after(now + timedelta(days=1))
                .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                               critical=False)
                .sign(self.key, hashes.SHA256()))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture(scope="module")
def farm(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """A scheduler with a worker, started as docs/cluster.md has it."""
    mine = authority.signs("head")
    farm = Farm(tmp_path_factory.mktemp("farm"), ("--tls-ca-file", mine["ca-file"], "--tls-cert", mine["cert"],
                                                  "--tls-key", mine["cert"]))
    farm.worker()
    yield farm
    farm.close()


def connected(farm: Farm, tls: dict[str, str]) -> Cluster:
    """A cluster, where Dask's configuration names these certificates."""
    with settings.config.set({"distributed.comm.tls.ca-file": tls.get("ca-file"),
                              "distributed.comm.tls.client.cert": tls.get("cert"),
                              "distributed.comm.tls.client.key": tls.get("cert")}):
        return Cluster(farm.address, Bundle(b"twelve bytes"), 5.0, lambda _, answer: read(answer, {}), said.append)


said: list[str] = []


def test_who_has_a_certificate_has_work_done_over_tls_and_is_warned_of_nothing(
        farm: Farm, authority: Authority) -> None:
    said.clear()
    assert farm.address.startswith("tls://127.0.0.1:")
    cluster = connected(farm, authority.signs("client"))
    try:
        assert found(lambda: cluster.rooms) == 1
        job = cluster.submit(fakes.do, b"one")
        assert read(job.result(timeout=60), {}).text == "one 12"
    finally:
        cluster.shutdown()
    assert said == []


@pytest.mark.parametrize("who", ["without a certificate", "with another's certificate", "with no such file"])
def test_who_has_none_that_the_scheduler_knows_is_told_in_one_sentence(
        farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    monkeypatch.setattr(dask, "CONNECT", 2.0)
    tls = {"without a certificate": {}, "with another's certificate": Authority(tmp_path / "theirs").signs("mallory"),
           "with no such file": {"ca-file": str(tmp_path / "ca.pem"), "cert": str(tmp_path / "none.pem")}}[who]
    with pytest.raises(ClusterError) as caught:
        connected(farm, tls)
    assert re.fullmatch(re.escape(f"No scheduler answers at {farm.address} (") + r"\w+\)\. Start one, or look at the "
                        r"certificates that Dask's configuration names here, distributed\.comm\.tls: .*",
                        str(caught.value))


def test_in_the_open_the_scheduler_does_not_answer(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT", 2.0)
    with pytest.raises(ClusterError, match="No scheduler answers at tcp://127"):
        Cluster(farm.address.replace("tls:", "tcp:"), Bundle(b""), 1.0, lambda *_: Reply(Said.FAULT),
                said.append, without_tls=True)
