"""The snippets in docs/clients, against the real processes, with the network cut in the middle of an answer."""

import importlib.util
import os
import pathlib
import subprocess
import sys
import threading
import unittest

from support.console import ConsoleTest, shared_stack
from support.relay import Relay
from support.site import CLIENTS, Site
from support.stack import wait_for


def tokens(count):
    return "".join(f"t{index} " for index in range(count))


def event(identifier, data, name=None):
    lines = [f"id: scripted:{identifier}"] + ([f"event: {name}"] if name else []) + [f"data: {data}"]
    return "\n".join(lines).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
SHUTDOWN = '{"error":"Stopping","errorType":"ServerShutdown","message":"Come back"}'
CANCELLED = '{"error":"Cancelled","errorType":"Cancelled","message":"Somebody stopped it"}'
#: What a server may do, and what of it reaches whoever asked.
SCRIPTS = {
    "a cut event counts only when it comes whole": (
        [(200, event("1-2", "one ") + b"id: scripted:1-3\ndata: tw"), (200, event("1-3", "two") + DONE)],
        [("text", "one "), ("text", "two")],
    ),
    "an event that comes twice is told once": (
        [(200, event("1-2", "one ")), (200, event("1-2", "one ") + event("1-3", "two") + DONE)],
        [("text", "one "), ("text", "two")],
    ),
    "an empty answer in the place of one that never came is asked for again": (
        [(200, b""), (503, b'{"message":"busy"}'), (200, event("1-2", "one") + DONE)],
        [("text", "one")],
    ),
    "words that are void are said to be": (
        [(200, event("1-2", "one ") + event("2-1", '{"reason":"worker-lost"}', "restarted")
            + event("2-2", "anew") + event("2-2.e1", '{"reason":"gap","text":"all of it"}', "resync") + DONE)],
        [("text", "one "), ("restarted", {"reason": "worker-lost"}), ("text", "anew"),
         ("resync", {"reason": "gap", "text": "all of it"})],
    ),
    "lines stay lines, and comments are none": (
        [(200, b": connected\n\nid: scripted:1-2\ndata: one\ndata: \ndata:  two\n\n: ping\n\n" + DONE)],
        [("text", "one\n\n two")],
    ),
    "an edge that stops sends its clients to another": (
        [(200, event("1-2", "one ") + event("1-2.e1", SHUTDOWN, "error") + DONE), (200, event("1-3", "two") + DONE)],
        [("text", "one "), ("text", "two")],
    ),
    "an error is an error": (
        [(200, event("1-2", "one ") + event("1-3", CANCELLED, "error") + DONE)],
        [("text", "one "), ("failed", "Cancelled")],
    ),
    "a refusal is final": ([(403, b'{"message":"no"}')], [("failed", 403)]),
    "so is the end of a day's tokens": ([(429, b'{"errorCode":"E4291","message":"used up"}')], [("failed", 429)]),
    "too many streams are fewer a moment later": (
        [(429, b'{"errorCode":"E4290","message":"too many"}'), (200, event("1-2", "one") + DONE)],
        [("text", "one")],
    ),
}


class ClientTest(ConsoleTest):
    """A page with the snippets, behind a network that can be cut."""

    expected_errors = ("net::ERR_", "the server responded with a status of")

    def load(self, path="/"):
        self.site = Site(self.stack.port)
        self.addCleanup(self.site.close)
        self.relay = Relay(self.site.port)
        self.addCleanup(self.relay.close)
        self.browser.get(f"http://127.0.0.1:{self.relay.port}{path}")
        self.wait_ready()

    def cut_and_mend(self):
        wait_for("words", lambda: "t10 " in self.said())
        before = len(self.site.requests)
        self.relay.cut()
        self.assertNotIn("t99", self.said())
        self.relay.mend()
        wait_for("a new connection", lambda: len(self.site.requests) > before)

    def said(self):
        return self.script("return told.text")

    def wait_done(self):
        return wait_for("the end", lambda: self.script("return told.state"), 30)


