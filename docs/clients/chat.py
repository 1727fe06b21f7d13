#!/usr/bin/env python3
"""Asks Aura and prints the answer while it comes. Needs nothing but Python 3.9.

usage: AURA_TOKEN=… chat.py QUESTION

AURA_URL      where Aura is; http://127.0.0.1:8000, or the gateway's http://HOST:8080/api/aura
AURA_TENANT   the token's tenant; 1
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

# Seconds before the next attempt; an event that arrives begins the list anew.
PAUSES = (0.25, 0.5, 1, 2, 4, 8, 8, 8)
# Seconds of silence after which a connection counts as lost: Aura sends a comment every 15.
SILENCE = 45
# Answers after which the same request may succeed.
PASSING = {429, 502, 503, 504}
# The tenant's tokens of the day are used up: a 429 that passes at midnight only.
USED_UP = "E4291"


class AuraError(Exception):
    """Why there is no answer, or no more of it."""

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class Connection(Exception):
    """The connection was lost, or there is no answer yet; the run goes on."""

    def __init__(self, refusal=None):
        super().__init__(refusal)
        self.refusal = refusal


class Chat:
    """One answer, over as many connections as it takes."""

    def __init__(self, url, token, tenant="1"):
        self.url = url.rstrip("/")
        self.headers = {"Authorization": f"Bearer {token}", "X-Tenant-ID": tenant}
        self.run = None
        self.cursor = None

    def ask(self, question, **options):
        """Yields what happens, each thing once:

        ("text", str)       the next words
        ("restarted", {})   another worker begins anew: all words so far are void
        ("resync", {…})     its `text` takes the place of all words so far
        (name, {…})         other named events, such as `sources`
        """
        body = json.dumps({"message": question, **options}).encode()
        # With this key a POST that is repeated joins the run that the first one made.
        key = uuid.uuid4().hex
        seen = set()
        attempt = 0
        refusal = None
        while True:
            try:
                for event in self._events(body, key):
                    if event["id"]:
                        if event["id"] in seen:
                            continue
                        seen.add(event["id"])
                        self.cursor = event["id"]
                    attempt, refusal = 0, None
                    if event["name"] == "message" and event["data"] == "[DONE]":
                        return
                    if event["name"] == "message":
                        yield "text", event["data"]
                        continue
                    data = json.loads(event["data"])
                    if event["name"] != "error":
                        yield event["name"], data
                    elif data["errorType"] == "ServerShutdown":
                        break
                    else:
                        raise AuraError(data["errorType"], data["message"])
            except Connection as lost:
                refusal = lost.refusal or refusal
            # A stream that ended without [DONE] was cut.
            if attempt == len(PAUSES):
                raise refusal or AuraError("ConnectionLost", "Aura cannot be reached")
            time.sleep(PAUSES[attempt])
            attempt += 1

    def stop(self):
        """Ends the run; without it the run ends by itself a while after its last viewer has gone."""
        if self.run:
            self._open("DELETE", f"/runs/{self.run}").close()

    def _events(self, body, key):
        if self.run:
            headers = {"Last-Event-ID": self.cursor} if self.cursor else {}
            response = self._open("GET", f"/runs/{self.run}/stream", headers=headers)
        else:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            response = self._open("POST", "/chat/stream", body, headers)
        with response:
            self.run = response.headers.get("X-Run-ID") or self.run
            yield from events(lines(response))

    def _open(self, method, path, body=None, headers=None):
        request = urllib.request.Request(
            self.url + path, body, {"Accept": "text/event-stream", **self.headers, **(headers or {})}, method=method
        )
        try:
            return urllib.request.urlopen(request, timeout=SILENCE)
        except urllib.error.HTTPError as error:
            code, message = told_in(error)
            refusal = AuraError(error.code, message)
            if error.code in PASSING and code != USED_UP:
                raise Connection(refusal) from error
            raise refusal from error
        except (OSError, http.client.HTTPException) as error:
            raise Connection() from error


def lines(response):
    """The lines of a stream, until it ends or is cut."""
    while True:
        try:
            line = response.readline()
        except (OSError, http.client.HTTPException):
            return
        if not line.endswith(b"\n"):
            return
        yield line.rstrip(b"\r\n").decode()


def events(lines):
    """Server-sent events, as WHATWG HTML, section 9.2.6, reads them; what was not ended by an empty line is dropped."""
    name, identifier, data = "message", None, []
    for line in lines:
        if not line:
            if data:
                yield {"name": name, "id": identifier, "data": "\n".join(data)}
            name, identifier, data = "message", None, []
            continue
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
        elif field == "id":
            identifier = value


def told_in(answer):
    """The code and the message in an error's body; gateways send other JSON, or none."""
    try:
        told = json.loads(answer.read())
        return told.get("errorCode"), told["message"]
    except (ValueError, LookupError, AttributeError, OSError, http.client.HTTPException):
        return None, "no reason given"


def main():
    if len(sys.argv) != 2 or "AURA_TOKEN" not in os.environ:
        sys.exit(__doc__)
    chat = Chat(
        os.environ.get("AURA_URL", "http://127.0.0.1:8000"), os.environ["AURA_TOKEN"], os.environ.get("AURA_TENANT", "1")
    )
    try:
        for name, value in chat.ask(sys.argv[1]):
            if name == "text":
                print(value, end="", flush=True)
            elif name == "restarted":
                print("\n[The answer begins anew.]")
            elif name == "resync":
                print("\n[The answer so far:]\n" + value["text"], end="", flush=True)
        print()
    except KeyboardInterrupt:
        chat.stop()
        sys.exit(130)
    except AuraError as error:
        print()
        sys.exit(f"chat.py: {error}")


if __name__ == "__main__":
    main()
