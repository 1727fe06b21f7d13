"""Stands in for DWP: keeps AgentTasks, and takes the mails that tools send."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Backend:
    def __init__(self):
        self.tasks = {}
        self.mails = []
        backend = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                backend._take(self)

            do_GET = do_PATCH = do_DELETE = do_POST

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _take(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        path = handler.path.split("?")[0]
        status, data = 200, None
        parts = path.removeprefix("/api/main/agent/tasks").strip("/").split("/")
        if path == "/api/mail/messages":
            self.mails.append({"body": json.loads(body), "key": handler.headers.get("Idempotency-Key")})
            data = {"mailId": len(self.mails)}
        elif path == "/api/main/agent/tasks" and handler.command == "POST":
            status, data = 201, {**json.loads(body), "taskId": str(uuid.uuid4()), "status": "REQUESTED", "progress": 0}
            data.pop("inputData", None)
            self.tasks[data["taskId"]] = data
        elif path == "/api/main/agent/tasks":
            data = {"content": list(self.tasks.values()), "totalElements": len(self.tasks), "number": 0, "size": 20}
        elif path.startswith("/api/main/agent/tasks/") and parts[0] in self.tasks:
            data = self.tasks[parts[0]]
            act = parts[1] if len(parts) > 1 else ""
            if act == "start":
                data.update(status="IN_PROGRESS", startedAt="2026-02-01T09:30:00")
            elif act == "progress":
                data.update(json.loads(body))
            elif act == "complete":
                data.update(status="COMPLETED", progress=100, resultData=body.decode())
            elif act == "fail":
                data.update(status="FAILED")
        else:
            status = 404
        answer = {"status": "SUCCESS" if status < 400 else "ERROR", "success": status < 400, "message": "",
                  "timestamp": "2026-02-01T09:30:00", "data": data}
        if status >= 400:
            answer["errorCode"] = "E1004"
        text = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)
