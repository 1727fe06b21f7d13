"""What must hold of the stack as a person or an operator meets it; each function is one check, in order."""

import json
import uuid

from client import Caller, Load, Stream, text_of, until
from engine import Stack


class Site:
    """The stack, who calls it, and where."""

    def __init__(self, stack: Stack, secret: str):
        self.stack, self.secret = stack, secret
        self.caller = Caller(secret)

    @property
    def proxy(self) -> int:
        return self.stack.port(self.stack.containers("proxy")[0], 8000)

    def edges(self) -> list[int]:
        return [self.stack.port(name, 8000) for name in self.stack.running("gateway-edge")]

    def callers(self, count: int) -> list[Caller]:
        return [Caller(self.secret, user=str(1000 + number)) for number in range(count)]

    def requests_to_provider(self) -> int:
        port = self.stack.port(self.stack.containers("provider")[0], 8080)
        return self.caller.request(port, "GET", "/requests")[1]["requests"]

    def worker_of(self, stream: Stream) -> str:
        """The container whose llm answers a stream: instances are called after their host, which is the container."""

        def find() -> str | None:
            _, answer = self.caller.request(self.proxy, "GET", f"/runs/{stream.run_id}")
            instance = answer.get("data", {}).get("worker") or "-"
            found = [c for c in self.stack.inspect() if c["id"].startswith(instance.rsplit("-", 1)[0])]
            return found[0]["name"] if found else None

        return until("the worker's name", find)

    def wait_for_workers(self) -> None:
        for service in ("llm", "indexer", "tasks", "gateway-edge"):
            for name in self.stack.running(service):
                until(f"{name} ready", lambda name=name: self.stack.is_healthy(name))


def everything_gets_ready(site: Site) -> None:
    until("ready", lambda: site.caller.is_answered(site.proxy, "/health/ready"), 90)
    site.wait_for_workers()
    # An engine's network can be later than its containers; no process is to blame for that.
    for name in site.stack.running("llm"):
        until(f"{name} reaching the provider", lambda name=name: site.stack.reaches(name, "provider", 8080), 60)


def services_run_without_root_on_a_read_only_file_system(site: Site) -> None:
    for container in site.stack.inspect():
        if container["service"] in ("gateway-edge", "llm", "indexer", "tasks"):
            user = site.stack.call("exec", container["name"], "id", "-u").strip()
            assert user == "10001" and container["read_only"], container


def only_the_entrance_has_host_ports(site: Site) -> None:
    entrance = {"proxy", "gateway-edge", "provider", "dwp"}  # the latter three for these checks alone
    for container in site.stack.inspect():
        assert container["service"] in entrance or not container["published"], container


def a_chat_streams_to_its_end(site: Site) -> None:
    Stream(site.caller, site.proxy, "say 100 words, one each 5 ms").expect(100)


def a_published_event_is_found(site: Site) -> None:
    word = f"heliotrope{uuid.uuid4().hex[:8]}"
    event = {
        "eventId": str(uuid.uuid4()),
        "eventType": "MAIL_SENT",
        "source": "mail-service",
        "tenantId": "1",
        "userId": "42",
        "data": {"mailId": 981, "subject": f"Budget {word}", "recipientCount": 3},
        "timestamp": "2026-02-01T09:30:00.12",
        "metadata": None,
    }
    site.stack.redis("PUBLISH", "dwp:events:all", json.dumps(event))

    def found() -> bool:
        status, answer = site.caller.request(site.proxy, "POST", "/search", {"query": word})
        return status == 200 and any(result["id"] == "mail_981" for result in answer["data"]["results"])

    until("the mail in the index", found)
    stranger = Caller(site.secret, tenant="2")
    _, answer = stranger.request(site.proxy, "POST", "/search", {"query": word})
    assert answer["data"]["results"] == [], answer


def an_analysis_is_completed_in_dwp(site: Site) -> None:
    status, answer = site.caller.request(site.proxy, "POST", "/analysis", {"question": "Why did sales fall?"})
    assert status == 202, answer
    run = answer["data"]["runId"]

    def known() -> str | None:
        return site.caller.request(site.proxy, "GET", f"/runs/{run}")[1]["data"].get("taskId")

    task = answer["data"]["taskId"] or until("the task's id", known)
    dwp = site.stack.port(site.stack.containers("dwp")[0], 8080)

    def shown() -> dict | None:
        status, answer = site.caller.request(dwp, "GET", f"/api/main/agent/tasks/{task}")
        return answer["data"] if status == 200 and answer["data"]["status"] in ("COMPLETED", "FAILED") else None

    row = until("the task's end in DWP", shown)
    assert row["status"] == "COMPLETED" and row["progress"] == 100, row


