"""Reads as much of Markdown as the checks need: fences, links, headings, tables."""

import re
from pathlib import Path
from typing import Iterator, NamedTuple

FENCE = re.compile(r"^( *)(`{3,}|~{3,})\s*(\w*)")


class Block(NamedTuple):
    line: int
    language: str
    text: str


class Document:
    def __init__(self, path: Path):
        self.path = path
        self.lines = path.read_text().splitlines()
        self.blocks: list[Block] = []
        #: The lines outside fences, by their numbers.
        self.prose: dict[int, str] = {}
        self._read()

    def _read(self) -> None:
        mark, start, language, indent, inside = "", 0, "", 0, []
        for number, line in enumerate(self.lines, 1):
            found = FENCE.match(line)
            if not mark and found:
                mark, start, language, indent, inside = found[2], number, found[3], len(found[1]), []
            elif mark and line.strip().startswith(mark) and not line.strip().strip(mark[0]):
                self.blocks.append(Block(start, language, "\n".join(inside) + "\n"))
                mark = ""
            elif mark:
                inside.append(line[indent:] if not line[:indent].strip() else line)
            else:
                self.prose[number] = line
        assert not mark, f"{self.path}:{start}: the fence is never closed"

    def links(self) -> Iterator[tuple[int, str]]:
        """Line and target of every link and image."""
        for number, line in self.prose.items():
            # What stands in code is no link.
            for found in re.finditer(r"\]\(<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\)", re.sub(r"(`+).*?\1", "", line)):
                yield number, found[1]

    def anchors(self) -> set[str]:
        """What `#…` may name: the headings as GitHub writes them into addresses."""
        found: dict[str, int] = {}
        names = set()
        for line in self.prose.values():
            if heading := re.match(r"#{1,6}\s+(.*?)\s*#*$", line):
                text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1])
                slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
                count = found.get(slug, 0)
                found[slug] = count + 1
                names.add(f"{slug}-{count}" if count else slug)
            names.update(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
        return names

    def tables(self) -> list[list[list[str]]]:
        """The rows of each table, without that of dashes; the first is its head."""
        tables: list[list[list[str]]] = []
        last = 0
        for number, line in self.prose.items():
            if not line.startswith("|"):
                continue
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if number != last + 1:
                tables.append([])
            last = number
            if not all(set(cell) <= set("-: ") for cell in cells):
                tables[-1].append(cells)
        return tables


def code(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)
