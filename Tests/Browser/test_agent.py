import json
import unittest

from support.console import ConsoleTest
from support.stack import wait_for


class AgentTests(ConsoleTest):
    def setUp(self):
        super().setUp()
        self.sign_in()
        self.before = len(self.stack.backend.mails)
        self.ask("Please send a mail about the budget", mode="agent")
        self.card = self.wait_shown(".approval")

    def mails(self):
        return self.stack.backend.mails[self.before:]

    def test_an_approved_step_is_taken_once_with_what_was_shown(self):
        shown = self.card.find_element("css selector", "pre").text
        self.assertEqual(json.loads(shown)["to"], "kim@example.com")
        # In the same order each time, for eyes that have seen many.
        self.assertEqual(list(json.loads(shown)), ["amount", "subject", "to"])
        # No digit is lost on the way to whoever decides.
        self.assertIn("12345678901234567890", shown)
        self.assertIn("승인이 필요합니다: send_mail", self.text("#announcer"))
        self.assertEqual(self.mails(), [])
        self.picture("agent-approval")
        self.assertEqual(self.checks("accessibility.js", "accessibilityFaults()"), [])
        self.card.find_element("css selector", "button.approve").click()
        answer = self.wait_answer()
        self.assertIn("Done", answer)
        self.assertIn("승인되었습니다", self.text(".approval > .status"))
        self.assertEqual([mail["body"]["subject"] for mail in self.mails()], ["Budget"])
        self.assertIn("The person wants a mail", self.text(".timeline .thought"))
        self.assertIn("send_mail", self.text(".timeline"))
        self.assertIn("성공", self.text(".timeline .status.good"))
        self.picture("agent-done")

    def test_a_rejected_step_is_not_taken(self):
        self.card.find_element("css selector", "input").send_keys("wrong address")
        self.card.find_element("css selector", "button.reject").click()
        self.wait_answer()
        self.assertIn("거절되었습니다", self.text(".approval > .status"))
        self.assertEqual(self.mails(), [])

    def test_a_reload_asks_again_for_the_same_approval(self):
        name = self.card.get_attribute("aria-labelledby")
        self.browser.refresh()
        self.wait_ready()
        self.sign_in()
        card = self.wait_shown(".approval")
        self.assertEqual(card.get_attribute("aria-labelledby"), name)
        card.find_element("css selector", "button.approve").click()
        self.wait_answer()
        self.assertEqual(len(self.mails()), 1)


class DecidedElsewhereTests(ConsoleTest):
    expected_errors = ("409",)

    def test_what_somebody_decided_first_counts(self):
        self.sign_in()
        self.ask("Please send a mail about the budget", mode="agent")
        card = self.wait_shown(".approval")
        request = card.get_attribute("aria-labelledby").removeprefix("approval-")
        status, _ = self.stack.request("POST", f"hitl/reject/{request}", {"userId": "42"})
        self.assertEqual(status, 200)
        wait_for("the card settled", lambda: "거절되었습니다" in self.text(".approval > .status"))
        self.wait_answer()
        self.assertFalse(self.all(".approval button.approve")[0].is_displayed())

    def test_a_409_counts_as_done(self):
        self.sign_in()
        self.script(
            "const real = window.fetch; window.fetch = (url, options) => String(url).includes('hitl/approve')"
            " ? Promise.resolve(new Response(JSON.stringify({ success: true, data: { status: 'rejected' } }),"
            " { status: 409 })) : real(url, options);"
        )
        self.ask("Please send a mail about the budget", mode="agent")
        card = self.wait_shown(".approval")
        card.find_element("css selector", "button.approve").click()
        self.wait_text(".approval > .status", "거절되었습니다")
        self.find("#stop").click()
        self.wait_answer()


if __name__ == "__main__":
    unittest.main()
