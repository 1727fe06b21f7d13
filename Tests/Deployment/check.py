"""Checks what is deployed, without deploying it. Each function is one check; the last line counts them."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml

from kustomization import render

# What the processes read is known there, and how checks are run.
sys.path.insert(0, str(Path(__file__).parents[1] / "Documentation"))
import sources  # noqa: E402
from checklist import run_all  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"gateway-edge": 9100, "llm": 9101, "indexer": 9102, "tasks": 9103}
# The oldest release that we hold the objects to.
KUBERNETES = "1.29"
SECRETS = {"JWT_SECRET", "OPENAI_API_KEY", "DWP_SERVICE_TOKEN", "OTEL_EXPORTER_OTLP_HEADERS", "SENTRY_DSN"}


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


class ComposeLoader(yaml.SafeLoader):
    """Reads compose files, whose !reset and !override only say how files are merged."""


ComposeLoader.add_constructor("!reset", lambda loader, node: None)
ComposeLoader.add_constructor("!override", lambda loader, node: loader.construct_mapping(node, deep=True))


def compose(name: str) -> dict:
    return yaml.load((ROOT / name).read_text(), ComposeLoader)


def installation() -> list[dict]:
    """The example overlay's objects, with its secrets filled in."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kubernetes"
        shutil.copytree(ROOT / "deploy/kubernetes", copy)
        overlay = copy / "overlays/example"
        for example in overlay.glob("*.env.example"):
            filled = re.sub(r"=$", "=filled", example.read_text(), flags=re.M)
            (overlay / example.name.removesuffix(".example")).write_text(filled)
        return render(overlay)


def of_kind(objects: list[dict], *kinds: str) -> list[dict]:
    return [each for each in objects if each["kind"] in kinds]


def workloads(objects: list[dict]) -> list[dict]:
    return of_kind(objects, "Deployment", "StatefulSet")


def labels(workload: dict) -> dict:
    return workload["spec"]["template"]["metadata"]["labels"]


def containers(workload: dict) -> list[dict]:
    return workload["spec"]["template"]["spec"]["containers"]


def selects(selector: dict, found: dict) -> bool:
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In", f"not understood: {expression}"
        if found.get(expression["key"]) not in expression["values"]:
            return False
    return all(found.get(key) == value for key, value in selector.get("matchLabels", {}).items())


# Compose


def compose_files_follow_the_schema() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("docker-compose.yml", *map(str, (ROOT / "deploy").glob("compose.*.yml"))):
            # The schema knows neither tags nor what their place takes.
            plain = {key: value for key, value in compose(name).items()}
            for service in plain["services"].values():
                for key in [key for key, value in service.items() if value is None]:
                    del service[key]
            path = Path(folder) / (Path(name).stem + ".json")
            path.write_text(json.dumps(plain))
            run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path))


def compose_joins_its_files() -> None:
    """Docker's or Podman's own compose reads them together, where it is there."""
    tools = [tool for tool in (["docker", "compose"], ["podman-compose"]) if shutil.which(tool[0])]
    tools = [tool for tool in tools if subprocess.run([*tool, "version"], capture_output=True).returncode == 0]

    def joined(tool: list[str], *overlays: str) -> dict:
        files = [part for name in ("docker-compose.yml", *overlays) for part in ("-f", name)]
        variables = ("JWT_SECRET=x", "REDIS_URL=redis://dwp-redis:6379")
        services = yaml.safe_load(run("env", *variables, *tool, *files, "config"))["services"]
        for name, service in services.items():
            missing = set(service.get("depends_on") or []) - set(services)
            assert not missing, f"{overlays}: {name} waits for {missing}"
        return services

    for tool in tools:
        assert len(joined(tool)["gateway-edge"]["ports"]) == 2
        scaled = joined(tool, "deploy/compose.scale.yml")
        assert not scaled["gateway-edge"].get("ports") and len(scaled["proxy"]["ports"]) == 2, scaled["gateway-edge"]
        joint = joined(tool, "deploy/compose.dwp.yml")
        for name in SERVICES:
            assert not joint[name].get("depends_on"), f"{name} waits for a Redis that is not started"
            assert joint[name]["environment"]["REDIS_URL"] == "redis://dwp-redis:6379", name
            assert "dwp-network" in joint[name]["networks"], name