class FetchTests(ClientTest):
    def ask(self, question):
        self.script(
            """
            const [token, message] = arguments;
            window.told = { text: "", events: [], state: "" };
            (async () => {
                const headers = () => ({ Authorization: `Bearer ${token}`, "X-Tenant-ID": "1" });
                try {
                    const body = { message, rag: false };
                    for await (const { name, data } of fetching.ask({ url: "/api/aura", headers, body })) {
                        if (name === "text") told.text += data;
                        told.events.push([name, data]);
                    }
                } catch (error) {
                    told.events.push(["failed", error.kind ?? String(error)]);
                }
                told.state = "done";
            })();
            """,
            self.stack.token(), question,
        )

    def test_a_lost_connection_costs_no_word_and_doubles_none(self):
        self.ask("slow 100 0.05")
        self.cut_and_mend()
        self.wait_done()
        self.assertEqual(self.said(), tokens(100))
        self.assertEqual([method for method, _, _ in self.site.requests].count("POST"), 1)
        self.assertTrue(self.site.resumes() and all(self.site.resumes()), self.site.requests)

    def test_it_understands_what_a_server_may_do(self):
        for what, (script, expected) in SCRIPTS.items():
            with self.subTest(what):
                self.site.script = list(script)
                self.ask("anything")
                self.wait_done()
                self.assertEqual([tuple(each) for each in self.script("return told.events")], expected)
                self.assertEqual(self.site.script, [])

    def test_whoever_loses_interest_ends_the_connection(self):
        self.script(
            """
            window.told = { state: "" };
            const leaving = new AbortController();
            (async () => {
                const headers = () => ({ Authorization: `Bearer ${arguments[0]}`, "X-Tenant-ID": "1" });
                const body = { message: "slow 600 0.05", rag: false };
                const onRun = (run) => (told.run = run);
                try {
                    for await (const each of fetching.ask({ url: "/api/aura", headers, body, signal: leaving.signal, onRun })) {
                        leaving.abort();
                    }
                } catch (error) {
                    told.state = error.name;
                }
                await fetching.stop({ url: "/api/aura", headers, run: told.run });
            })();
            """,
            self.stack.token(),
        )
        self.assertEqual(self.wait_done(), "AbortError")
        run = self.script("return told.run")
        wait_for("the run stopped", lambda: self.stack.request("GET", f"runs/{run}")[1]["data"]["status"] == "cancelled")


class EventSourceTests(ClientTest):
    def ask(self, question):
        self.browser.add_cookie({"name": "token", "value": self.stack.token(), "httpOnly": True, "sameSite": "Strict"})
        self.script(
            """
            window.told = { text: "", state: "", failure: null };
            (async () => {
                const run = await sources.begin("/api/aura", { message: arguments[0], rag: false });
                sources.follow("/api/aura", run, {
                    text: (words) => (told.text += words),
                    replace: (text) => (told.text = text),
                    done: () => (told.state = "done"),
                    failed: (error) => Object.assign(told, { state: "failed", failure: error.errorType }),
                });
            })();
            """,
            question,
        )

    def test_a_lost_connection_costs_no_word_and_doubles_none(self):
        self.ask("slow 100 0.1")
        self.cut_and_mend()
        self.wait_done()
        self.assertEqual(self.said(), tokens(100))
        self.assertTrue(all(self.site.resumes()[1:]) and len(self.site.resumes()) > 1, self.site.requests)

    def test_an_answer_that_is_complete_is_not_asked_for_again(self):
        self.ask("hello")
        self.wait_done()
        count = len(self.site.requests)
        # Browsers wait three seconds before they reconnect; one that is closed never does.
        self.assertTrue(self.browser.execute_async_script("setTimeout(arguments[0], 4000, true)"))
        self.assertEqual(len(self.site.requests), count)

    def test_it_understands_what_a_server_may_do(self):
        for what, text, failure in (
            ("words that are void are said to be", "all of it", None), ("lines stay lines, and comments are none", "one\n\n two", None),
            ("an error is an error", "one ", "Cancelled"),
            ("an edge that stops sends its clients to another", "one two", None),
            ("a refusal is final", "", "Refused"),
        ):
            with self.subTest(what):
                # The first answer is that to the POST.
                self.site.script = [(200, b"")] + list(SCRIPTS[what][0])
                self.ask("anything")
                self.wait_done()
                self.assertEqual((self.said(), self.script("return told.failure")), (text, failure))


