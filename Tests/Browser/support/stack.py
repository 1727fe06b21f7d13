"""The product's processes with a Redis, a provider and a backend of their own."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

from .backend import Backend
from .provider import Provider
from .relay import Relay

ROOT = pathlib.Path(__file__).resolve().parents[3]
SECRET = "a secret of the browser's tests, long enough"
TOOLS = {
    "tools": [
        {
            "name": "send_mail",
            "description": "Sends a mail in the user's name.",
            "parameters": {
                "type": "object",
                "properties": {
                    "to": {"type": "string"}, "subject": {"type": "string"}, "amount": {"type": "integer"},
                },
                "required": ["to", "subject"],
            },
            "method": "POST",
            "path": "/api/mail/messages",
            "requiresApproval": True,
        }
    ]
}


def wait_for(what, condition, seconds=20):
    """Waits until a condition gives something true, and gives that back."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} never came")
        time.sleep(0.03)


given_ports = set()


def free_port():
    """A port that nothing listens on, and that was not given before."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        if port not in given_ports:
            given_ports.add(port)
            return port


class Stack:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="aura-browser-"))
        self.binaries = pathlib.Path(os.environ.get("AURA_BINARIES", ROOT / ".build/debug"))
        self.processes = []
        self.provider = Provider()
        self.backend = Backend()
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        self.redis_port = free_port()
        self._run("redis", [
            "redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(self.folder),
        ], {})
        wait_for("Redis", lambda: self._answers(self.redis_port))
        tools = self.folder / "tools.json"
        tools.write_text(json.dumps(TOOLS))
        self.port = free_port()
        common = {
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}",
            "JWT_SECRET": SECRET,
            "AURA_ENV": "development",
            "AURA_ADMIN_HOST": "127.0.0.1",
            "AURA_HTTP_HOST": "127.0.0.1",
            "AURA_HTTP_PORT": str(self.port),
            "AURA_DATA_DIR": str(self.folder / "data"),
            "AURA_TOOLS_FILE": str(tools),
            "DWP_GATEWAY_URL": self.backend.url,
            # A machine that is busy for a second takes no documents from an answer, and no Redis from a request.
            "AURA_RAG_TIMEOUT": "10",
            "REDIS_COMMAND_TIMEOUT_MS": "10000",
            "LOG_LEVEL": "info",
        }
        model = {"OPENAI_BASE_URL": self.provider.url, "OPENAI_API_KEY": "sk-browser", "OPENAI_MODEL": "scripted"}
        ready = []
        for name in ("aura-llm", "aura-indexer", "aura-tasks", "aura-gateway-edge"):
            admin = free_port()
            ready.append(admin)
            own = {"AURA_ADMIN_PORT": str(admin), "AURA_INSTANCE": name, **(model if name == "aura-llm" else {})}
            self._run(name, [str(self.binaries / name)], {**common, **own})
        for admin in ready:
            wait_for(f"readiness on port {admin}", lambda: self._is_ready(admin))
        self.relay = Relay(self.port)
        self.url = f"http://127.0.0.1:{self.relay.port}"

    def close(self):
        if hasattr(self, "relay"):
            self.relay.close()
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.provider.close()
        self.backend.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name, command, environment):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment}
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    def _answers(self, port):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    def _is_ready(self, port):
        for process in self.processes:
            if process.poll() is not None:
                logs = "\n".join(path.read_text()[-1500:] for path in self.folder.glob("*.log"))
                raise AssertionError(f"{process.args[0]} ended with {process.returncode}\n{logs}")
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2).status == 200
        except (OSError, urllib.error.URLError):
            return False

    # What tests do beside the browser

    def redis(self, *words):
        """Sends one command and gives back its reply's bytes."""
        with socket.create_connection(("127.0.0.1", self.redis_port), 5) as connection:
            parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
            connection.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
            return connection.recv(65536)

    def token(self, tenant="1", user="42", role="user", lifetime=3600):
        def part(value):
            return base64.urlsafe_b64encode(value).rstrip(b"=")

        now = int(time.time())
        claims = {"sub": user, "tenant_id": tenant, "role": role, "iat": now, "exp": now + lifetime}
        message = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
        return (message + b"." + part(hmac.digest(SECRET.encode(), message, hashlib.sha256))).decode()

    def request(self, method, path, body=None, tenant="1", user="42", role="user"):
        """Sends one request to the edge; gives back its status and JSON."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token(tenant, user, role)}", "X-Tenant-ID": tenant, "X-User-ID": user,
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def publish_mail(self, number, subject, body, tenant="1"):
        """Lets a mail be indexed, and returns when a search finds it."""
        event = {
            "eventId": str(uuid.uuid4()), "eventType": "MAIL_SENT", "source": "mail-service", "tenantId": tenant,
            "userId": "42", "data": {"mailId": number, "subject": subject, "body": body, "recipientCount": 3},
            "timestamp": "2026-02-01T09:30:00.12", "metadata": None,
        }
        self.redis("XADD", "aura:events", "*", "event", json.dumps(event, ensure_ascii=False))

        wait_for(f"mail {number} in the index", lambda: self.finds(subject, f"mail_{number}", tenant))

    def finds(self, text, document, tenant="1"):
        """Whether a search for a text has a document among its results."""
        status, answer = self.request("POST", "search", {"query": text}, tenant=tenant)
        return status == 200 and any(hit["id"] == document for hit in answer["data"]["results"])
