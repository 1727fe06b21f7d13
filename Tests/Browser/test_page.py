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


class PhoneTests(ConsoleTest):
    ANSWER = (
        "다음 주 예산 검토 회의는 월요일 오전 열 시에 본관 삼층 대회의실에서 진행됩니다. 참석 대상자는 재무팀과 인사팀의 팀장급 이상이며, "
        "준비자료는 금요일까지 공유드라이브에 업로드해 주시기 바랍니다.\n\n"
        "| 항목 | 담당 부서 | 금액(원) | 비고 |\n|---|---|---|---|\n| 인건비 | 인사팀 | 120,000,000 | 지난 분기 대비 증가 |"
    )

    def setUp(self):
        super().setUp()
        self.emulate(width=390, height=844)
        self.load()

    def languages(self):
        for code in ("en", "ko"):
            self.choose_language(code)
            yield code

    def test_the_tabs_and_the_questions_hint_fit(self):
        self.sign_in()
        for language in self.languages():
            tabs = self.script(
                "const nav = document.getElementById('views');"
                "return [new Set([...nav.children].map((each) => each.offsetTop)).size, nav.scrollWidth - nav.clientWidth]"
            )
            self.assertEqual(tabs, [1, 0], language)
            hidden = self.script(
                "const field = document.getElementById('question'); field.value = field.placeholder;"
                "const hidden = field.scrollHeight - field.clientHeight; field.value = ''; return hidden"
            )
            self.assertEqual(hidden, 0, language)
            self.picture(f"phone-tabs-{language}")

    def test_the_tab_that_is_shown_is_in_sight(self):
        self.sign_in(role="admin")
        for language in self.languages():
            self.script("location.hash = '#admin'")
            self.wait_shown("#admin")
            right = self.script("return document.querySelector('#views a[aria-current]').getBoundingClientRect().right")
            self.assertLessEqual(right, 390, language)
            self.open("chat")

    def test_words_stay_whole(self):
        self.sign_in(role="admin")
        self.browser.execute_async_script(
            "const done = arguments[1]; import('/console/markdown.js').then(({ showMarkdown }) => {"
            "const text = Object.assign(document.createElement('div'), { className: 'text' });"
            "const turn = Object.assign(document.createElement('article'), { className: 'turn answer' });"
            "showMarkdown(text, arguments[0]); turn.append(text); document.getElementById('turns').append(turn); done(); })",
            self.ANSWER,
        )
        for language in self.languages():
            for view in ("chat", "analysis", "search", "automation", "usage", "admin"):
                self.open(view)
                if view == "admin":
                    self.wait_text("#admin-services", "aura-llm")
                self.assertEqual(self.checks("words.js", "brokenWords(document.body)"), [], f"{view}, {language}")

    def test_the_newest_words_stay_in_sight(self):
        self.sign_in()
        above = (
            "return document.querySelector('.turn.answer > .text').getBoundingClientRect().bottom"
            " <= document.getElementById('composer').getBoundingClientRect().top"
        )
        self.ask("slow 700 0.01")
        self.wait_text(".turn.answer > .text", "t400 ")
        wait_for("the newest words above the composer", lambda: self.script(above), 2)
        # Who reads further up is left there.
        frames = (
            "const done = arguments[0]; scrollTo(0, 0);"
            "requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)))"
        )
        wait_for("the page's top", lambda: self.browser.execute_async_script(frames) == 0)
        self.wait_answer()
        self.assertEqual(self.script("return scrollY"), 0)

    def test_what_is_to_be_decided_is_in_sight(self):
        self.sign_in()
        self.ask("slow 400 0.001")
        self.wait_answer()
        self.ask("Please send a mail about the budget", mode="agent")
        self.wait_shown(".approval")
        in_sight = (
            "const button = document.querySelector('.approval button.approve'), box = button.getBoundingClientRect();"
            "return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === button"
        )
        wait_for("the button in sight", lambda: self.script(in_sight), 2)
        self.picture("phone-approval")
        self.find("#stop").click()
        self.wait_answer()


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