def a_stream_goes_on_at_another_edge(site: Site) -> None:
    first, second = site.edges()[:2]
    before = site.requests_to_provider()
    message = "say 150 words, one each 10 ms"
    stream = Stream(site.caller, first, message).has(30)
    stream.hang_up()
    again = Stream(site.caller, second, message, last=stream.last).rest()
    assert again.is_done and not again.errors and again.run_id == stream.run_id, again
    assert stream.text + again.text == text_of(150), (str(stream), str(again))
    assert site.requests_to_provider() == before + 1


def a_killed_worker_costs_no_answer(site: Site) -> None:
    stream = Stream(site.caller, site.proxy, "say 600 words, one each 20 ms").has(20)
    worker = site.worker_of(stream)
    site.stack.call("kill", "--signal", "KILL", worker)
    stream.expect(600)
    assert stream.names == ["restarted"], stream
    site.stack.call("start", worker)
    until(f"{worker} ready", lambda: site.stack.is_healthy(worker))


def a_worker_without_network_costs_no_answer(site: Site) -> None:
    network = f"{site.stack.project}_default"
    stream = Stream(site.caller, site.proxy, "say 200 words, one each 20 ms").has(20)
    worker = site.worker_of(stream)
    site.stack.call("network", "disconnect", network, worker)
    try:
        until(f"{worker} unready", lambda: not site.stack.is_healthy(worker))
        assert site.stack.is_healthy(worker, "/health"), f"{worker} died of an outage"
        stream.expect(200)
    finally:
        site.stack.call("network", "connect", network, worker)
    until(f"{worker} ready", lambda: site.stack.is_healthy(worker))


def workers_come_and_go_under_load(site: Site) -> None:
    for name in site.stack.running("llm")[1:]:
        site.stack.stop(name)
    with Load(site.callers(20), site.proxy, "say 100 words, one each 10 ms", 100, comes_back=False) as load:
        load.completes(20)
        for name in site.stack.containers("llm"):
            if name not in site.stack.running("llm"):
                site.stack.call("start", name)
        site.wait_for_workers()
        assert len(site.stack.running("llm")) == 3
        load.completes(40)
        for name in site.stack.running("llm")[1:]:
            code = site.stack.stop(name)
            assert code == 0, f"{name} ended with {code}"
        load.completes(20)
        streams = load.end()
    assert not any(stream.names for stream in streams), [str(s) for s in streams if s.names][:3]
    for name in site.stack.containers("llm"):
        site.stack.call("start", name)
    site.wait_for_workers()


def edges_are_rolled_under_load(site: Site) -> None:
    with Load(site.callers(20), site.proxy, "say 200 words, one each 10 ms", 200, comes_back=True) as load:
        load.completes(10)
        for name in site.stack.containers("gateway-edge"):
            code = site.stack.stop(name)
            assert code == 0, f"{name} ended with {code}"
            site.stack.call("start", name)
            until(f"{name} ready", lambda name=name: site.stack.is_healthy(name))
            load.completes(20)
        streams = load.end()
    assert any(stream.cuts for stream in streams), "no stream was on an edge that stopped"


def redis_comes_back_with_what_it_had(site: Site) -> None:
    redis = site.stack.containers("redis")[0]
    ended = Stream(site.caller, site.proxy, "say 20 words, one each 5 ms").expect(20)
    stream = Stream(site.caller, site.proxy, "say 200 words, one each 20 ms", comes_back=True).has(20)
    site.stack.call("kill", "--signal", "KILL", redis)
    site.stack.call("start", redis)

    def text(run: str) -> str:
        return site.caller.request(site.proxy, "GET", f"/runs/{run}")[1].get("data", {}).get("text")

    # Where an engine's network is back later than an edge waits, the stream ends by saying so; the run goes on.
    if stream.rest().errors != ["BusUnavailable"]:
        stream.expect(200)
    site.wait_for_workers()
    until("the whole answer in the log", lambda: text(stream.run_id) == text_of(200))
    assert text(ended.run_id) == text_of(20)


def everything_ends_by_itself_when_told(site: Site) -> None:
    for service in ("proxy", "gateway-edge", "llm", "indexer", "tasks"):
        for name in site.stack.running(service):
            code = site.stack.stop(name)
            # HAProxy ends by its signal's number.
            assert code in ((0, 143) if service == "proxy" else (0,)), f"{name} ended with {code}"


CHECKS = [
    everything_gets_ready,
    services_run_without_root_on_a_read_only_file_system,
    only_the_entrance_has_host_ports,
    a_chat_streams_to_its_end,
    a_published_event_is_found,
    an_analysis_is_completed_in_dwp,
    a_stream_goes_on_at_another_edge,
    a_killed_worker_costs_no_answer,
    a_worker_without_network_costs_no_answer,
    workers_come_and_go_under_load,
    edges_are_rolled_under_load,
    redis_comes_back_with_what_it_had,
    everything_ends_by_itself_when_told,
]
