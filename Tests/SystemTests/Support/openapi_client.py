"""Holds the OpenAPI document of a running edge against itself, and real answers against the document.

usage: openapi_client.py ADDRESS ADMINS_TOKEN USERS_TOKEN REDIS_PORT
"""

import copy
import http.client
import json
import socket
import sys
import time
import urllib.parse

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

METHODS = ("get", "post", "put", "patch", "delete")


class Document:
    def __init__(self, text):
        self.json = json.loads(text)
        OpenAPIV31SpecValidator(self.json).validate()
        self.registry = self._registry(self.json)
        #: The same, where an object has no fields but those that it names.
        self.strict = self._registry(strict(copy.deepcopy(self.json)))
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, item in self.json["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    @staticmethod
    def _registry(json_document):
        resource = Resource(contents=json_document, specification=DRAFT202012)
        return Registry().with_resource("urn:document", resource)

    def check(self, value, schema, what, registry=None):
        validator = Draft202012Validator(absolute(schema), registry=registry or self.registry)
        problems = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value)]
        assert not problems, f"{what}: {problems}"

    def check_real(self, value, schema, what):
        self.check(value, strict(copy.deepcopy(schema)), what, self.strict)

    def resolve(self, value):
        while "$ref" in value:
            place = self.json
            for key in value["$ref"][2:].split("/"):
                place = place[key.replace("~1", "/").replace("~0", "~")]
            value = place
        return value

    def check_examples(self):
        """Every example fits the schema beside it."""
        count = 0
        for node, where in walk(self.json):
            if not isinstance(node, dict) or "schema" not in node:
                continue
            examples = [example["value"] for example in node.get("examples", {}).values()]
            examples += [node["example"]] if "example" in node else []
            for example in examples:
                self.check_real(example, node["schema"], where)
                count += 1
        return count


def walk(node, where="#"):
    yield node, where
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        if key not in ("example", "value"):
            yield from walk(child, f"{where}/{key}")


def strict(node):
    """Forbids what an object does not name, in every schema that has fields and does not say otherwise."""
    for child, _ in walk(node):
        if isinstance(child, dict) and child.get("type") == "object" and "properties" in child:
            child.setdefault("additionalProperties", False)
    return node


def absolute(schema):
    if isinstance(schema, dict):
        return {
            key: f"urn:document{value}" if key == "$ref" and value.startswith("#") else absolute(value)
            for key, value in schema.items()
        }
    return [absolute(each) for each in schema] if isinstance(schema, list) else schema


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def type(self):
        return (self.headers.get("Content-Type") or "").split(";")[0]

    @property
    def data(self):
        return json.loads(self.body)["data"]


class Stream:
    """Server-sent events, as they come."""

    def __init__(self, response):
        self.response = response

    def __iter__(self):
        event, data = None, []
        for line in self.response:
            line = line.decode().rstrip("\n")
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: "):
                data.append(line[6:])
            elif line == "" and data:
                yield event, "\n".join(data)
                event, data = None, []


