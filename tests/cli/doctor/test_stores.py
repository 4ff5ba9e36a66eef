"""Does the doctor see a store that strangers read, and a Valkey that throws sessions away?"""

import msgspec
import pytest

from exibidos.cli.doctor.finding import Level, Patient
from exibidos.cli.doctor.stores import storage, valkey

pytestmark = pytest.mark.anyio


async def test_a_private_store_is_well_and_the_probe_leaves_nothing(patient: Patient) -> None:
    assert [finding.level async for finding in storage(patient)] == [Level.WELL, Level.WELL]
    left = [found.key async for found in patient.storage.list_objects(f"{patient.settings.app.env}/doctor/")]
    assert left == []


async def test_a_store_that_strangers_read_is_ill(patient: Patient) -> None:
    bucket = patient.settings.s3.bucket
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    policy = msgspec.json.encode({"Version": "2012-10-17", "Statement": [everybody]}).decode()
    await patient.storage._client.put_bucket_policy(Bucket=bucket, Policy=policy)
    *_, found = [finding async for finding in storage(patient)]
    assert (found.level, found.says) == (Level.ILL, "strangers may read it")


async def test_a_valkey_that_evicts_forgets_and_is_nearly_full_is_told_of(patient: Patient) -> None:
    server = patient.cache.client
    used = (await server.info("memory"))["used_memory"]
    before = await server.config_get("maxmemory")
    try:
        await server.config_set("maxmemory-policy", "allkeys-lru")
        await server.config_set("maxmemory", int(used * 1.1))
        found = [finding async for finding in valkey(patient)]
    finally:
        await server.config_set("maxmemory-policy", "noeviction")
        await server.config_set("maxmemory", int(before["maxmemory"] or 0))
    assert [finding.level for finding in found] == [Level.ILL, Level.ODD, Level.ODD]
    assert ["noeviction" in found[0].remedy, "appendonly" in found[1].remedy, "maxmemory" in found[2].remedy] == [
        True
    ] * 3


async def test_a_valkey_that_keeps_snapshots_is_well(patient: Patient) -> None:
    server = patient.cache.client
    try:
        await server.config_set("save", "3600 1")
        assert [finding.level async for finding in valkey(patient)] == [Level.WELL]
    finally:
        await server.config_set("save", "")