def compose_gives_each_service_only_what_it_reads() -> None:
    stack = compose("docker-compose.yml")["services"]
    known = sources.settings()
    for name in SERVICES:
        given = set(stack[name]["environment"])
        assert given <= known, f"{name}: no service reads {given - known}"
        owners = {"JWT_SECRET": {"gateway-edge"}, "OPENAI_API_KEY": {"llm"}, "DWP_SERVICE_TOKEN": {"llm", "tasks"}}
        for secret, allowed in owners.items():
            assert secret not in given or name in allowed, f"{name} gets {secret}"


def compose_confines_the_services() -> None:
    stack = compose("docker-compose.yml")["services"]
    for name in SERVICES:
        service = stack[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["stop_grace_period"].removesuffix("s")) > 20 + 5, name
        assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"]), name
        assert service["command"] == [f"aura-{name}"], name
    published = {name for name, service in stack.items() if service.get("ports") and not service.get("profiles")}
    assert published == {"gateway-edge"}, published


def redis_keeps_what_it_is_given() -> None:
    objects = installation()
    redis = next(each for each in workloads(objects) if each["metadata"]["name"] == "aura-redis")
    for command in (compose("docker-compose.yml")["services"]["redis"]["command"], containers(redis)[0]["args"]):
        pairs = dict(zip(command[1::2], command[2::2]))
        assert pairs["--appendonly"] == "yes" and pairs["--maxmemory-policy"] == "noeviction", pairs


def the_example_settings_name_what_compose_takes() -> None:
    text = "".join(path.read_text() for path in (ROOT / "docker-compose.yml", *(ROOT / "deploy").glob("compose.*.yml")))
    taken = set(re.findall(r"\$\{([A-Z_]+)", text))
    for name in SERVICES:
        environment = compose("docker-compose.yml")["services"][name]["environment"]
        taken |= {key for key, value in environment.items() if value is None}
    example = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert taken == example, f"missing: {sorted(taken - example)}, needless: {sorted(example - taken)}"


def the_proxy_starts_with_its_configuration() -> None:
    text = (ROOT / "deploy/haproxy/haproxy.cfg").read_text()
    assert re.search(r"server-template edge \d+ gateway-edge:8000", text), "the edges are not found by name"
    if shutil.which("haproxy"):
        run("haproxy", "-c", "-f", "deploy/haproxy/haproxy.cfg")


# Kubernetes


