"""An MCP server with the official SDK, as the counterpart of one test.

usage: mcp_server.py PORT json|sse
"""

import sys

from mcp.server.fastmcp import FastMCP
from mcp.types import ImageContent, TextContent, ToolAnnotations

port, answers = int(sys.argv[1]), sys.argv[2]
server = FastMCP("counterpart", host="127.0.0.1", port=port, json_response=answers == "json")


@server.tool(annotations=ToolAnnotations(readOnlyHint=True))
def add(a: int, b: int) -> str:
    """Adds two whole numbers."""
    return str(a + b)


@server.tool()
def note(text: str) -> str:
    """Keeps a note."""
    return f"kept: {text}"


@server.tool(annotations=ToolAnnotations(idempotentHint=True))
def show() -> list:
    """Shows a picture."""
    return [
        TextContent(type="text", text="그림입니다"),
        ImageContent(type="image", data="aGVsbG8h", mimeType="image/png"),
    ]


@server.tool()
def fail() -> str:
    """Always fails."""
    raise ValueError("nothing to give")


server.run(transport="streamable-http")
