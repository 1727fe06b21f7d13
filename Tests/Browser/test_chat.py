import unittest

from support.console import ConsoleTest
from support.stack import wait_for


def tokens(count):
    return "".join(f"t{index} " for index in range(count))


class ChatTests(ConsoleTest):
    def setUp(self):
        super().setUp()
        self.sign_in()

    def cursors(self):
        """The tags of what shows a cursor at its end."""
        return self.script(
            "return [...document.querySelectorAll('.turn.answer *')]"
            ".filter((each) => getComputedStyle(each, '::after').content.includes('▍')).map((each) => each.tagName)"
        )

    def test_an_answer_is_shown_while_it_comes(self):
        self.script(
            "window.told = []; new MutationObserver(() => told.push(document.getElementById('announcer').textContent))"
            ".observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true });"
        )
        self.ask("slow 120 0.05")
        self.wait_text(".turn.answer > .text", "t3 ")
        self.assertNotIn("t119", self.text(".turn.answer > .text"))
        self.assertEqual(self.find(".turn.answer").get_attribute("aria-busy"), "true")
        # The cursor stands behind the last word.
        self.assertEqual(self.cursors(), ["P"])
        self.picture("chat-streaming")
        self.assertEqual(self.wait_answer().strip(), tokens(120).strip())
        # Screen readers hear of the beginning and the end, not of each word.
        self.assertLessEqual(len(self.script("return told")), 3)
        self.assertIn("t0 t1", self.text("#announcer"))
        self.assertTrue(self.find("#send").is_displayed())
        self.assertEqual(self.cursors(), [])

    def test_a_question_during_an_answer_waits_and_is_told_why(self):
        self.assertIn("메일과 결재", self.text("#welcome"))
        self.ask("slow 120 0.05")
        self.wait_text(".turn.answer > .text", "t3 ")
        self.assertFalse(self.find("#welcome").is_displayed())
        self.find("#question").send_keys("the next one", "\n")
        self.assertIn("중지한 뒤에", self.text("#alarm"))
        self.assertEqual(self.find("#question").get_attribute("value"), "the next one")
        self.wait_answer()
        self.assertFalse(self.find("#alarm").is_displayed())
        self.find("#question").send_keys("\n")
        wait_for("the next question", lambda: len(self.all(".turn.question")) == 2)
        self.wait_answer()

    def test_documents_are_an_agent_s_own_choice(self):
        documents = self.find("#use-documents")
        self.assertTrue(documents.is_enabled())
        self.find("#composer input[value=agent]").click()
        self.assertFalse(documents.is_enabled())
        self.find("#composer input[value=chat]").click()
        self.assertTrue(documents.is_enabled())

    def test_stop_ends_the_answer_at_the_provider(self):
        before = self.stack.provider.cut_streams
        self.ask("slow 600 0.05")
        self.wait_text(".turn.answer > .text", "t3 ")
        self.find("#stop").click()
        self.wait_answer(10)
        self.assertIn("중지했습니다", self.text(".turn.answer > .state"))
        self.assertNotIn("t500", self.text(".turn.answer > .text"))
        wait_for("the provider's stream cut", lambda: self.stack.provider.cut_streams > before, 5)

    def test_markdown_is_shown_and_nothing_in_it_runs_or_loads(self):
        self.ask("markdown please")
        self.wait_answer()
        answer = self.find(".turn.answer > .text")
        self.assertEqual(self.script("return document.title"), "Aura")
        self.assertEqual(self.script("return arguments[0].querySelectorAll('img, script, iframe, style').length", answer), 0)
        links = self.script("return [...arguments[0].querySelectorAll('a')].map((a) => [a.href, a.rel, a.target])", answer)
        self.assertEqual([link[0] for link in links],
                         ["https://example.com/page?q=secret", "https://evil.example/steal.png?d=secret"])
        for _, rel, target in links:
            self.assertEqual((rel, target), ("noopener noreferrer", "_blank"))
        # Whole addresses, so that nobody follows one that they have not seen.
        self.assertIn("(https://evil.example/steal.png?d=secret)", answer.text)
        self.assertIn("<script>", answer.text)
        self.assertEqual(self.script("return arguments[0].querySelector('table tbody td').textContent", answer), "one")
        self.assertEqual(self.script("return arguments[0].querySelector('pre').textContent", answer),
                         "if (a < b) { <b>no</b> }")
        loaded = self.script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
        self.assertEqual([name for name in loaded if not name.startswith(self.stack.url)], [])
        self.picture("chat-markdown")

    def test_after_a_reload_the_answer_goes_on(self):
        self.ask("slow 120 0.05")
        self.wait_text(".turn.answer > .text", "t10 ")
        self.browser.refresh()
        self.wait_ready()
        kept = self.script("return JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])")
        self.assertNotIn("slow", kept)
        self.assertNotIn("eyJ", kept)
        self.sign_in()
        self.wait_text(".turn.answer > .text", "t20 ")
        self.assertEqual(self.wait_answer().strip(), tokens(120).strip())
        self.assertIn("저장되지 않습니다", self.text(".turn.question"))
        self.assertEqual(self.script("return sessionStorage.getItem('aura.runs')"), "[]")

    def test_a_second_reload_finds_nothing_left_to_go_on_with(self):
        self.ask("hello")
        self.wait_answer()
        self.browser.refresh()
        self.wait_ready()
        self.sign_in()
        self.assertEqual(len(self.all(".turn.answer")), 0)

    def test_a_question_in_korean_is_answered_byte_for_byte(self):
        self.ask("다음 주 예산 검토 회의 일정을 알려줘 🗓")
        self.assertIn("다음 주 예산 검토 회의 일정을 알려줘 🗓", self.wait_answer())

    def test_sources_are_shown_with_their_text_to_hover_over(self):
        self.stack.publish_mail(701, "Budget review sources", "The budget is reviewed on Monday at ten.")
        self.ask("What do the sources say of the budget review?")
        self.wait_answer()
        wait_for("sources", lambda: len(self.all(".sources > ol > li")) > 0)
        self.assertRegex(self.text(".sources > summary"), r"근거 \d+개")
        cite = self.wait_shown(".turn.answer button.cite")
        self.assertIn("Monday at ten", cite.get_attribute("title"))
        cite.click()
        self.wait_shown(".sources details[open] p")
        self.assertIn("Monday at ten", self.find(".sources details[open] p").text)
        self.picture("chat-sources")