class Client:
    def __init__(self, address, document, token, user):
        self.address = urllib.parse.urlsplit(address)
        self.document = document
        self.token = token
        self.user = user
        self.checked = {}

    def connect(self, operation, path=None, query=None, body=None, headers=None, token=None):
        method, template, spec = self.document.operations[operation]
        for name, value in (path or {}).items():
            template = template.replace("{%s}" % name, urllib.parse.quote(value, safe=""))
        target = self.address.path + template + ("?" + urllib.parse.urlencode(query) if query else "")
        sent = {"X-Tenant-ID": "1", "X-User-ID": self.user, "Authorization": f"Bearer {token or self.token}",
                "Content-Length": "0", **(headers or {})}
        if not spec["security"]:
            sent = {"Content-Length": "0", **(headers or {})}
        text = None
        if body is not None:
            text = json.dumps(body).encode()
            sent.update({"Content-Type": "application/json", "Content-Length": str(len(text))})
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=30)
        connection.request(method.upper(), target, text, sent)
        return connection.getresponse()

    def ask(self, operation, expected, **request):
        """Asks, and holds the answer against what the document says of it."""
        response = self.connect(operation, **request)
        answer = Answer(response.status, response.headers, response.read())
        what = f"{operation} {answer.status} {answer.body[:300]}"
        assert answer.status == expected, what
        spec = self._spec(operation, answer, what)
        content = spec.get("content", {})
        if not content:
            assert not answer.body, what
        elif answer.type == "application/json":
            assert answer.headers["Content-Type"] == "application/json", what
            self.document.check_real(json.loads(answer.body), content[answer.type]["schema"], what)
        elif answer.type == "text/event-stream":
            raise AssertionError(f"{what} is a stream")
        self.checked.setdefault(operation, set()).add(answer.status)
        return answer

    def _spec(self, operation, answer, what):
        responses = self.document.operations[operation][2]["responses"]
        assert str(answer.status) in responses, f"{what} is not in the document"
        spec = self.document.resolve(responses[str(answer.status)])
        content = spec.get("content", {})
        assert not content or answer.type in content, f"{what} has the type {answer.type}"
        for name, header in spec.get("headers", {}).items():
            header = self.document.resolve(header)
            value = answer.headers.get(name)
            assert value is not None or not header.get("required"), f"{what} lacks {name}"
            if value is not None:
                self.document.check(value, header["schema"], f"{what} {name}")
        return spec

    def stream(self, operation, on_event=None, **request):
        """Reads a stream to its end; each event must be one of those that the document lists."""
        response = self.connect(operation, **request)
        assert response.status == 200, f"{operation} {response.status} {response.read()}"
        answer = Answer(200, response.headers, b"")
        events = self._spec(operation, answer, operation)["content"]["text/event-stream"]["x-events"]
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["X-Run-ID"]
        seen = []
        for name, data in Stream(response):
            if data == "[DONE]":
                break
            self._check_event(name, data, events, operation)
            seen.append((name, data))
            if on_event:
                on_event(name, data)
        else:
            raise AssertionError(f"{operation} ended without [DONE] after {seen}")
        self.checked.setdefault(operation, set()).add(200)
        return answer.headers["X-Run-ID"], seen

    def _check_event(self, name, data, events, what):
        schemas = [event["schema"] for event in events if event["event"] == name]
        assert schemas, f"{what}: {name} is not in the document"
        is_text = schemas[0].get("type") == "string"
        self.document.check_real(
            data if is_text else json.loads(data), schemas[0] if len(schemas) == 1 else {"anyOf": schemas},
            f"{what} {name} {data}")


def redis(port, *arguments):
    """Sends one command."""
    parts = [str(argument).encode() for argument in arguments]
    command = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(command)
        reply = connection.recv(4096)
    assert not reply.startswith(b"-"), reply
    return reply.decode().split("\r\n")


def bury(port):
    """Leaves a command of the tenant among the dead ones of the tasks service."""
    fields = ["v", 1, "run", "0123456789abcdefghij", "kind", "task.start", "tenant", 1, "user", 42, "edge", "e.b",
              "deadline", 0, "body", "{}", "reason", "given up after 3 attempts", "attempts", 3,
              "failedAt", int(time.time() * 1000)]
    return redis(port, "XADD", "aura:cmd:tasks:dead", "*", *fields)[1]


def bury_event(port):
    """Leaves an event of the tenant among those that could not be indexed."""
    event = {"eventId": "e-1", "eventType": "MAIL_SENT", "tenantId": 1, "userId": 42, "data": {"mailId": 900}}
    fields = ["event", json.dumps(event), "entry", "1-0", "reason", "subject is missing", "attempts", 1,
              "failedAt", int(time.time() * 1000)]
    return redis(port, "XADD", "aura:events:dead", "*", *fields)[1]


def eventually(what, condition):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} never came")


def ask_pages(client):
    client.ask("getHealth", 200)
    eventually("readiness", lambda: client.connect("getReadiness").status == 200)
    client.ask("getReadiness", 200)
    for operation in ("getInfo", "getAgentsHealth", "getRoot", "getConsoleSettings", "getDocs"):
        client.ask(operation, 200)
    page = client.ask("getRoot", 200, headers={"Accept": "text/html"})
    assert page.type == "text/html"
    for name in ("main.js", "console.css", "icon.svg", "index.html"):
        tag = client.ask("getConsoleFile", 200, path={"file": name}).headers["ETag"]
        client.ask("getConsoleFile", 304, path={"file": name}, headers={"If-None-Match": tag})
    client.ask("getConsoleFile", 404, path={"file": "nothing.js"})
    tag = client.ask("getDocument", 200).headers["ETag"]
    client.ask("getDocument", 304, headers={"If-None-Match": tag})
    client.ask("makeToken", 200, body={"tenant": "1", "user": "42"})
    client.ask("makeToken", 422, body={"tenant": "1"})
    client.ask("makeToken", 400, body=None, headers={"Content-Type": "application/json"})


