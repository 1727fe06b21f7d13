"""A client of Aura-Platform: tokens, requests, and streams that come back after a cut."""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time


def until(what: str, probe, seconds: float = 60.0):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)


def text_of(words: int) -> str:
    """What the provider says in all."""
    return "".join(f"t{index} " for index in range(words))


class Caller:
    """A person with a token, in one tenant."""

    def __init__(self, secret: str, user: str = "42", tenant: str = "1"):
        def part(value: dict) -> bytes:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

        now = int(time.time())
        claims = {"sub": user, "tenant_id": tenant, "role": "user", "iat": now, "exp": now + 3600}
        signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        token = (signed + b"." + base64.urlsafe_b64encode(digest).rstrip(b"=")).decode()
        self.headers = {
            "Authorization": f"Bearer {token}",
            "X-Tenant-ID": tenant,
            "Content-Type": "application/json",
        }

    def request(self, port: int, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, self.headers)
            answer = connection.getresponse()
            content = answer.read()
            is_json = answer.headers.get_content_type() == "application/json"
            return answer.status, json.loads(content) if is_json else {}
        finally:
            connection.close()

    def is_answered(self, port: int, path: str) -> bool:
        try:
            return self.request(port, "GET", path)[0] == 200
        except (OSError, http.client.HTTPException, ValueError):
            return False


class Refused(OSError):
    """Nobody can take the question now; nothing was begun."""


class Stream(threading.Thread):
    """One question's answer, read by a thread of its own.

    With `comes_back`, a cut connection and a server that stops are followed by a new request with the last event's id,
    as a browser's EventSource does it.
    """

    def __init__(self, caller: Caller, port: int, message: str, last: str | None = None, comes_back: bool = False):
        super().__init__(daemon=True)
        self.caller, self.port, self.message, self.comes_back = caller, port, message, comes_back
        self.last = last
        self.text = ""
        self.names: list[str] = []
        self.errors: list[str] = []
        self.cuts = 0
        self.is_done = False
        self.run_id: str | None = None
        self.connection: http.client.HTTPConnection | None = None
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        while True:
            before = len(self.errors)
            try:
                self.is_done = self.read_once()
            except Refused as error:
                if time.monotonic() < began + (90 if self.comes_back else 5):
                    time.sleep(0.2)
                    continue
                self.errors.append(str(error))
            except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
                self.errors.append(f"cut: {type(error).__name__} {error}")
            shut = self.is_done and "ServerShutdown" in self.errors[before:]
            if self.is_done and not shut:
                return
            if not self.comes_back or time.monotonic() > began + 90:
                return
            # Without an id nothing was begun that could be joined; the question is asked again.
            self.cuts += 1
            self.is_done = False
            del self.errors[before:]
            time.sleep(0.05)

    def read_once(self) -> bool:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = dict(self.caller.headers, Accept="text/event-stream")
        if self.last:
            headers["Last-Event-ID"] = self.last
        self.connection.request("POST", "/chat/stream", json.dumps({"message": self.message, "rag": False}), headers)
        answer = self.connection.getresponse()
        if answer.status != 200:
            raise (Refused if answer.status == 503 else OSError)(f"status {answer.status}: {answer.read(300)!r}")
        self.run_id = answer.headers["X-Run-ID"]
        name, data, identifier = None, [], None
        while line := answer.readline():
            line = line.rstrip(b"\n")
            if line.startswith(b"data: "):
                data.append(line[6:].decode())
            elif line.startswith(b"event: "):
                name = line[7:].decode()
            elif line.startswith(b"id: "):
                identifier = line[4:].decode()
            elif not line and data:
                if identifier:
                    self.last = identifier
                if self.take(name, "\n".join(data)):
                    return True
                name, data, identifier = None, [], None
        raise OSError("ended without [DONE]")

    def take(self, name: str | None, data: str) -> bool:
        if name is None and data == "[DONE]":
            return True
        if name is None:
            self.text += data
        else:
            self.names.append(name)
        if name == "restarted":
            self.text = ""
        if name == "resync":
            self.text = json.loads(data)["text"]
        if name == "error":
            self.errors.append(json.loads(data)["errorType"])
        return False

    def has(self, words: int) -> "Stream":
        """Waits until that many words came."""
        until(f"{words} words", lambda: self.text.count(" ") >= words or not self.is_alive())
        assert self.text.count(" ") >= words, self
        return self

    def hang_up(self) -> None:
        sock = self.connection.sock if self.connection else None
        if sock:
            sock.shutdown(2)
        self.join(10)

    def rest(self, seconds: float = 90) -> "Stream":
        self.join(seconds)
        assert not self.is_alive(), f"still going on: {self}"
        return self

    def expect(self, words: int) -> "Stream":
        """Waits for the end and holds the whole to what the provider said."""
        self.rest()
        assert self.is_done and not self.errors, self
        assert self.text == text_of(words), self
        return self

    def __str__(self) -> str:
        return (
            f"stream {self.run_id} done={self.is_done} events={self.names} errors={self.errors} cuts={self.cuts} "
            f"text={self.text[:40]!r}…{self.text[-40:]!r} ({self.text.count(' ')} words)"
        )


class Load:
    """Callers who ask again as soon as they are answered, until told to stop."""

    def __init__(self, callers: list[Caller], port: int, message: str, words: int, comes_back: bool):
        self.words = words
        self.streams: list[Stream] = []
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self.ask, args=(caller, port, message, comes_back), daemon=True)
            for caller in callers
        ]
        for thread in self.threads:
            thread.start()

    def ask(self, caller: Caller, port: int, message: str, comes_back: bool) -> None:
        while not self.is_over.is_set():
            stream = Stream(caller, port, message, comes_back=comes_back)
            with self.lock:
                self.streams.append(stream)
            stream.join(90)

    def finished(self) -> int:
        with self.lock:
            return sum(not stream.is_alive() for stream in self.streams)

    def completes(self, more: int) -> None:
        """Waits until that many more answers have ended."""
        goal = self.finished() + more
        until(f"{more} more answers", lambda: self.finished() >= goal, 90)

    def end(self) -> list[Stream]:
        self.is_over.set()
        for thread in self.threads:
            thread.join(100)
        for stream in self.streams:
            stream.expect(self.words)
        return self.streams

    def __enter__(self) -> "Load":
        return self

    def __exit__(self, *_) -> None:
        self.is_over.set()
