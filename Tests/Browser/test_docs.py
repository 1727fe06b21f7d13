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

    def test_it_works_below_aura_too(self):
        self.load("/aura/docs")
        self.assertIn('"OK"', self.answer(self.try_route("getHealth")))

    def test_it_can_be_read_in_the_dark_and_on_a_telephone(self):
        self.emulate(scheme="dark", width=390)
        self.try_route("streamAgent")
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.assertLessEqual(self.script("return document.documentElement.scrollWidth"), 390)
        self.picture("docs-dark-phone")
