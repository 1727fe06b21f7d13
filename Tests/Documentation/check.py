"""Checks the documents against the sources. Each function is one check; the last line counts them."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import sources
from checklist import run_all
from markdown import Document, code
from sources import ROOT

READMES = ("README.md", "README.ko.md")
#: Settings that docker-compose.yml has no use for; all others stand in .env.example.
FIXED_IN_CONTAINERS = {
    "AURA_ADMIN_HOST": "the network is the container's own",
    "AURA_ADMIN_PORT": "each service has its usual port",
    "AURA_CONFIG_FILE": ".env is the file",
    "AURA_DATA_DIR": "set by the image",
    "AURA_HTTP_HOST": "the network is the container's own",
    "AURA_HTTP_PORT": "both of DWP's ports; AURA_EDGE_PORT says which they are on the host",
    "AURA_INSTANCE": "the container's name, one for each replica",
    "AURA_TOKEN": "read by the command line alone",
    "AURA_URL": "read by the command line alone",
    "OTEL_SERVICE_NAME": "each service has its own, that of its process",
    "LOG_FILE": "containers log to their standard error",
    "LOG_FILE_BACKUPS": "containers log to their standard error",
    "LOG_FILE_MAX_BYTES": "containers log to their standard error",
}


def documents() -> list[Document]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, text=True, capture_output=True, check=True,
    ).stdout.split()
    paths = sorted({ROOT / name for name in listed if (ROOT / name).exists()})
    assert len(paths) > 5, paths
    return [Document(path) for path in paths]


def shown(document: Document, line: int) -> str:
    return f"{document.path.relative_to(ROOT)}:{line}"


def told(name: str) -> dict[str, str]:
    """The settings of a README's tables, each with its default's cell."""
    found = {}
    for head, *rows in Document(ROOT / name).tables():
        for row in rows:
            names = [each for each in code(row[0]) if re.fullmatch(sources.NAME, each)]
            for each in names:
                assert each not in found, f"{name}: {each} stands there twice"
                found[each] = row[1]
    assert found, f"{name} has no table of settings"
    return found


def no_faults(faults: list[str]) -> None:
    assert not faults, "\n        ".join(faults)


# Settings


def readmes_tell_every_setting_and_no_other() -> None:
    read = sources.settings()
    faults = []
    for name in READMES:
        names = set(told(name))
        faults += [f"{name} lacks {each}" for each in sorted(read - names)]
        faults += [f"{name}: nothing reads {each}" for each in sorted(names - read)]
    no_faults(faults)


def readmes_tell_the_defaults_of_the_sources() -> None:
    faults = []
    for name in READMES:
        cells = told(name)
        for each, default in sorted(sources.defaults().items()):
            words = [word.strip() for word in re.split(r"[,;] ", cells.get(each, ""))]
            # `./data` is told as `data`.
            if each in cells and not {default, default.removeprefix("./")} & set(words):
                faults.append(f"{name}: {each} is {default} in the sources, not {cells[each]}")
    no_faults(faults)


def readmes_agree() -> None:
    english, korean = (told(name) for name in READMES)
    assert list(english) == list(korean), "their settings stand in another order"

    def plain(cell: str) -> list[str]:
        return re.findall(r"(?<![\w.])\d[\d.]*", cell)

    no_faults([
        f"{each}: {english[each]} and {korean[each]}" for each in english if plain(english[each]) != plain(korean[each])
    ])


def the_example_names_every_setting_that_containers_take() -> None:
    example = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))
    read = sources.settings()
    files = (ROOT / "docker-compose.yml", *(ROOT / "deploy").glob("compose.*.yml"))
    taken = {name for path in files for name in re.findall(r"\$\{([A-Z_]+)", path.read_text())}
    faults = [f".env.example lacks {each}" for each in sorted(read - example - set(FIXED_IN_CONTAINERS))]
    faults += [f".env.example: nothing reads {each}" for each in sorted(example - read - taken)]
    faults += [f"{each} is fixed in containers, and no setting any more" for each in FIXED_IN_CONTAINERS if each not in read]
    no_faults(faults)


# Links


def links_lead_somewhere() -> None:
    known = {document.path: document for document in documents()}
    faults = []
    for document in known.values():
        for line, target in document.links():
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (document.path.parent / name).resolve() if name else document.path
            if not path.exists():
                faults.append(f"{shown(document, line)}: there is no {target}")
            elif anchor and (path not in known or anchor not in known[path].anchors()):
                faults.append(f"{shown(document, line)}: {name or 'this page'} has no heading for #{anchor}")
    no_faults(faults)


def every_guide_is_in_the_index() -> None:
    """Or in that of its folder, which the index leads to."""
    known = {document.path: document for document in documents()}
    found, left = set(), [ROOT / "docs/README.md"]
    while left:
        path = left.pop()
        if path in found or path not in known:
            continue
        found.add(path)
        if path.name == "README.md":
            left += [(path.parent / target.split("#")[0]).resolve() for _, target in known[path].links()]
    pages = {path for path in known if (ROOT / "docs") in path.parents}
    no_faults([f"docs/README.md does not lead to {path.relative_to(ROOT)}" for path in sorted(pages - found)])


# Routes


def told_routes(name: str) -> set[tuple[str, str]]:
    """The routes of the first column of a README's table; one without a method has that of the one before."""
    found = set()
    for head, *rows in Document(ROOT / name).tables():
        for row in rows:
            method = ""
            for text in code(row[0]):
                if route := re.fullmatch(r"(?:(GET|POST|PUT|PATCH|DELETE) )?(/\S*)", text):
                    method = route[1] or method
                    assert method, f"{name}: {text} has no method"
                    found.add((method, sources.shape(route[2])))
    assert found, f"{name} has no table of routes"
    return found