def ask_chats(client):
    answer = client.ask("chat", 200, body={"message": "hello", "rag": True, "conversationId": "c-1"})
    assert answer.data["text"] and "sources" in answer.data
    run, events = client.stream("streamChat", query={"message": "hello", "rag": "true"})
    assert [name for name, _ in events][0] == "sources"
    client.ask("getRun", 200, path={"id": run})
    client.stream("joinRun", path={"id": run})
    client.ask("rateRun", 200, path={"id": run}, body={"rating": "up", "comment": "good"})
    client.ask("rateRun", 422, path={"id": run}, body={"rating": "left"})
    client.ask("getRun", 200, path={"id": run})
    client.ask("stopRun", 200, path={"id": run})
    _, broken = client.stream("streamChat", body={"message": "break"}, headers={"Accept-Language": "en"})
    assert broken[-1][0] == "error"
    client.ask("chat", 422, body={})
    client.ask("chat", 502, body={"message": "break"})
    client.ask("chat", 409, body={"message": "one"}, headers=first(client))
    client.ask("getRun", 404, path={"id": "0123456789abcdefghij"})
    eventually("the conversation", lambda: client.connect("getConversation", path={"id": "c-1"}).status == 200)
    client.ask("listConversations", 200, query={"limit": 1})
    client.ask("listConversations", 422, query={"limit": 0})
    client.ask("getConversation", 200, path={"id": "c-1"})
    client.ask("deleteConversation", 200, path={"id": "c-1"})
    client.ask("getConversation", 404, path={"id": "c-1"})


def first(client):
    """A key that was used for another request."""
    headers = {"Idempotency-Key": "key-1"}
    client.ask("chat", 200, body={"message": "hello"}, headers=headers)
    return headers


def ask_agents(client):
    def decide(operation, name, data):
        if name != "hitl":
            return
        # The run waits for the decision, so it goes on.
        live = client.ask("listLiveRuns", 200).data["runs"]
        assert ("agent", "42", "running") in [(run["kind"], run["user"], run["status"]) for run in live], live
        request = json.loads(data)["requestId"]
        stored = json.loads(client.ask("getApproval", 200, path={"id": request}).data)
        session = {"id": stored["sessionId"]}
        client.ask("getApprovalSignal", 200, path=session)
        client.ask(operation, 200, path={"id": request}, body={"userId": "42"})
        client.ask(operation, 409, path={"id": request}, body={"userId": "42"})
        client.ask(operation, 400, path={"id": request}, body={"userId": ""})
        client.ask("getApprovalSignal", 200, path=session)

    body = {"prompt": "mail", "context": {"itemId": "7"}}
    _, events = client.stream("streamAgent", lambda *event: decide("approveRequest", *event), body=body)
    names = {name for name, _ in events}
    assert {"start", "plan_step", "plan_step_update", "tool_execution", "hitl", "content", "end"} <= names, names
    rejected = client.stream("streamAgentByQuery", lambda *event: decide("rejectRequest", *event),
                             query={"prompt": "mail"})
    assert rejected[1][-1][0] == "end" and "rejected" in rejected[1][-1][1]
    client.ask("approveRequest", 404, path={"id": "req_none"}, body={"userId": "42"})


