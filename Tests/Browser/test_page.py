import unittest
import urllib.request

from selenium.webdriver.common.keys import Keys

from support.console import ConsoleTest
from support.stack import wait_for


class SignInTests(ConsoleTest):
    expected_errors = ("401",)

    def test_a_token_can_be_made_where_this_is_development(self):
        self.wait_shown("#mint-form")
        self.find("#mint-user").clear()
        self.find("#mint-user").send_keys("7")
        self.find("#mint-form button").click()
        self.wait_shown("#views")
        self.assertEqual(self.text("#who"), "7 @ 1")
        self.ask("hello")
        self.assertIn("hello", self.wait_answer())

    def test_what_is_no_token_is_refused_and_a_false_one_ends_the_session(self):
        self.find("#token").send_keys("nonsense")
        self.find("#login-form button").click()
        self.wait_text("#alarm", "사용자와 테넌트가 없습니다")
        false = self.stack.token().rsplit(".", 1)[0] + ".AAAA"
        self.sign_in_falsely(false)
        self.wait_shown("#login-reason")

    def sign_in_falsely(self, token):
        self.find("#token").send_keys(token)
        self.find("#login-form button").click()

    def test_signing_out_leaves_nothing_of_the_person_behind(self):
        self.sign_in()
        self.ask("my secret question")
        self.wait_answer()
        self.find("#sign-out").click()
        self.wait_shown("#login")
        self.assertNotIn("my secret question", self.script("return document.documentElement.outerHTML"))
        kept = self.script("return JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])")
        self.assertNotIn("secret", kept)


class LanguageTests(ConsoleTest):
    language = "en"

    def test_the_browsers_language_is_taken_and_can_be_changed(self):
        self.assertEqual(self.script("return document.documentElement.lang"), "en")
        self.assertEqual(self.text("#login-title"), "Sign in")
        self.sign_in()
        self.ask("slow 200 0.05")
        self.wait_text(".turn.answer > .state", "Answering")
        self.find("#language").send_keys("한국어")
        wait_for("Korean", lambda: self.script("return document.documentElement.lang") == "ko")
        self.assertIn("답변하는 중", self.text(".turn.answer > .state"))
        self.assertEqual(self.text("#views a[href='#search']"), "검색")
        self.find("#stop").click()
        self.wait_answer()
        self.browser.refresh()
        self.wait_ready()
        self.assertEqual(self.script("return document.documentElement.lang"), "ko")

    def test_both_languages_have_the_same_words(self):
        words = self.browser.execute_async_script(
            "const done = arguments[0];"
            "Promise.all([import('/console/words.ko.js'), import('/console/words.en.js')]).then(([{ ko }, { en }]) =>"
            "done([ko, en].map((each) => Object.entries(each).map(([key, text]) =>"
            " `${key} ${[...text.matchAll(/\\{\\w+\\}/g)].map(String).sort()}`).sort())))"
        )
        self.assertEqual(words[0], words[1])
        self.assertGreater(len(words[0]), 100)


class AccessibilityTests(ConsoleTest):
    def test_every_view_can_be_read_and_named(self):
        views = ["chat", "analysis", "search", "automation", "usage", "admin"]
        for scheme in ("light", "dark"):
            self.emulate(scheme=scheme)
            self.load()
            self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [], f"sign-in, {scheme}")
            self.picture(f"login-{scheme}")
            self.sign_in(role="admin")
            self.ask("markdown please")
            self.wait_answer()
            for view in views:
                self.open(view)
                self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [], f"{view}, {scheme}")
                self.picture(f"{view}-{scheme}")

    def test_nothing_is_wider_than_a_phone(self):
        self.emulate(width=360, height=740)
        self.load()
        self.sign_in(role="admin")
        self.ask("markdown please")
        self.wait_answer()
        for view in ("chat", "analysis", "search", "automation", "usage", "admin"):
            self.open(view)
            widths = self.script("return [document.documentElement.scrollWidth, innerWidth]")
            self.assertLessEqual(widths[0], widths[1], view)
            self.picture(f"phone-{view}")

    def test_the_keyboard_alone_asks_and_stops(self):
        field = self.wait_shown("#token")
        self.assertEqual(self.script("return document.activeElement.id"), "token")
        field.send_keys(self.stack.token() + Keys.ENTER)
        self.wait_shown("#views")
        wait_for("the question's field", lambda: self.script("return document.activeElement.id") == "question")
        self.browser.switch_to.active_element.send_keys("slow 300 0.05" + Keys.ENTER)
        self.wait_text(".turn.answer > .text", "t2 ")
        self.browser.switch_to.active_element.send_keys(Keys.TAB)
        self.assertEqual(self.script("return document.activeElement.id"), "stop")
        outline = self.script("return getComputedStyle(document.activeElement).outlineStyle")
        self.assertEqual(outline, "solid")
        self.browser.switch_to.active_element.send_keys(Keys.SPACE)
        self.wait_answer(10)
        self.assertIn("중지했습니다", self.text(".turn.answer > .state"))


class PrefixTests(ConsoleTest):
    def test_under_the_gateways_prefix_everything_works(self):
        self.load("/aura")
        self.assertTrue(self.browser.current_url.endswith("/aura/"))
        self.sign_in()
        self.ask("hello")
        self.assertIn("hello", self.wait_answer())
        names = self.script("return performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)")
        self.assertEqual([name for name in names if not name.startswith("/aura/")], [])

    def test_the_page_may_load_nothing_from_elsewhere(self):
        with urllib.request.urlopen(urllib.request.Request(self.stack.url, headers={"Accept": "text/html"})) as answer:
            policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        blocked = self.browser.execute_async_script(
            "const done = arguments[0]; document.addEventListener('securitypolicyviolation', (event) =>"
            " done(event.effectiveDirective), { once: true });"
            "const image = document.createElement('img'); image.src = 'https://evil.example/x.png';"
            "document.body.append(image);"
        )
        self.assertEqual(blocked, "img-src")
        self.browser.get_log("browser")


if __name__ == "__main__":
    unittest.main()
