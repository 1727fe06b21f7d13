"""A model provider that says `t0 t1 t2 …` at a steady pace, over the part of OpenAI's API that the stack uses.

A question of the form `say 200 words, one each 20 ms` is obeyed; all else gets 30 words, one each 5 ms.
GET /requests tells how many completions were asked for.
"""

import asyncio
import json
import re
import signal

COMMAND = re.compile(r"say (\d+) words, one each (\d+) ms")
COUNTS = {"requests": 0}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(payload: dict) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def delta(text: str) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}}]})


async def read_request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return lines[0].split(" ")[1], body


def plan(body: bytes) -> tuple[int, float]:
    messages = json.loads(body).get("messages", [])
    found = COMMAND.search(json.dumps(messages[-1:], ensure_ascii=False))
    return (int(found[1]), int(found[2]) / 1000) if found else (30, 0.005)


async def complete(writer: asyncio.StreamWriter, body: bytes) -> None:
    COUNTS["requests"] += 1
    words, pace = plan(body)
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    for index in range(words):
        writer.write(chunk(delta(f"t{index} ")))
        await writer.drain()
        await asyncio.sleep(pace)
    usage = {"prompt_tokens": 3, "completion_tokens": words, "total_tokens": words + 3}
    end = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    end += event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"
    writer.write(chunk(end) + b"0\r\n\r\n")
    await writer.drain()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            path, body = await read_request(reader)
            if path == "/requests":
                answer = json.dumps(COUNTS).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                    % (len(answer), answer)
                )
            elif path.endswith("/chat/completions"):
                await complete(writer, body)
            else:
                writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the caller went away
    finally:
        writer.close()


async def main() -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    server = await asyncio.start_server(serve, "0.0.0.0", 8080, backlog=1024)
    print("provider: listening on 8080", flush=True)
    await stopped.wait()
    server.close()


asyncio.run(main())
