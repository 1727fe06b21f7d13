"""A page with the client snippets, and a proxy to the edge that stands where the DWP gateway or a company's proxy would."""

import http.client
import pathlib
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CLIENTS = pathlib.Path(__file__).resolve().parents[3] / "docs/clients"
PAGE = b"""<!doctype html>
<html lang="en"><title>Clients</title><link rel="icon" href="data:,">
<script type="module">
import * as fetching from "/clients/fetch.js";
import * as sources from "/clients/eventsource.js";
Object.assign(window, { fetching, sources });
document.documentElement.dataset.ready = "";
</script></html>"""


class Site:
    """Serves `/`, `/clients/…` and, as `/api/aura/…`, the edge. A cookie `token` becomes the headers that the edge wants."""

    def __init__(self, edge):
        #: Method, path and Last-Event-ID of every request to the edge.
        self.requests = []
        #: What the next requests are answered with in the edge's place: a status and the body's bytes.
        self.script = []
        self._edge = edge
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site._take(self)

            do_POST = do_DELETE = do_GET

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def resumes(self):
        """The cursors with which runs were joined again."""
        return [cursor for method, path, cursor in self.requests if method == "GET" and path.endswith("/stream")]

    def _take(self, handler):
        try:
            if handler.path.startswith("/api/aura/"):
                self._forward(handler)
            elif handler.path.startswith("/clients/"):
                script = CLIENTS / pathlib.PurePosixPath(handler.path).name
                self._answer(handler, 200, "text/javascript", script.read_bytes())
            else:
                self._answer(handler, 200, "text/html; charset=utf-8", PAGE)
        except OSError:
            pass

    @staticmethod
    def _answer(handler, status, kind, body):
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        if kind == "text/event-stream":
            handler.send_header("X-Run-ID", "scripted")
        handler.end_headers()
        handler.wfile.write(body)

    def _forward(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.requests.append((handler.command, handler.path.split("?")[0], handler.headers.get("Last-Event-ID")))
        if self.script:
            status, answer = self.script.pop(0)
            kind = "text/event-stream" if status == 200 else "application/json"
            return self._answer(handler, status, kind, answer)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection")}
        cookie = SimpleCookie(handler.headers.get("Cookie", "")).get("token")
        if cookie and "Authorization" not in headers:
            headers |= {"Authorization": f"Bearer {cookie.value}", "X-Tenant-ID": "1"}
        edge = http.client.HTTPConnection("127.0.0.1", self._edge, timeout=60)
        try:
            edge.request(handler.command, handler.path.removeprefix("/api"), body or None, headers)
            answer = edge.getresponse()
            handler.send_response(answer.status)
            for name in ("Content-Type", "X-Run-ID", "Cache-Control"):
                if value := answer.headers.get(name):
                    handler.send_header(name, value)
            handler.end_headers()
            while part := answer.read1(65536):
                handler.wfile.write(part)
        finally:
            edge.close()
