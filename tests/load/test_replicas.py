"""Replicas behind nginx: a browser keeps to one; one that dies or is restarted takes no other's session with it."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scripts.load.measures import Heard, at_once, closed
from scripts.load.server import free_port
from scripts.load.session import Session, SessionError
from scripts.replicas.cluster import Cluster

SESSIONS = 4


def test_one_replica_dies_and_the_other_is_restarted_under_open_sessions() -> None:
    with Cluster(2, free_port()) as cluster:
        asyncio.run(_through_it_all(cluster))


async def _through_it_all(cluster: Cluster) -> None:
    heard = Heard()
    sessions = await at_once(cluster.address, SESSIONS, heard)
    assert heard.errors == []
    assert _same_replica_for_one_browser(cluster)
    large = httpx.post(f"{cluster.address}/api/v1/assess", content=b"[" * 100_000, timeout=60)
    assert 400 <= large.status_code < 500, "a large body reaches a replica, which refuses it"

    cluster.replicas[0].process.kill()
    cluster.replicas[0].process.wait()
    still = [session for session in sessions if await _answers(session)]
    lost = SESSIONS - len(still)
    again = await at_once(cluster.address, lost + 1, heard)  # a page opened now is led to the replica that is left
    assert heard.errors == []
    assert len(again) == lost + 1

    await asyncio.to_thread(cluster.look_after)
    assert all(replica.process.poll() is None for replica in cluster.replicas)
    assert all([await _answers(session) for session in again]), "those who sit on the other replica notice nothing"

    restart = asyncio.create_task(asyncio.to_thread(cluster.replace, 1))  # as `restart` does with each in turn
    pages = []
    async with httpx.AsyncClient(base_url=cluster.address, timeout=60) as browser:
        while not restart.done():
            pages.append((await browser.get("/")).status_code)
            pages.append((await browser.get("/healthz", headers={"Cookie": ""})).status_code)
            await asyncio.sleep(0.2)
    await restart
    assert set(pages) == {200}
    after = await at_once(cluster.address, 1, heard)
    assert heard.errors == []
    await closed(sessions + again + after)


def _same_replica_for_one_browser(cluster: Cluster) -> bool:
    """The cookie comes with the first page, and what it says is the same from then on."""
    with httpx.Client(base_url=cluster.address) as browser:
        first = browser.get("/")
        return "osteo_route" in first.cookies and "set-cookie" not in browser.get("/").headers


async def _answers(session: Session) -> bool:
    try:
        drawn = await session.draw(0.0)
    except SessionError:
        return False
    return bool(drawn.shown)


@pytest.mark.parametrize("up", [(True, True), (False, True), (False, False)])
def test_nginx_is_told_which_replicas_to_lead_to(up: tuple[bool, bool]) -> None:
    from scripts.replicas.cluster import servers

    lines = servers({9001: up[0], 9002: up[1]}).splitlines()
    assert [line.strip().startswith(f"server 127.0.0.1:{port} ") for line, port in zip(lines, (9001, 9002), strict=True)] == [True, True]
    assert [" down;" not in line for line in lines] == ([True, True] if not any(up) else list(up))
