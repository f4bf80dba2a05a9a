"""How often somebody may call, and how much a session may send."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from osteo_core.service.metrics import Metrics
from osteo_core.service.protection import Protection
from osteo_core.service.rate import Bucket, Rates
from osteo_core.service.refusals import Refused
from tests.service.calls import open_to_this_machine


class _Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_rate_and_a_quarter_minute_at_once() -> None:
    clock = _Clock()
    bucket = Bucket(60, clock)
    assert [bucket.wait() for _ in range(15)] == [0] * 15
    assert bucket.wait() == pytest.approx(1)
    clock.now = 0.4
    assert bucket.wait() == pytest.approx(0.6)  # what was refused took nothing
    clock.now = 1.0
    assert bucket.wait() == 0
    clock.now = 1000
    assert [bucket.wait() for _ in range(15)] == [0] * 15
    assert bucket.wait() > 0


def test_each_caller_has_a_rate_of_their_own() -> None:
    clock = _Clock()
    rates = Rates(60, clock)
    for _ in range(15):
        rates.take("one")
    with pytest.raises(Refused) as refused:
        rates.take("one")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "1")
    rates.take("another")


def test_one_call_too_many_is_told_when_to_come_again() -> None:
    call = open_to_this_machine(calls_per_minute=12)
    statuses = [call.get("/api/v1/version").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = call.post("/cds-services/osteoporosis", json={}, headers={"Accept-Language": "zh"})
    assert (answer.status_code, answer.json()["kind"]) == (429, "rate")
    assert int(answer.headers["retry-after"]) in range(1, 6)
    assert "12" in answer.json()["detail"]
    assert call.get("/healthz").status_code == 200


def test_a_sessions_messages_wait_and_none_is_lost() -> None:
    heard: list[Message] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        while not heard or heard[-1]["type"] != "websocket.disconnect":
            heard.append(await receive())

    messages: list[Message] = [
        *({"type": "websocket.receive", "bytes": bytes([n])} for n in range(30)), {"type": "websocket.disconnect", "code": 1000}
    ]  # fmt: skip

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    app = Protection(page, hosts=["localhost"], metrics=Metrics(), messages_per_minute=6000)
    scope: Scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"localhost")]}
    asyncio.run(app(scope, receive, send))
    assert [message.get("bytes") for message in heard] == [*(bytes([n]) for n in range(30)), None]
