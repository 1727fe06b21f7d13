import json
import unittest

from support.console import ConsoleTest
from support.stack import wait_for


class ViewTests(ConsoleTest):
    def marked(self):
        marks = "return [...document.querySelectorAll('#search-results mark')].map((each) => each.textContent.toLowerCase())"
        return set(self.script(marks))

    def test_search_marks_what_was_looked_for(self):
        self.stack.publish_mail(801, "Quarterly harvest plan", "The harvest begins in September. <b>Not bold</b>")
        self.stack.publish_mail(802, "분기 수확 계획", "수확은 구월에 시작합니다.")
        self.sign_in()
        self.open("search")
        self.find("#search-text").send_keys("harvest")
        self.find("#search-form button").click()
        wait_for("results", lambda: self.marked() == {"harvest"})
        self.assertIn("<b>Not bold</b>", self.text("#search-results"))
        self.assertRegex(self.text("#search-count"), r"\d+건")
        self.picture("search")
        field = self.find("#search-text")
        field.clear()
        field.send_keys("수확")
        self.find("#search-form button").click()
        wait_for("Korean results", lambda: "수확" in self.marked())
        facts = self.text("#search-results .facts")
        self.assertIn("시각: 2026. 2. 1.", facts)
        self.assertIn("받는 사람 수: 3", facts)
        self.assertNotIn("T09:30", facts)
        field.clear()
        field.send_keys("zzzqqqxxx")
        self.find("#search-type").send_keys("결재")
        self.find("#search-form button").click()
        self.wait_text("#search-count", "찾은 문서가 없습니다")

    def test_an_analysis_goes_on_without_the_page_and_is_shown_to_its_end(self):
        self.stack.publish_mail(803, "Delivery delays", "Deliveries from Busan were late three times in March.")
        self.sign_in(user="analyst")
        self.open("analysis")
        # So slow that the run can be seen before it ends.
        self.find("#analysis-question").send_keys("Why are deliveries late? slow 20 0.05")
        self.find("#analysis-form button").click()
        self.wait_shown("#analyses .card")
        wait_for("its run", lambda: self.script("return sessionStorage.getItem('aura.runs') ?? '[]'") != "[]")
        self.wait_text("#analyses .card .note", "분석이 끝났습니다", 40)
        self.assertEqual(self.script("return document.querySelector('#analyses progress').value"), 100)
        self.assertNotEqual(self.text("#analyses .card .text"), "")
        self.wait_text("#analyses .card .facts", "작업")
        self.picture("analysis")
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])

    def test_an_automation_is_made_listed_and_cancelled(self):
        self.sign_in(user="automations")
        self.open("automation")
        self.wait_text("#automations", "자동화가 없습니다")
        self.find("#automation-instruction").send_keys("Tell me what is late")
        self.find("#automation-schedule").send_keys("0 9 * * 1-5")
        self.find("#automation-form button").click()
        self.wait_text("#automations .card", "0 9 * * 1-5")
        self.assertIn("상태: 예약됨", self.text("#automations .card"))
        self.assertRegex(self.text("#automations .card"), r"다음 실행: 20\d\d\. \d+\. \d+\. 오전 9:00 GMT")
        self.choose_language("en")
        self.assertIn("Status: scheduled", self.text("#automations .card"))
        self.choose_language("ko")
        self.picture("automation")
        self.find("#automations button.danger").click()
        self.browser.switch_to.alert.accept()
        wait_for("no button to cancel", lambda: not self.all("#automations button.danger"))

    def test_usage_is_drawn_and_told_in_numbers(self):
        self.sign_in(user="user-of-tokens")
        self.ask("hello")
        self.wait_answer()

        def shown():
            self.find("#usage-form button").click()
            return "42" in self.text("#usage-report td.number:last-child") or "42" in self.text("#usage-report")

        self.open("usage")
        wait_for("the tokens", shown)
        self.assertTrue(self.all("#usage-report svg.chart rect.completion"))
        self.assertIn("scripted", self.text("#usage-report"))
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.picture("usage")
        # The drawing's words are no smaller on a phone.
        self.emulate(width=390, height=844)
        self.find("#usage-form button").click()
        wait_for("words that can be read", lambda: self.script(
            "return document.querySelector('#usage-report svg.chart text')?.getBoundingClientRect().height") >= 12)


