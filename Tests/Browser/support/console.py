"""The console in a browser, and what every test of it shares."""

import os
import pathlib
import shutil
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from .stack import Stack, wait_for

CHECKS = pathlib.Path(__file__).resolve().parents[1] / "checks"
#: The browser ends its connections when another program adds a network to the machine; nothing of ours is at fault.
NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
_stack = None


def shared_stack():
    """The processes that all tests share; they end with the last test."""
    global _stack
    if _stack is None:
        _stack = Stack()
        unittest.addModuleCleanup(_close_stack)
    return _stack


def _close_stack():
    global _stack
    stack, _stack = _stack, None
    if stack:
        stack.close()


def make_browser(language="ko"):
    for name in ("chromium", "chromedriver"):
        if not shutil.which(name):
            raise AssertionError(f"{name} is missing; Tools/python/install.sh browser installs it")
    options = Options()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                     "--window-size=1280,900", f"--accept-lang={language}", f"--lang={language}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


class ConsoleTest(unittest.TestCase):
    """A browser of its own for each test, at the console's page, with nobody signed in."""

    language = "ko"
    #: Parts of errors that the test itself causes; any other in the browser's log fails it.
    expected_errors = ()

    def setUp(self):
        self.stack = shared_stack()
        self.browser = make_browser(self.language)
        self.addCleanup(self.browser.quit)
        self.addCleanup(self._expect_no_errors)
        self.load()

    def load(self, path="/"):
        self.browser.get(self.stack.url + path)
        self.wait_ready()

    def wait_ready(self):
        """Waits until the page has loaded; where the machine's network changed meanwhile, it is loaded again."""
        for is_last in (False, False, True):
            try:
                return wait_for("the page", self._is_ready, 10)
            except AssertionError:
                if is_last:
                    raise
                self.browser.refresh()

    def _is_ready(self):
        return self.script("return document.documentElement.dataset.ready !== undefined")

    def _expect_no_errors(self):
        severe = [
            entry["message"] for entry in self.browser.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
            and not any(part in entry["message"] for part in (*self.expected_errors, NETWORK_CHANGED))
        ]
        self.assertEqual(severe, [], "the browser's log")

    def script(self, text, *arguments):
        return self.browser.execute_script(text, *arguments)

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """The text of the last element that there is, shown or not."""
        return self.script(
            "const all = document.querySelectorAll(arguments[0]); return all.length ? all[all.length - 1].textContent : ''",
            selector,
        )

    def wait_text(self, selector, part, seconds=20):
        return wait_for(f"“{part}” in {selector}", lambda: part in self.text(selector), seconds)

    def wait_shown(self, selector, seconds=20):
        return wait_for(f"{selector} shown", lambda: [e for e in self.all(selector) if e.is_displayed()], seconds)[-1]

    def sign_in(self, token=None, **claims):
        field = self.wait_shown("#token")
        field.send_keys(token or self.stack.token(**claims))
        self.find("#login-form button").click()
        self.wait_shown("#views")

    def choose_language(self, code):
        self.script(
            "const chooser = document.getElementById('language'); chooser.value = arguments[0];"
            "chooser.dispatchEvent(new Event('change'))", code)

    def open(self, view):
        self.find(f"#views a[href='#{view}']").click()
        self.wait_shown(f"#{view}")

    def ask(self, question, mode="chat"):
        self.find(f"input[name=mode][value={mode}]").click()
        self.find("#question").send_keys(question)
        self.find("#send").click()

    def wait_answer(self, seconds=30):
        """Waits until the answer that goes on has ended, and gives back its text."""
        wait_for("the answer's end", lambda: self.script(
            "const all = document.querySelectorAll('.turn.answer');"
            "return all.length > 0 && [...all].every((each) => each.ariaBusy === 'false')"), seconds)
        return self.text(".turn.answer > .text")

    def checks(self, name, call):
        """Runs a check that lies beside the tests, inside the page."""
        return self.script((CHECKS / name).read_text() + f"\nreturn {call};")

    def picture(self, name):
        folder = os.environ.get("AURA_SCREENSHOTS")
        if not folder:
            return
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        self.browser.save_screenshot(str(pathlib.Path(folder) / f"{name}.png"))

    def emulate(self, scheme=None, width=None, height=900):
        if scheme:
            features = [{"name": "prefers-color-scheme", "value": scheme}]
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        if width:
            self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
            })