class LostConnectionTests(ConsoleTest):
    expected_errors = ("net::ERR_",)

    def test_a_lost_connection_costs_no_word_and_doubles_none(self):
        self.sign_in()
        self.ask("slow 100 0.05")
        self.wait_text(".turn.answer > .text", "t10 ")
        self.stack.relay.cut()
        self.addCleanup(self.stack.relay.mend)
        self.wait_text(".turn.answer > .state", "다시 연결")
        self.stack.relay.mend()
        self.wait_text(".turn.answer > .state", "답변하는 중")
        self.assertEqual(self.wait_answer().strip(), tokens(100).strip())


class ExpiredTokenTests(ConsoleTest):
    expected_errors = ("401",)

    def test_with_a_new_token_the_answer_goes_on(self):
        self.sign_in(token=self.stack.token(lifetime=8))
        self.ask("slow 240 0.05")
        self.wait_shown("#login-reason")
        self.assertIn("만료", self.text("#login-reason"))
        self.sign_in()
        self.assertEqual(self.wait_answer().strip(), tokens(240).strip())


class ConversationTests(ConsoleTest):
    def test_a_conversation_is_kept_gone_on_with_and_deleted(self):
        user = "conversations"
        self.sign_in(user=user)
        self.ask("My name is Haneul.")
        self.wait_answer()
        self.ask("What is my name?")
        self.wait_answer()
        said = [message["content"] for message in self.stack.provider.requests[-1]["messages"]]
        self.assertTrue(any("Haneul" in text for text in said), "the provider heard what was said before")
        wait_for("the conversation in the list", lambda: "Haneul" in self.text("#conversations"))
        self.picture("chat-conversations")

        self.find("#new-conversation").click()
        self.assertEqual(len(self.all(".turn")), 0)
        # In one step: the list may just be drawn anew.
        self.script("document.querySelector('#conversations li button').click()")
        wait_for("its messages", lambda: len(self.all(".turn")) == 4)
        self.assertEqual(self.all(".turn.question")[0].text, "My name is Haneul.")

        self.find("#conversations li button.danger").click()
        self.browser.switch_to.alert.accept()
        wait_for("an empty list", lambda: not self.all("#conversations li"))
        status, answer = self.stack.request("GET", "conversations", user=user)
        self.assertEqual((status, answer["data"]["conversations"]), (200, []))


if __name__ == "__main__":
    unittest.main()