class AdminTests(ConsoleTest):
    def test_only_administrators_see_the_operations(self):
        self.sign_in(role="manager")
        self.assertEqual(len(self.all("#views a[href='#admin']")), 0)
        self.script("location.hash = '#admin'")
        self.assertFalse(self.find("#admin").is_displayed())

    def test_services_and_dead_letters_are_shown_and_put_back(self):
        fields = ["v", "1", "run", "r" * 26, "kind", "task.unknown", "tenant", "1", "user", "42", "edge", "e.b",
                  "deadline", "1", "body", "{}", "reason", "nobody knows this kind", "attempts", "3",
                  "failedAt", "1769938200000"]
        self.stack.redis("XADD", "aura:cmd:tasks:dead", "*", *fields)
        foreign = [("2" if name == "1" and fields[index - 1] == "tenant" else name) for index, name in enumerate(fields)]
        self.stack.redis("XADD", "aura:cmd:tasks:dead", "*", *foreign)
        self.sign_in(role="admin")
        self.open("admin")
        self.wait_text("#admin-health", "정상")
        self.wait_text("#admin-services", "aura-llm")
        self.wait_text("#admin-dead", "nobody knows this kind")
        self.assertEqual(len(self.all("#admin-dead tbody tr")), 1)
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.picture("admin")
        self.find("#admin-dead button").click()
        self.wait_text("#announcer", "되돌렸습니다")

    def test_events_that_were_given_up_are_shown_and_put_back(self):
        for tenant in ("1", "2"):
            event = {"eventId": f"dead-{tenant}", "eventType": "MAIL_SENT", "tenantId": tenant, "userId": f"4{tenant}",
                     "data": {"mailId": 811, "subject": "Put back", "body": "Was given up once.", "recipientCount": 1}}
            self.stack.redis("XADD", "aura:events:dead", "*", "event", json.dumps(event), "entry", "1-0",
                             "reason", "nobody could index this", "attempts", "3", "failedAt", "1769938200000")
        self.addCleanup(self.stack.redis, "DEL", "aura:events:dead")
        self.sign_in(role="admin")
        self.open("admin")
        self.wait_text("#admin-dead", "nobody could index this")
        titles = self.script("return [...document.querySelectorAll('#admin-dead h4')].map((each) => each.textContent)")
        self.assertEqual(titles[-1], "이벤트")
        rows = self.all("#admin-dead div[aria-label$='이벤트'] tbody tr")
        self.assertEqual(len(rows), 1)
        self.assertIn("MAIL_SENT", rows[0].text)
        self.assertIn("41", rows[0].text)
        self.assertNotIn("Put back", self.text("#admin-dead"))
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        rows[0].find_element("css selector", "button").click()
        self.wait_text("#announcer", "되돌렸습니다")
        wait_for("the row gone", lambda: "MAIL_SENT" not in self.text("#admin-dead"))
        # The indexer has taken it now.
        wait_for("the mail", lambda: self.stack.finds("Put back", "mail_811"))

    def test_runs_that_go_on_are_shown_until_they_end(self):
        self.sign_in(role="admin")
        self.open("admin")
        self.wait_text("#admin-runs", "실행이 없습니다")
        self.open("chat")
        self.ask("slow 300 0.05")
        self.wait_text(".turn.answer > .text", "t2 ")
        self.open("admin")
        self.wait_text("#admin-runs", "aura-gateway-edge")
        self.wait_text("#admin-runs tbody", "실행 중")
        rows = self.all("#admin-runs tbody tr")
        self.assertEqual(len(rows), 1)
        cells = [cell.text for cell in rows[0].find_elements("css selector", "td")]
        run = self.script("return JSON.parse(sessionStorage.getItem('aura.runs'))[0].run")
        self.assertEqual(cells[:5], [run, "chat", "42", "실행 중", "aura-llm"])
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.picture("admin-runs")
        self.open("chat")
        self.find("#stop").click()
        self.wait_answer()
        self.open("admin")

        def is_gone():
            self.find("#admin-refresh").click()
            return run not in self.text("#admin-runs") and "없습니다" in self.text("#admin-runs")

        wait_for("no run", is_gone)


if __name__ == "__main__":
    unittest.main()