def objects_follow_the_schemas() -> None:
    for each in installation():
        try:
            kubernetes_validate.validate(each, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise AssertionError(f"{each['kind']} {each['metadata']['name']}: {error.message}") from error


def selectors_find_their_pods() -> None:
    objects = installation()
    for workload in workloads(objects):
        assert selects(workload["spec"]["selector"], labels(workload)), workload["metadata"]["name"]
        for spread in workload["spec"]["template"]["spec"].get("topologySpreadConstraints", []):
            assert selects(spread["labelSelector"], labels(workload)), workload["metadata"]["name"]
    found = [labels(workload) for workload in workloads(objects)]
    for service in of_kind(objects, "Service"):
        assert any(selects({"matchLabels": service["spec"]["selector"]}, each) for each in found), service
    for each in of_kind(objects, "PodDisruptionBudget"):
        assert any(selects(each["spec"]["selector"], pod) for pod in found), each
    budgets = {each["metadata"]["name"] for each in of_kind(objects, "PodDisruptionBudget")}
    assert budgets == set(SERVICES), budgets
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        matching = [w for w in workloads(objects) if (w["kind"], w["metadata"]["name"]) == (target["kind"], target["name"])]
        assert matching, f"nothing to scale: {target}"
        assert "replicas" not in matching[0]["spec"], f"{target['name']}: each apply would undo the autoscaler"


def ports_have_the_names_that_are_asked_for() -> None:
    objects = installation()
    for workload in workloads(objects):
        for container in containers(workload):
            names = {port["name"] for port in container["ports"]}
            for kind in ("livenessProbe", "readinessProbe"):
                probe = container[kind]
                asked = (probe.get("httpGet") or probe.get("tcpSocket") or {"port": None})["port"]
                assert asked is None or asked in names, f"{container['name']}: {kind} asks {asked}"
            if container["name"] in SERVICES:
                paths = [container[kind]["httpGet"]["path"] for kind in ("livenessProbe", "readinessProbe")]
                assert paths == ["/health", "/health/ready"], f"{container['name']}: {paths}"
                admin = next(port["containerPort"] for port in container["ports"] if port["name"] == "admin")
                annotation = workload["spec"]["template"]["metadata"]["annotations"]["prometheus.io/port"]
                assert admin == SERVICES[container["name"]] == int(annotation), container["name"]
    for service in of_kind(objects, "Service"):
        behind = [w for w in workloads(objects) if selects({"matchLabels": service["spec"]["selector"]}, labels(w))]
        names = {port["name"] for workload in behind for c in containers(workload) for port in c["ports"]}
        for port in service["spec"]["ports"]:
            assert port["targetPort"] in names, f"{service['metadata']['name']}: {port}"


def references_lead_somewhere() -> None:
    objects = installation()
    held = {
        (each["kind"], each["metadata"]["name"]): {**each.get("data", {}), **each.get("stringData", {})}
        for each in of_kind(objects, "ConfigMap", "Secret")
    }
    accounts = {each["metadata"]["name"] for each in of_kind(objects, "ServiceAccount")}
    known = sources.settings()
    for workload in workloads(objects):
        account = workload["spec"]["template"]["spec"].get("serviceAccountName")
        assert account is None or account in accounts, account
        for container in containers(workload):
            given = {entry["name"] for entry in container.get("env", [])}
            for source in container.get("envFrom", []):
                given |= set(held[("ConfigMap", source["configMapRef"]["name"])])
            for entry in container.get("env", []):
                reference = entry.get("valueFrom", {}).get("secretKeyRef")
                if reference:
                    assert reference["key"] in held[("Secret", reference["name"])], entry
                assert entry["name"] not in SECRETS or reference, f"{entry['name']} stands in the open"
            if container["name"] in SERVICES:
                assert given <= known, f"{container['name']}: no service reads {given - known}"


def pods_are_confined() -> None:
    for workload in workloads(installation()):
        name, pod = workload["metadata"]["name"], workload["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", name
        assert pod["terminationGracePeriodSeconds"] > 30, name
        for container in containers(workload):
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True, name
            assert context["allowPrivilegeEscalation"] is False, name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            assert "memory" in container["resources"]["limits"] and "cpu" in container["resources"]["requests"], name


def network_policies_let_through_what_is_meant() -> None:
    objects = installation()
    policies = of_kind(objects, "NetworkPolicy")

    def applying(workload: dict) -> list[dict]:
        return [each for each in policies if selects(each["spec"]["podSelector"], labels(workload))]

    def rules(name: str, direction: str) -> list[dict]:
        workload = next(each for each in workloads(objects) if each["metadata"]["name"] == name)
        return [rule for policy in applying(workload) for rule in policy["spec"].get(direction, [])]

    def peers(name: str, direction: str) -> list[dict]:
        key = {"ingress": "from", "egress": "to"}[direction]
        return [peer for rule in rules(name, direction) for peer in rule[key]]

    for workload in workloads(objects):
        closed = [each for each in applying(workload) if not {"ingress", "egress"} & set(each["spec"])]
        types = {kind for each in closed for kind in each["spec"]["policyTypes"]}
        assert types == {"Ingress", "Egress"}, f"{workload['metadata']['name']} is open: {types}"
    names = {port["name"] for workload in workloads(objects) for c in containers(workload) for port in c["ports"]}
    for policy in policies:
        for rule in policy["spec"].get("ingress", []) + policy["spec"].get("egress", []):
            for port in rule["ports"]:
                assert isinstance(port["port"], int) or port["port"] in names, f"{policy['metadata']['name']}: {port}"
    redis = next(each for each in workloads(objects) if each["metadata"]["name"] == "aura-redis")
    for name in SERVICES:
        to_redis = [p for p in peers(name, "egress") if "namespaceSelector" not in p and "podSelector" in p]
        assert any(selects(peer["podSelector"], labels(redis)) for peer in to_redis), f"{name} cannot reach Redis"
        own = labels(next(each for each in workloads(objects) if each["metadata"]["name"] == name))
        from_services = [p for p in peers("aura-redis", "ingress") if "namespaceSelector" not in p]
        assert any(selects(peer["podSelector"], own) for peer in from_services), f"Redis does not take {name}"
        admin = [rule for rule in rules(name, "ingress") if any(port["port"] == "admin" for port in rule["ports"])]
        assert admin, f"Prometheus cannot reach {name}"
        outside = any("ipBlock" in peer for peer in peers(name, "egress"))
        assert outside == (name == "llm"), f"{name}: reaches the world: {outside}"
        dwp = any(
            p.get("podSelector", {}).get("matchLabels", {}).get("app.kubernetes.io/name") == "dwp-gateway"
            for p in peers(name, "egress")
        )
        assert dwp == (name in ("llm", "tasks")), f"{name}: reaches DWP: {dwp}"
        entrance = any(port["port"] == "http" for rule in rules(name, "ingress") for port in rule["ports"])
        assert entrance == (name == "gateway-edge"), f"{name}: takes requests: {entrance}"


# Prometheus and Grafana


def prometheus_takes_its_configuration() -> None:
    run("promtool", "check", "config", "deploy/prometheus/prometheus.yml")
    jobs = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())["scrape_configs"]
    found = {job["dns_sd_configs"][0]["names"][0]: job["dns_sd_configs"][0]["port"] for job in jobs}
    assert found == SERVICES, found


def alerts_fire_when_they_should() -> None:
    run("promtool", "test", "rules", "deploy/prometheus/alerts.test.yml")


def dashboard_expressions() -> list[str]:
    boards = [json.loads(path.read_text()) for path in (ROOT / "deploy/grafana/dashboards").glob("*.json")]
    return [target["expr"] for board in boards for panel in board["panels"] for target in panel.get("targets", [])]


def dashboards_ask_what_prometheus_understands() -> None:
    expressions = dashboard_expressions()
    assert expressions, "no dashboard"
    rules = [
        {"record": f"check:{number}", "expr": expression.replace("$__rate_interval", "1m")}
        for number, expression in enumerate(expressions)
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]}, file)
        file.flush()
        run("promtool", "check", "rules", file.name)


