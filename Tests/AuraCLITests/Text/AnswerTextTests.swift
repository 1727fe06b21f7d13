import Messages
import Testing

@testable import AuraCLI

@Suite struct AnswerTextTests {
    @Test func aTableEndsWithTheSumOfAllTokens() throws {
        let count = #""promptTokens":3,"completionTokens":5,"totalTokens":8,"requests":1,"estimated":{"totalTokens":2}"#
        let usage = try #require(
            JSONValue.read(
                #"{"rows":[{"day":"2026-01-31","user":"42","model":"gpt-4",\#(count)}],"totals":{\#(count)}}"#
            )
        )
        #expect(
            UsageText.lines(of: usage) == [
                "DAY         USER  MODEL  PROMPT  COMPLETION  TOTAL  REQUESTS  ESTIMATED",
                "2026-01-31  42    gpt-4  3       5           8      1         2",
                "all                      3       5           8      1         2",
            ]
        )
        #expect(UsageText.lines(of: ["rows": []]) == ["No tokens were used."])
    }

    @Test func tasksAreATableThatSaysHowManyOlderThereAre() {
        let task: JSONValue = ["taskId": "t-1", "taskType": "analysis", "status": "RUNNING", "progress": 40]
        let page: JSONValue = ["tasks": [task], "total": 9, "page": 1, "size": 3]
        #expect(
            TaskText.lines(of: page) == [
                "ID   TYPE      STATUS   %   CREATED  DESCRIPTION", "t-1  analysis  RUNNING  40  -        -",
                "and 5 older; --page shows them",
            ]
        )
        #expect(TaskText.lines(of: ["tasks": [task], "total": 1, "page": 0, "size": 20]).count == 2)
        #expect(TaskText.lines(of: ["tasks": []]) == ["There are no tasks."])
    }

    @Test func aResultIsItsTitleAndTheBeginningOfItsText() {
        let result: JSONValue = [
            "id": "mail_1", "score": 1, "text": "Budget\nFor \u{1B}2026", "metadata": ["title": "Budget"],
        ]
        let bare: JSONValue = ["id": "mail_2", "score": 0, "text": "Only", "metadata": ["title": "Only"]]
        #expect(
            SearchResultText.lines(of: ["results": [result, bare]])
                == ["1. Budget (mail_1, 1)", "   Budget For \\u{1B}2026", "2. Only (mail_2, 0)"]
        )
        let long: JSONValue = ["id": "a", "text": .string(String(repeating: "x", count: 161))]
        #expect(SearchResultText.lines(of: ["results": [long]]).last?.count == 163)
        #expect(SearchResultText.lines(of: ["results": []]) == ["Nothing was found."])
    }

    @Test func conversationsAreListedAndToldInOrder() {
        let head: JSONValue = ["id": "c-1", "updatedAt": "2026-01-31T10:00:00", "messageCount": 2, "title": "Budget"]
        #expect(
            ConversationText.lines(ofList: ["conversations": [head], "next": "7"]) == [
                "ID   UPDATED              MESSAGES  TITLE", "c-1  2026-01-31T10:00:00  2         Budget",
                "and older ones; --limit shows more",
            ]
        )
        #expect(ConversationText.lines(ofList: ["conversations": []]) == ["There are no conversations."])
        let messages: JSONValue = [["role": "user", "content": "a\nb"], ["role": "assistant", "content": "c\u{1B}"]]
        #expect(
            ConversationText.lines(of: ["messages": messages, "cut": true])
                == ["(older messages are not kept)", "user:", "  a", "  b", "assistant:", "  c\\u{1B}"]
        )
    }

    @Test func anObjectIsALineAFieldWithLongTextsLast() {
        let run: JSONValue = [
            "text": "one", "status": "completed", "usage": ["totalTokens": 8], "worker": .null, "error": "a\nb",
        ]
        #expect(
            FieldText.lines(of: run)
                == ["status: completed", #"usage: {"totalTokens":8}"#, "error:", "  a", "  b", "text:", "  one"]
        )
    }
}
