"""Uses the official OpenAI client against an edge as a user's program would, and ends with 0 where all is well.

usage: openai_client.py BASE_URL TOKEN
"""

import json
import sys

import openai

base_url, token = sys.argv[1:]
client = openai.OpenAI(base_url=base_url, api_key=token, max_retries=0, timeout=30)
hello = [{"role": "user", "content": "hello"}]
weather = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "What the weather is",
        "parameters": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]},
    },
}


def raised(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def a_whole_answer():
    answer = client.chat.completions.create(model="m-1", messages=hello)
    assert answer.object == "chat.completion"
    assert answer.id.startswith("chatcmpl-")
    assert answer.created > 1_700_000_000
    assert answer.model == "m-1"
    assert len(answer.choices) == 1
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content == "t0 t1 t2 "
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (3, 5, 8)


def a_stream():
    chunks = list(client.chat.completions.create(model="m-1", messages=hello, stream=True))
    assert len({chunk.id for chunk in chunks}) == 1
    assert all(chunk.object == "chat.completion.chunk" for chunk in chunks)
    assert chunks[0].choices[0].delta.role == "assistant"
    # Words that came together are one chunk.
    assert "".join(chunk.choices[0].delta.content for chunk in chunks[1:-1]) == "t0 t1 t2 "
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert all(chunk.usage is None for chunk in chunks)


def a_stream_with_usage():
    chunks = list(
        client.chat.completions.create(
            model="m-1", messages=hello, stream=True, stream_options={"include_usage": True}
        )
    )
    assert all(chunk.usage is None for chunk in chunks[:-1])
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens == 8


def a_stream_through_the_clients_own_assembly():
    with client.chat.completions.stream(model="m-1", messages=hello, tools=[]) as stream:
        stream.until_done()
        answer = stream.get_final_completion()
    assert answer.choices[0].message.content == "t0 t1 t2 "


def tools_called_and_answered():
    messages = [{"role": "user", "content": "weather"}]
    answer = client.chat.completions.create(model="m-1", messages=messages, tools=[weather], tool_choice="auto")
    assert answer.choices[0].finish_reason == "tool_calls"
    message = answer.choices[0].message
    assert message.content is None
    assert [call.function.name for call in message.tool_calls] == ["weather", "weather"]
    assert [json.loads(call.function.arguments) for call in message.tool_calls] == [{"town": "서울"}, {"town": "Bonn"}]
    assert len({call.id for call in message.tool_calls}) == 2

    with client.chat.completions.stream(model="m-1", messages=messages, tools=[weather]) as stream:
        stream.until_done()
        streamed = stream.get_final_completion().choices[0].message
    assert [call.function.arguments for call in streamed.tool_calls] == [
        call.function.arguments for call in message.tool_calls
    ]
    # The second is given one by us, since its provider gave it none.
    assert streamed.tool_calls[0].id == message.tool_calls[0].id == "call_a"
    assert streamed.tool_calls[1].id.startswith("call_")

    messages.append(message.model_dump(exclude_none=True))
    for call in message.tool_calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": "sunny"})
    answer = client.chat.completions.create(model="m-1", messages=messages, tools=[weather])
    assert answer.choices[0].message.content == "sunny sunny"


def what_is_passed_on_and_what_is_not():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "echo"}, picture]}]
    schema = {"type": "object", "properties": {"z": {"type": "string"}, "a": {"type": "number"}}}
    sent = {
        "messages": messages,
        "temperature": 0.1,
        "top_p": 0.25,
        "max_tokens": 7,
        "stop": ["x", "y"],
        "seed": 11,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": schema}},
    }
    answer = client.chat.completions.create(
        model="aura", user="u", metadata={"a": "b"}, store=True, extra_body={"later": 1}, **sent
    )
    text = answer.choices[0].message.content
    got = json.loads(text)
    assert got == {**sent, "model": "gpt-4", "stream": True, "stream_options": {"include_usage": True}}, got
    # The order of a schema's fields means something to models.
    assert text.index('"z"') < text.index('"a"')


def embeddings():
    texts = [f"t{number}" for number in range(70)]
    answer = client.embeddings.create(model="m-embed", input=texts)
    assert [item.index for item in answer.data] == list(range(70))
    for number, item in enumerate(answer.data):
        assert len(item.embedding) == 2
        assert abs(item.embedding[0] * 10 - item.embedding[1] * number) < 1e-4
    assert answer.model == "m-embed"
    plain = client.embeddings.create(model="m-embed", input="t3", encoding_format="float")
    assert abs(plain.data[0].embedding[0] - answer.data[3].embedding[0]) < 1e-6
    one = client.embeddings.create(model="aura", input=f"new {base_url}")
    assert one.usage.prompt_tokens == 1
    error = raised(openai.NotFoundError, lambda: client.embeddings.create(model="other", input="a"))
    assert error.code == "model_not_found"
    raised(openai.BadRequestError, lambda: client.embeddings.create(model="m-embed", input=[[1, 2]]))
    raised(openai.BadRequestError, lambda: client.embeddings.create(model="m-embed", input="t3", dimensions=5))


def models():
    assert [model.id for model in client.models.list()] == ["gpt-4", "m-embed"]
    assert client.models.retrieve("gpt-4").owned_by == "openai"
    assert raised(openai.NotFoundError, lambda: client.models.retrieve("none")).code == "model_not_found"


def errors_of_the_client():
    stranger = client.with_options(api_key="x")
    error = raised(openai.AuthenticationError, lambda: stranger.models.list())
    assert error.code == "invalid_api_key"
    chat = client.chat.completions
    error = raised(openai.BadRequestError, lambda: chat.create(model="m-1", messages=hello, n=2))
    assert error.param == "n"
    foreign = client.with_options(default_headers={"X-Tenant-ID": "2"})
    raised(openai.PermissionDeniedError, lambda: foreign.chat.completions.create(model="m-1", messages=hello))
    large = [{"role": "user", "content": "x" * (1 << 20)}]
    error = raised(openai.APIStatusError, lambda: chat.create(model="m-1", messages=large))
    assert error.status_code == 413 and "1048576" in error.message
    raised(openai.NotFoundError, lambda: client.get("/nothing", cast_to=object))


def errors_of_the_provider():
    def asking(text, **more):
        messages = [{"role": "user", "content": text}]
        return client.chat.completions.create(model="m-1", messages=messages, **more)

    raised(openai.BadRequestError, lambda: asking("refuse"))
    assert raised(openai.NotFoundError, lambda: asking("unknown")).code == "model_not_found"
    error = raised(openai.InternalServerError, lambda: asking("break"))
    assert error.status_code == 502
    seen = []

    def read():
        for chunk in asking("break", stream=True):
            seen.append(chunk.choices[0].delta.content)

    raised(openai.APIError, read)
    assert seen == ["", "half"]


def one_stream_too_many():
    def hang():
        messages = [{"role": "user", "content": "hang"}]
        return client.chat.completions.create(model="m-1", messages=messages, stream=True)

    streams = [hang(), hang()]
    error = raised(openai.RateLimitError, hang)
    assert error.code == "rate_limit_exceeded"
    for stream in streams:
        stream.close()


for check in [
    a_whole_answer,
    a_stream,
    a_stream_with_usage,
    a_stream_through_the_clients_own_assembly,
    tools_called_and_answered,
    what_is_passed_on_and_what_is_not,
    embeddings,
    models,
    errors_of_the_client,
    errors_of_the_provider,
    one_stream_too_many,
]:
    check()
    print(check.__name__, flush=True)