class PythonTests(unittest.TestCase):
    def setUp(self):
        self.stack = shared_stack()
        self.site = Site(self.stack.port)
        self.addCleanup(self.site.close)
        self.relay = Relay(self.site.port)
        self.addCleanup(self.relay.close)
        self.url = f"http://127.0.0.1:{self.relay.port}/api/aura"

    def start(self, question):
        """Runs the snippet as people do; its output so far is in `said`."""
        environment = {**os.environ, "AURA_URL": self.url, "AURA_TOKEN": self.stack.token(), "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(CLIENTS / "chat.py"), question], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        self.said = ""

        def read():
            while part := self.process.stdout.read1(4096):
                self.said += part.decode()

        self.reader = threading.Thread(target=read)
        self.reader.start()

    def wait_end(self):
        code = self.process.wait(60)
        self.reader.join()
        problem = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, problem

    def test_a_lost_connection_costs_no_word_and_doubles_none(self):
        self.start("slow 100 0.05")
        wait_for("words", lambda: "t10 " in self.said)
        self.relay.cut()
        self.assertNotIn("t99", self.said)
        self.relay.mend()
        self.assertEqual(self.wait_end(), (0, ""))
        self.assertEqual(self.said, tokens(100) + "\n")
        self.assertEqual([method for method, _, _ in self.site.requests].count("POST"), 1)
        self.assertTrue(self.site.resumes() and all(self.site.resumes()), self.site.requests)

    def test_a_worker_that_dies_costs_the_words_so_far_and_not_the_answer(self):
        self.start("slow 60 0.1")
        wait_for("words", lambda: "t10 " in self.said)
        old = next(each for each in self.stack.processes if each.args[0].endswith("aura-llm"))
        pairs = pathlib.Path(f"/proc/{old.pid}/environ").read_bytes().decode().rstrip("\0").split("\0")
        old.kill()
        old.wait()
        with open(self.stack.folder / "aura-llm-2.log", "wb") as log:
            new = subprocess.Popen(old.args, env=dict(pair.split("=", 1) for pair in pairs), stdout=log, stderr=log)
        self.stack.processes[self.stack.processes.index(old)] = new
        self.assertEqual(self.wait_end(), (0, ""))
        self.assertTrue(self.said.endswith("\n[The answer begins anew.]\n" + tokens(60) + "\n"), self.said)

    def module(self):
        specification = importlib.util.spec_from_file_location("chat", CLIENTS / "chat.py")
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        return module

    def test_it_understands_what_a_server_may_do(self):
        module = self.module()
        for what, (script, expected) in SCRIPTS.items():
            with self.subTest(what):
                self.site.script = list(script)
                told = []
                try:
                    for each in module.Chat(self.url, self.stack.token()).ask("anything"):
                        told.append(each)
                except module.AuraError as error:
                    told.append(("failed", error.kind))
                self.assertEqual(told, expected)
                self.assertEqual(self.site.script, [])

    def test_who_gives_up_tells_what_the_last_answer_said(self):
        module = self.module()
        module.PAUSES = (0, 0)
        self.site.script = [(503, b'{"message":"busy"}'), (429, b'{"message":"too many"}'), (200, b"")]
        with self.assertRaises(module.AuraError) as failed:
            list(module.Chat(self.url, self.stack.token()).ask("anything"))
        self.assertEqual((failed.exception.kind, str(failed.exception)), (429, "429: too many"))
        self.assertEqual(self.site.script, [])

    def test_a_refusal_is_told_in_words(self):
        self.site.script = [(403, b'{"message":"no such right"}')]
        self.start("anything")
        code, problem = self.wait_end()
        self.assertEqual((code, problem.strip()), (1, "chat.py: 403: no such right"))


if __name__ == "__main__":
    unittest.main()
