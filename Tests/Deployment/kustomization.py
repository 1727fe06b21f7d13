"""Renders a kustomization: by kubectl or kustomize where there is one, else as far as ours use it."""

import copy
import shutil
import subprocess
from pathlib import Path

import yaml

KNOWN = {
    "apiVersion", "kind", "resources", "namespace", "configMapGenerator", "secretGenerator", "images"
}


def render(folder: Path) -> list[dict]:
    """All objects that `kubectl apply --kustomize` would send."""
    for command in (["kustomize", "build"], ["kubectl", "kustomize"]):
        if shutil.which(command[0]):
            text = subprocess.run([*command, str(folder)], check=True, capture_output=True, text=True).stdout
            return [each for each in yaml.safe_load_all(text) if each]
    return list(_render(folder).values())


def _render(folder: Path) -> dict[tuple, dict]:
    settings = yaml.safe_load((folder / "kustomization.yaml").read_text())
    unknown = set(settings) - KNOWN
    assert not unknown, f"{folder}: cannot render {sorted(unknown)} without kustomize"
    objects: dict[tuple, dict] = {}
    for name in settings.get("resources", []):
        path = (folder / name).resolve()
        if path.is_dir():
            found = _render(path)
        else:
            found = {(o["kind"], o["metadata"]["name"]): o for o in yaml.safe_load_all(path.read_text()) if o}
        twice = set(found) & set(objects)
        assert not twice, f"{path}: twice: {twice}"
        objects.update(copy.deepcopy(found))
    for kind, key in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for generator in settings.get(key, []):
            _generate(folder, kind, generator, objects)
    for each in objects.values():
        _rename_images(each, settings.get("images", []))
        if "namespace" in settings and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = settings["namespace"]
    return objects


def _generate(folder: Path, kind: str, generator: dict, objects: dict[tuple, dict]) -> None:
    lines = list(generator.get("literals", []))
    for name in generator.get("envs", []):
        lines += (folder / name).read_text().split()
    values = dict(line.split("=", 1) for line in lines)
    identity = (kind, generator["name"])
    if generator.get("behavior") == "merge":
        objects[identity]["data"].update(values)
        return
    assert identity not in objects, f"{identity} twice"
    field = "stringData" if kind == "Secret" else "data"
    objects[identity] = {
        "apiVersion": "v1", "kind": kind, "metadata": {"name": generator["name"]}, field: values
    }


def _rename_images(each: dict, images: list[dict]) -> None:
    for container in each.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
        name, _, tag = container["image"].partition(":")
        for image in images:
            if image["name"] == name:
                container["image"] = f"{image.get('newName', name)}:{image.get('newTag', tag or 'latest')}"
