"""Reads from the sources what the documents tell: settings, routes, verbs."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"


def swift(*folders: str) -> dict[Path, str]:
    """The text of the Swift files, without the lines of comments."""
    return {
        path: re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.swift"))
    }


def settings() -> set[str]:
    """Every setting that a process or the command line reads.

    Known are the names that go into an accessor of `Settings` or into an environment, the keys of readers scoped to a
    prefix, and whatever else is written like one of these families: `AURA_…`, `LOG_…`.
    """
    files = swift("Services", "Shared", "Tools/aura-cli")
    text = "\n".join(files.values())
    accessors = set(re.findall(r"func (\w+)(?:<\w+>)?\(\s*_ name: String", text))
    assert {"string", "secret", "int", "seconds"} <= accessors, f"the accessors of Settings: {accessors}"
    names = set(re.findall(rf"\.(?:{'|'.join(sorted(accessors))})\(\s*\"({NAME})\"", text))
    names |= set(re.findall(rf"[eE]nvironment\[\"({NAME})\"\]", text))
    names |= scoped(files)
    families = {name.split("_")[0] for name in names}
    return names | {name for name in re.findall(rf"\"({NAME})\"", text) if name.split("_")[0] in families}


def scoped(files: dict[Path, str]) -> set[str]:
    """The settings of types that read their own keys below a prefix."""
    names = set()
    uses = {use for text in files.values() for use in re.findall(r"(\w+)\(reader: [\w.]*\bscoped\(to: \"(\w+)\"\)", text)}
    assert uses, "no reader is scoped any more"
    for kind, scope in uses:
        for text in files.values():
            if re.search(rf"\b(?:extension|struct) {kind}\b", text) and "ConfigReader" in text:
                for key in re.findall(r"forKey: \"(\w+)\"", text):
                    words = re.sub("([a-z0-9])([A-Z])", r"\1_\2", key)
                    names.add(f"{scope}_{words}".upper())
    return names


def defaults() -> dict[str, str]:
    """The default of each setting whose default is written out where it is read."""
    found = {}
    for text in swift("Services", "Shared").values():
        for name, value in re.findall(rf"\(\s*\"({NAME})\",\s*default: ([^,()]+(?:\([\d.]+\))?)", text):
            if number := re.fullmatch(r"(?:\.seconds\()?([\d_]+(?:\.\d+)?)\)?", value.strip()):
                found[name] = number[1].replace("_", "")
            elif words := re.fullmatch(r"\"([^\"]+)\"|(true|false)", value.strip()):
                found[name] = words[1] or words[2]
    return found


def routes() -> set[tuple[str, str]]:
    """Method and path of every route of the edge, with `*` for what varies."""
    text = "\n".join(swift("Services/gateway-edge").values())
    found = re.findall(r"\brouter\.(get|post|put|patch|delete)(?:OrHead)?\(\s*\"([^\"]*)\"", text)
    assert found, "the router's routes are written otherwise now"
    return {(method.upper(), shape("/" + path)) for method, path in found}


def shape(path: str) -> str:
    """A path without its query, and with `*` for `:id`, `{id}` and `**`."""
    return re.sub(r":\w+|\{\w+\}|\*\*|…", "*", path.split("?")[0])


def verbs() -> set[str]:
    """The verbs of `./aura`."""
    arms = re.findall(r"^    ([a-z][a-z |-]*)\)", (ROOT / "aura").read_text(), re.M)
    return {verb.strip() for arm in arms for verb in arm.split("|")} - {"-h", "--help", "help"}


def commands() -> dict:
    """The command line's verbs, each with those below it."""
    kinds = {}
    text = "\n".join(swift("Tools/aura-cli").values())
    parts = re.split(r"^(?:@main\n)?struct (\w+)(?:<[^>]*>)?: \w*ParsableCommand", text, flags=re.M)
    for kind, body in zip(parts[1::2], parts[2::2]):
        body = body.split("\n}\n")[0]
        name = re.search(r"commandName: \"([\w-]+)\"", body)
        own = re.sub("(?<=[a-z0-9])([A-Z])", r"-\1", kind).lower()
        below = re.search(r"subcommands: \[(.*?)\]", body, re.S)
        kinds[kind] = (name[1] if name else own, re.findall(r"(\w+)(?:<\w+>)?\.self", below[1]) if below else [])

    def tree(kind: str) -> dict:
        return {kinds[child][0]: tree(child) for child in kinds[kind][1]}

    return tree("Aura")
