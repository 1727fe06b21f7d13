"""Docker or Podman with its compose, as one thing to call."""

import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class EngineError(Exception):
    """A command of the container engine failed."""


def execute(*command: str, env: dict | None = None, timeout: float = 3600) -> str:
    """Runs a command in the project's folder and returns what it printed."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, timeout=timeout, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if done.returncode != 0:
        output = (done.stdout + done.stderr)[-2000:]
        raise EngineError(f"{' '.join(command)}: exit {done.returncode}\n{output}")
    return done.stdout


def detect() -> tuple[str, list[str]]:
    """The engine and its compose; AURA_CONTAINER_ENGINE chooses where both are there."""
    wanted = os.environ.get("AURA_CONTAINER_ENGINE")
    for engine, compose in (("docker", ["docker", "compose"]), ("podman", ["podman-compose"])):
        if wanted in (None, engine) and shutil.which(engine) and shutil.which(compose[0]):
            probes = ([engine, "info"], [*compose, "version"])
            if all(subprocess.run(probe, capture_output=True).returncode == 0 for probe in probes):
                return engine, compose
    raise EngineError("neither docker with compose nor podman with podman-compose answers here")


class Stack:
    """A compose project of its own, from the project's files and the checks' own."""

    FILES = ("docker-compose.yml", "deploy/compose.scale.yml", "Tests/Containers/compose.yml")

    def __init__(self, engine: str, compose: list[str], project: str, variables: dict[str, str]):
        self.engine, self.project = engine, project
        files = [argument for name in self.FILES for argument in ("--file", str(ROOT / name))]
        # A person's own settings have no say here.
        self.compose = [*compose, "--env-file", os.devnull, "--project-name", project, *files]
        own = ("AURA_", "CHROMA_", "CORS_", "DWP_", "JWT_", "LOG_", "OPENAI_", "REDIS_")
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith(own)}, **variables}

    def up(self, **replicas: int) -> None:
        scale = {f"AURA_{name.upper()}_REPLICAS": str(count) for name, count in replicas.items()}
        execute(*self.compose, "up", "--detach", "--no-build", env={**self.env, **scale})

    def down(self) -> None:
        """Removes all that carries the project's label: podman-compose forgets replicas and what they share."""
        label = f"label=com.docker.compose.project={self.project}"
        running = self.call("ps", "--quiet", "--filter", label).split()
        if running:
            self.call("kill", *running)
        all_containers = self.call("ps", "--all", "--quiet", "--filter", label).split()
        if all_containers:
            # Podman refuses to remove what others were told to wait for.
            options = ["--depend", "--ignore"] if self.engine == "podman" else []
            self.call("rm", "--force", *options, *all_containers)
        execute(*self.compose, "down", "--volumes", env=self.env)
        volumes = self.call("volume", "ls", "--quiet", "--filter", label).split()
        if volumes:
            self.call("volume", "rm", *volumes)

    def call(self, *arguments: str, timeout: float = 120) -> str:
        return execute(self.engine, *arguments, timeout=timeout)

    def containers(self, service: str) -> list[str]:
        """The names of a service's containers, running or not."""
        return [c["name"] for c in self.inspect() if c["service"] == service]

    def running(self, service: str) -> list[str]:
        return [c["name"] for c in self.inspect() if c["service"] == service and c["running"]]

    def inspect(self) -> list[dict]:
        label = f"label=com.docker.compose.project={self.project}"
        names = self.call("ps", "--all", "--quiet", "--filter", label).split()
        if not names:
            return []
        return sorted(
            (
                {
                    "name": c["Name"].lstrip("/"),
                    "id": c["Id"],
                    "service": c["Config"]["Labels"]["com.docker.compose.service"],
                    "running": c["State"]["Running"],
                    "exit": c["State"]["ExitCode"],
                    "user": c["Config"].get("User"),
                    "read_only": c["HostConfig"]["ReadonlyRootfs"],
                    "published": [port for port, at in (c["HostConfig"].get("PortBindings") or {}).items() if at],
                }
                for c in json.loads(self.call("inspect", *names))
            ),
            key=lambda c: c["name"],
        )

    def port(self, container: str, inside: int) -> int:
        """The loopback port that leads to a container's own."""
        return int(self.call("port", container, f"{inside}/tcp").split()[0].rsplit(":", 1)[1])

    def is_healthy(self, container: str, path: str = "/health/ready") -> bool:
        try:
            self.call("exec", container, "aura-healthcheck", path)
            return True
        except EngineError:
            return False

    def reaches(self, container: str, host: str, port: int) -> bool:
        try:
            self.call("exec", container, "timeout", "2", "bash", "-c", f"</dev/tcp/{host}/{port}")
            return True
        except EngineError:
            return False

    def redis(self, *command: str) -> str:
        return self.call("exec", self.containers("redis")[0], "redis-cli", *command).strip()

    def stop(self, container: str) -> int:
        """Sends SIGTERM, waits for the end and returns the exit code."""
        self.call("stop", "-t", "40", container)
        return next(c["exit"] for c in self.inspect() if c["name"] == container)

    def complaints(self, lines: int = 5) -> str:
        """The latest lines of each container's log that are not information alone."""
        text = ""
        for container in self.inspect():
            done = subprocess.run(
                [self.engine, "logs", "--tail", "200", container["name"]], capture_output=True, text=True
            )
            found = [line for line in (done.stdout + done.stderr).splitlines() if '"level":"info"' not in line]
            text += "".join(f"    {container['name']}: {line[:400]}\n" for line in found[-lines:])
        return text