def metrics_in_sources() -> set[str]:
    """Every metric family that the services name."""
    text = "".join(path.read_text() for part in ("Services", "Shared") for path in (ROOT / part).rglob("*.swift"))
    return set(re.findall(r'"((?:aura|process)_[a-z0-9_]+)"', text))


def metrics_that_are_asked_for_exist() -> None:
    known = metrics_in_sources()
    asked = " ".join(dashboard_expressions()) + (ROOT / "deploy/prometheus/alerts.yml").read_text()
    for name in set(re.findall(r"\b((?:aura|process)_[a-z0-9_]+)\b", asked)):
        assert re.sub(r"_(bucket|sum|count)$", "", name) in known, f"nobody measures {name}"


def the_table_of_metrics_names_them_all() -> None:
    """Types, labels and words are compared with running processes by the system tests."""
    named = set(re.findall(r"^\| `([a-z0-9_]+)` \|", (ROOT / "docs/metrics.md").read_text(), re.M))
    known = metrics_in_sources()
    assert named == known, f"missing: {sorted(known - named)}, needless: {sorted(named - known)}"


# GitHub


def workflows_follow_the_schema() -> None:
    paths = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert paths, "no workflow"
    run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, paths))


def workflows_hold_no_secrets_and_pin_what_they_use() -> None:
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {"contents": "read"}, f"{path.name}: permissions"
        for name, job in workflow["jobs"].items():
            assert "timeout-minutes" in job, f"{path.name}: {name} may run for ever"
            for need in [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", []):
                assert need in workflow["jobs"], f"{path.name}: {name} needs {need}"
            for step in job["steps"]:
                if "uses" in step:
                    assert re.search(r"@v?\d+(\.\d+)*$", step["uses"]), f"{path.name}: {step['uses']} is not pinned"
                for token in re.findall(r"(\./[\w/.-]+|\bTests/[\w/-]+|\bdeploy/[\w/.-]+)", step.get("run", "")):
                    assert (ROOT / token).exists(), f"{path.name}: {token} does not exist"


CHECKS = [
    compose_files_follow_the_schema,
    compose_joins_its_files,
    compose_gives_each_service_only_what_it_reads,
    compose_confines_the_services,
    redis_keeps_what_it_is_given,
    the_example_settings_name_what_compose_takes,
    the_proxy_starts_with_its_configuration,
    objects_follow_the_schemas,
    selectors_find_their_pods,
    ports_have_the_names_that_are_asked_for,
    references_lead_somewhere,
    pods_are_confined,
    network_policies_let_through_what_is_meant,
    prometheus_takes_its_configuration,
    alerts_fire_when_they_should,
    dashboards_ask_what_prometheus_understands,
    metrics_that_are_asked_for_exist,
    the_table_of_metrics_names_them_all,
    workflows_follow_the_schema,
    workflows_hold_no_secrets_and_pin_what_they_use,
]


if __name__ == "__main__":
    sys.exit(run_all(CHECKS))