def ask_work(client):
    client.ask("search", 200, body={"query": "budget", "limit": 3, "since": "2020-01-01"})
    found = client.ask("searchByQuery", 200, query={"q": "budget"})
    assert found.data["results"], "nothing was found"
    client.ask("searchByQuery", 422, query={"q": "budget", "limit": 99})
    begun = client.ask("beginAnalysis", 202, body={"question": "hello", "data": {"q1": 1}})
    _, events = client.stream("joinRun", path={"id": begun.data["runId"]})
    assert {"progress", "task", "result", None} <= {name for name, _ in events}, events
    eventually("tasks", lambda: client.ask("listTasks", 200).data["tasks"])
    task = client.ask("listTasks", 200, query={"size": 1}).data["tasks"][0]["taskId"]
    client.ask("getTask", 200, path={"id": task})
    client.ask("getTask", 404, path={"id": "none"})
    client.ask("makeAutomation", 422, body={"instruction": "hello", "schedule": "never"})
    at_once = client.ask("makeAutomation", 202, body={"instruction": "hello"})
    client.stream("joinRun", path={"id": at_once.data["runId"]})
    weekly = client.ask("makeAutomation", 202, body={"instruction": "hello", "schedule": "0 9 * * 1"})
    client.ask("listAutomations", 200, query={"limit": 5})
    client.ask("getAutomation", 200, path={"id": weekly.data["automationId"]})
    client.ask("cancelAutomation", 200, path={"id": weekly.data["automationId"]})
    eventually("usage", lambda: client.ask("getUsage", 200).data["rows"])


def ask_openai(client):
    messages = [{"role": "user", "content": "hello"}]
    client.ask("createCompletion", 200, body={"messages": messages})
    client.ask("createCompletion", 400, body={"messages": []})
    options = {"stream": True, "stream_options": {"include_usage": True}}
    run, events = client.stream("createCompletion", body={"messages": messages, **options})
    client.ask("getRun", 200, path={"id": run})
    assert len(events) > 3
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    client.ask("createCompletion", 200, body={"messages": [{"role": "user", "content": "weather"}], "tools": tools})
    client.stream("createCompletion", body={
        "messages": [{"role": "user", "content": "weather"}], "tools": tools, "stream": True})
    client.ask("createCompletion", 404, body={"messages": [{"role": "user", "content": "unknown"}]})
    client.ask("createCompletion", 502, body={"messages": [{"role": "user", "content": "break"}]})
    for encoding in ("float", "base64"):
        client.ask("createEmbeddings", 200, body={"input": ["a", "b"], "encoding_format": encoding})
    model = client.ask("listModels", 200)
    client.ask("getModel", 200, path={"model": json.loads(model.body)["data"][0]["id"]})
    client.ask("getModel", 404, path={"model": "a/b"})


def ask_administration(client, port):
    client.ask("getOverview", 200)
    letter = bury(port)
    assert client.ask("listDeadLetters", 200, path={"service": "tasks"}).data["letters"]
    client.ask("retryDeadLetter", 200, path={"service": "tasks", "id": letter})
    client.ask("retryDeadLetter", 404, path={"service": "tasks", "id": letter})
    event = bury_event(port)
    letters = client.ask("listDeadLetters", 200, path={"service": "events"}).data["letters"]
    assert [(letter["id"], letter["kind"]) for letter in letters] == [(event, "MAIL_SENT")], letters
    client.ask("retryDeadLetter", 200, path={"service": "events", "id": event})
    client.ask("listDeadLetters", 404, path={"service": "nobody"})


def ask_as_a_stranger(client, users_token):
    for operation, (_, path, spec) in client.document.operations.items():
        if not spec["security"]:
            continue
        filled = {name: "0123456789abcdefghij" for name in ("id", "service", "model") if "{%s}" % name in path}
        client.ask(operation, 401, path=filled, token="not.a.token")
    client.ask("getOverview", 403, token=users_token)
    client.ask("getHealth", 200, headers={"X-Tenant-ID": ""})
    client.ask("search", 400, body={"query": "a"}, headers={"X-Tenant-ID": ""})
    client.ask("search", 403, body={"query": "a"}, headers={"X-Tenant-ID": "2"})


def main(address, admins_token, users_token, port):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=10)
    connection.request("GET", urllib.parse.urlsplit(address).path + "/openapi.json")
    document = Document(connection.getresponse().read())
    examples = document.check_examples()
    client = Client(address, document, admins_token, "42")
    ask_pages(client)
    ask_chats(client)
    ask_agents(client)
    ask_work(client)
    ask_openai(client)
    ask_administration(client, port)
    ask_as_a_stranger(client, users_token)
    missed = [name for name in document.operations if not {200, 202} & client.checked.get(name, set())]
    assert not missed, f"nobody succeeded with {missed}"
    answers = sum(len(statuses) for statuses in client.checked.values())
    print(f"{len(document.operations)} operations, {examples} examples, {answers} kinds of answers")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