def is_meant(told: tuple[str, str], served: tuple[str, str]) -> bool:
    """Whether a route that is told is the one that is served: a word may stand where anything may."""
    parts = list(zip(told[1].split("/"), served[1].split("/")))
    return (
        told[0] == served[0]
        and told[1].count("/") == served[1].count("/")
        and all(one == other or other == "*" for one, other in parts)
    )


def routes_that_are_told_exist() -> None:
    served = sources.routes()
    no_faults([
        f"{name}: there is no {told[0]} {told[1]}"
        for name in READMES for told in sorted(told_routes(name))
        if not any(is_meant(told, each) for each in served)
    ])


def routes_that_exist_are_told() -> None:
    """In README.md's table, or in any of its code; what the page loads for itself need not be."""
    faults = []
    for name in READMES:
        document = Document(ROOT / name)
        words = {sources.shape(word) for line in document.prose.values() for text in code(line) for word in text.split()}
        told = told_routes(name)
        for method, path in sorted(sources.routes()):
            is_told = any(is_meant(each, (method, path)) for each in told) or path in words or path.removesuffix("/*") in words
            if not is_told and not path.startswith("/console/"):
                faults.append(f"{name} does not tell {method} {path}")
    no_faults(faults)


# Verbs


def verbs_exist() -> None:
    verbs, tree = sources.verbs(), sources.commands()
    assert {"up", "down", "test"} <= verbs and {"up", "down"} <= set(tree), (verbs, tree)
    faults = []
    for document in documents():
        for number, line in enumerate(document.lines, 1):
            for program, words in re.findall(r"(\./aura|\baura-cli)((?: [a-z][a-z-]*)+)", line):
                first, *rest = words.split()
                if first not in (verbs if program == "./aura" else tree):
                    # In prose a word may follow that is none: ./aura is, aura-cli does.
                    if program == "./aura" or f"`{program} {first}" in line or line.startswith(f"{program} "):
                        faults.append(f"{shown(document, number)}: {program} has no {first}")
                    continue
                level, path = tree.get(first, {}), first
                for word in rest:
                    if not level:
                        break
                    path += f" {word}"
                    if word not in level:
                        faults.append(f"{shown(document, number)}: {program} has no {path}")
                        break
                    level = level[word]
    no_faults(faults)


def told_verbs(name: str) -> set[str]:
    """The verbs of the first column of a README's table of commands."""
    rows = [row for _, *rows in Document(ROOT / name).tables() for row in rows]
    found = {call[1] for row in rows for text in code(row[0]) if (call := re.match(r"\./aura ([a-z-]+)", text))}
    assert found, f"{name} has no table of commands"
    return found


def verbs_are_told() -> None:
    usage = (ROOT / "aura").read_text().split("<<'TEXT'\n")[1].split("\nTEXT\n")[0]
    faults = [f"./aura's own usage does not tell {verb}" for verb in sorted(sources.verbs()) if f"\n  {verb} " not in f"\n{usage}"]
    for name in READMES:
        told = told_verbs(name)
        faults += [f"{name} has no row for ./aura {verb}" for verb in sorted(sources.verbs() - told)]
        faults += [f"{name}: ./aura has no {verb}" for verb in sorted(told - sources.verbs())]
    no_faults(faults)


# Code


def check_code(language: str, text: str, where: str) -> str | None:
    """What is wrong with some code; nil where nothing is."""
    if language == "python":
        try:
            compile(text, where, "exec")
        except SyntaxError as error:
            return f"{where}: {error}"
    elif language == "json":
        try:
            json.loads(text)
        except ValueError as error:
            return f"{where}: {error}"
    elif language in ("sh", "bash", "js", "javascript"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("code.mjs" if language.startswith("j") else "code.sh")
            path.write_text(text)
            command = ["node", "--check"] if language.startswith("j") else ["bash", "-n"]
            done = subprocess.run([*command, str(path)], text=True, capture_output=True)
            if done.returncode != 0:
                return f"{where}: {done.stderr.strip().replace(str(path), 'line')}"
    return None


def code_can_be_read() -> None:
    faults, count, skipped = [], 0, 0
    for document in documents():
        for block in document.blocks:
            if block.language in ("js", "javascript") and not shutil.which("node"):
                skipped += 1
                continue
            count += 1
            faults.append(check_code(block.language, block.text, shown(document, block.line)))
    for path in (ROOT / "docs").rglob("*"):
        language = {".py": "python", ".js": "js", ".json": "json", ".sh": "sh"}.get(path.suffix)
        if language == "js" and not shutil.which("node"):
            skipped += 1
        elif language:
            count += 1
            faults.append(check_code(language, path.read_text(), str(path.relative_to(ROOT))))
    assert count > 10, count
    if skipped:
        print(f"        node is missing: {skipped} pieces of JavaScript were not looked at", file=sys.stderr)
    no_faults([fault for fault in faults if fault])


CHECKS = [
    readmes_tell_every_setting_and_no_other,
    readmes_tell_the_defaults_of_the_sources,
    readmes_agree,
    the_example_names_every_setting_that_containers_take,
    links_lead_somewhere,
    every_guide_is_in_the_index,
    routes_that_are_told_exist,
    routes_that_exist_are_told,
    verbs_exist,
    verbs_are_told,
    code_can_be_read,
]


if __name__ == "__main__":
    sys.exit(run_all(CHECKS))
