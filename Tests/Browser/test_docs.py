from selenium.webdriver.common.keys import Keys

from support.console import ConsoleTest
from support.stack import wait_for


class DocsTests(ConsoleTest):
    """The API page: routes by group, and requests that it sends."""

    def load(self, path="/docs"):
        super().load(path)

    def try_route(self, route):
        self.script("const route = document.getElementById(arguments[0]); route.open = true; route.scrollIntoView()", route)
        self.wait_shown(f"#{route} form button")
        return f"#{route}"

    def answer(self, route):
        self.find(f"{route} form button.main").click()
        wait_for("an answer", lambda: self.script(
            "return !document.querySelector(arguments[0] + ' form button.main').disabled", route))
        return self.text(f"{route} .answer")

    def test_every_operation_is_shown_and_can_be_opened(self):
        count = self.script(
            "return fetch('/openapi.json').then((answer) => answer.json()).then((api) =>"
            " Object.values(api.paths).flatMap((item) => Object.keys(item)).length)")
        self.assertEqual(len(self.all("details.route")), count)
        self.assertGreater(count, 35)
        self.script("for (const each of document.querySelectorAll('details.route')) each.open = true")
        wait_for("the insides", lambda: len(self.all("details.route form")) == count)
        self.assertEqual(self.script("return document.documentElement.outerHTML.includes('undefined')"), False)
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.picture("docs")

    def test_requests_can_be_tried_and_streams_are_shown_as_they_come(self):
        self.assertIn('"OK"', self.answer(self.try_route("getHealth")))
        self.wait_shown("#mint").click()
        self.wait_text("#who", "42 @ 1")
        self.assertIn("tookMs", self.answer(self.try_route("search")))
        chat = self.try_route("streamChat")
        text = self.answer(chat)
        self.assertIn("200", text)
        self.assertIn("[DONE]", text)

    def test_it_says_what_is_wrong_with_a_token(self):
        self.expected_errors = ("401",)
        field = self.wait_shown("#token")
        field.send_keys("nonsense" + Keys.TAB)
        self.wait_text("#alarm", "no token that names a user and a tenant")
        self.assertTrue(self.find("#alarm").is_displayed())
        self.assertEqual(self.text("#who"), "No token: only open routes will answer.")
        self.refused("No token was sent", "E2000")
        # It names somebody, but nobody has signed it: only the service finds that out.
        field.clear()
        field.send_keys(self.stack.token().rsplit(".", 1)[0] + ".AAAA" + Keys.TAB)
        self.wait_text("#who", "42 @ 1")
        self.assertFalse(self.find("#alarm").is_displayed())
        self.refused("A token that cannot be trusted", "E2003")

    def refused(self, what, code):
        """Expects the answer to a request that is refused for its token."""
        text = self.answer(self.try_route("search"))
        self.assertIn("401", text, what)
        self.assertIn(code, text, what)
        self.assertTrue(self.all("#search .answer .status.bad"), what)

    def test_it_says_why_no_token_can_be_made(self):
        self.script(
            "const real = window.fetch; window.answers = [];"
            "window.fetch = (url, options) => !String(url).endsWith('dev/token') ? real(url, options)"
            " : window.answers.length ? Promise.resolve(window.answers.shift()) : Promise.reject(new TypeError('no network'));"
            "window.answers.push(new Response('{}', { status: 503, statusText: 'Service Unavailable' }),"
            " new Response(JSON.stringify({ data: { token: 'nonsense' } }), { status: 200 }));"
        )
        button = self.wait_shown("#mint")
        for reason in ("503 Service Unavailable", "it names no user and tenant", "no network"):
            button.click()
            self.wait_text("#alarm", f"No token was made: {reason}")
            self.assertTrue(self.find("#alarm").is_displayed())
            self.assertEqual(self.text("#who"), "No token: only open routes will answer.")
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.load()
        self.wait_shown("#mint").click()
        self.wait_text("#who", "42 @ 1")
        self.assertFalse(self.find("#alarm").is_displayed())

    def test_it_works_below_aura_too(self):
        self.load("/aura/docs")
        self.assertIn('"OK"', self.answer(self.try_route("getHealth")))

    def test_it_can_be_read_in_the_dark_and_on_a_telephone(self):
        self.emulate(scheme="dark", width=390)
        self.try_route("streamAgent")
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.assertLessEqual(self.script("return document.documentElement.scrollWidth"), 390)
        self.picture("docs-dark-phone")
