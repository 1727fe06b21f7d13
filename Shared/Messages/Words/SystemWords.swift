/// All that the system itself says to people beside why runs fail, which ``RunFailure/Reason`` tells: each thing once, in
/// every language. A thing without one of its texts does not compile.
package enum SystemWords: Sendable, Equatable {
    // Who asks
    case tokenMissing, tokenInvalid, tokenExpired, tokenWithoutTenant
    case tenantMissing, tenantUnusable, tenantMismatch, tenantNoNumber, userMissing, userMismatch
    case permissionDenied(String)

    // What is asked for
    case nothingHere, methodNotAllowed
    case runNotFound, conversationNotFound, automationNotFound, taskNotFound, approvalNotFound, deadLetterNotFound
    case noSuchService, modelNotConfigured
    case foreignEvent, foreignApproval

    // How it is asked for
    case requestUnreadable, requestTooLarge, bodyUnreadable, bodyNoJSON, bodyNoObject, bodyWrongType, fieldTwice
    case bodyTooLarge(bytes: Int)
    case missing(String)
    case empty(String)
    case unusable(String)
    case wrongType(String)
    case noNumber(String)
    case noDay(String)
    case noTime(String)
    case tooManyBytes(String, limit: Int)
    case tooManyCharacters(String, limit: Int)
    case tooManyItems(String, limit: Int)
    case notWithin(String, ClosedRange<Int>)
    case notAmong(String, [String])
    case only(String, Int)
    case notOffered(String)
    case useTools(String)
    case toolNoFunction, streamOptionsAlone, lastMessageNotUsers
    case keysDiffer, keyUsed
    case daysReversed
    case daysTooFar(limit: Int)
    case scheduleUnreadable, schedulePast, scheduleNever
    case noSchedule(String)
    case schedulePartUnreadable(SchedulePart, String)

    // What can be done now
    case unavailable, internalError, tooManyStreams, tooManyWaiting
    case tooManyAutomations(limit: Int)
    case runEnded, commandCut, originUnknown
    case failed(RunFailure)

    // What agents, analyses and the embedded provider say
    case agentStarted, agentCompleted
    case approvalNeeded(tool: String)
    case planning, gathering, analysing, summarising, summaryHeading
    case noModel, documentsFound, nothingFound, searchUnavailable

    /// The fields of a cron expression.
    package enum SchedulePart: Sendable, CaseIterable {
        case minute, hour, dayOfMonth, month, dayOfWeek
    }

    package func text(in language: Language) -> String { self.wording.text(in: language) }
}

extension SystemWords {
    package var wording: Wording {
        switch self {
        case .tokenMissing: Wording("토큰이 없습니다", "Missing token")
        case .tokenInvalid: Wording("토큰이 올바르지 않습니다", "Invalid token")
        case .tokenExpired: Wording("토큰이 만료되었습니다", "Token expired")
        case .tokenWithoutTenant: Wording("토큰에 테넌트가 없습니다", "The token names no tenant")
        case .tenantMissing: Wording("테넌트 ID가 없습니다", "Missing tenant ID")
        case .tenantUnusable: Wording("테넌트 ID를 사용할 수 없습니다", "Unusable tenant ID")
        case .tenantMismatch: Wording("테넌트가 토큰의 테넌트와 다릅니다", "The tenant is not the token's")
        case .tenantNoNumber: Wording("X-Tenant-ID가 숫자가 아닙니다", "X-Tenant-ID is not a number")
        case .userMissing: Wording("사용자 ID가 없습니다", "Missing user ID")
        case .userMismatch: Wording("사용자가 토큰의 사용자와 다릅니다", "The user is not the token's")
        case .permissionDenied(let permission): Wording("권한이 없습니다: \(permission)", "Permission denied: \(permission)")

        case .nothingHere: Wording("찾을 수 없습니다", "Not found")
        case .methodNotAllowed: Wording("허용되지 않는 메서드입니다", "Method not allowed")
        case .runNotFound: Wording("실행을 찾을 수 없습니다", "Run not found")
        case .conversationNotFound: Wording("대화를 찾을 수 없습니다", "Conversation not found")
        case .automationNotFound: Wording("자동화를 찾을 수 없습니다", "Automation not found")
        case .taskNotFound: Wording("작업을 찾을 수 없습니다", "Task not found")
        case .approvalNotFound: Wording("승인 요청을 찾을 수 없습니다", "Approval request not found")
        case .deadLetterNotFound: Wording("포기한 항목을 찾을 수 없습니다", "Dead letter not found")
        case .noSuchService: Wording("그런 서비스는 없습니다", "There is no such service")
        case .modelNotConfigured: Wording("여기에 설정되지 않은 모델입니다", "The model is not configured here")
        case .foreignEvent: Wording("다른 사람의 이벤트입니다", "This event belongs to somebody else")
        case .foreignApproval: Wording("다른 테넌트의 요청입니다", "The request is another tenant's")

        case .requestUnreadable: Wording("요청을 읽을 수 없습니다", "The request cannot be read")
        case .requestTooLarge: Wording("요청이 허용된 크기를 넘었습니다", "The request is larger than allowed")
        case .bodyUnreadable: Wording("본문을 읽을 수 없습니다", "The body cannot be read")
        case .bodyNoJSON: Wording("본문이 JSON이 아닙니다", "The body is not JSON")
        case .bodyNoObject: Wording("본문이 UTF-8 JSON 객체가 아닙니다", "The body is not a JSON object in UTF-8")
        case .bodyWrongType: Wording("본문의 형식이 다릅니다", "The body has another type")
        case .fieldTwice: Wording("본문에 같은 필드가 두 번 있습니다", "The body names a field twice")
        case .bodyTooLarge(let bytes):
            Wording(
                "본문이 파일과 이미지를 포함하여 \(bytes)바이트를 넘었습니다",
                "The body is larger than \(bytes) bytes, files and images in it included"
            )
        case .missing(let name): Wording("‘\(name)’ 값이 없습니다", "\(name) is missing")
        case .empty(let name): Wording("‘\(name)’ 값이 비어 있습니다", "\(name) is empty")
        case .unusable(let name): Wording("‘\(name)’ 값을 사용할 수 없습니다", "\(name) is unusable")
        case .wrongType(let name): Wording("‘\(name)’ 값의 형식이 다릅니다", "\(name) has the wrong type")
        case .noNumber(let name): Wording("‘\(name)’ 값이 숫자가 아닙니다", "\(name) is not a number")
        case .noDay(let name): Wording("‘\(name)’ 값이 2026-01-31 같은 날짜가 아닙니다", "\(name) is no day, such as 2026-01-31")
        case .noTime(let name):
            Wording(
                "‘\(name)’ 값이 ISO 8601 시각도 Unix 밀리초도 아닙니다",
                "\(name) is neither an ISO 8601 time nor Unix milliseconds"
            )
        case .tooManyBytes(let name, let limit):
            Wording("‘\(name)’ 값이 \(limit)바이트보다 깁니다", "\(name) is longer than \(limit) bytes")
        case .tooManyCharacters(let name, let limit):
            Wording("‘\(name)’ 값이 \(limit)자보다 깁니다", "\(name) is longer than \(limit) characters")
        case .tooManyItems(let name, let limit):
            Wording("‘\(name)’ 항목이 \(limit)개보다 많습니다", "\(name) has more than \(limit) items")
        case .notWithin(let name, let range):
            Wording(
                "‘\(name)’ 값이 \(range.lowerBound)에서 \(range.upperBound) 사이의 숫자가 아닙니다",
                "\(name) is not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        case .notAmong(let name, let choices):
            Wording(
                "‘\(name)’ 값은 다음 중 하나여야 합니다: \(choices.joined(separator: ", "))",
                "\(name) is none of \(choices.joined(separator: ", "))"
            )
        case .only(let name, let number): Wording("‘\(name)’ 값은 \(number)만 가능합니다", "\(name) can only be \(number)")
        case .notOffered(let name): Wording("‘\(name)’ 기능은 제공하지 않습니다", "\(name) is not offered")
        case .useTools(let name): Wording("‘\(name)’ 대신 tools를 사용하세요", "\(name) is not offered; use tools")
        case .toolNoFunction: Wording("tools에 함수가 아닌 것이 있습니다", "tools has one that is no function")
        case .streamOptionsAlone: Wording("stream_options는 스트림에만 쓸 수 있습니다", "stream_options are for streams")
        case .lastMessageNotUsers: Wording("messages의 마지막이 사용자의 것이 아닙니다", "the last of messages is not the user's")
        case .keysDiffer: Wording("idempotencyKey와 Idempotency-Key가 다릅니다", "idempotencyKey and Idempotency-Key differ")
        case .keyUsed: Wording("멱등 키가 이미 다른 요청에 사용되었습니다", "The idempotency key was used for another request")
        case .daysReversed: Wording("from이 to보다 늦습니다", "from is after to")
        case .daysTooFar(let limit):
            Wording("from과 to 사이가 \(limit)일보다 깁니다", "from and to are more than \(limit) days apart")
        case .scheduleUnreadable:
            Wording(
                "schedule이 ISO 8601 시각도, 다섯 필드의 cron 식도 아닙니다",
                "schedule is neither an ISO 8601 time nor a cron expression of five fields"
            )
        case .schedulePast: Wording("schedule이 이미 지난 시각입니다", "schedule is in the past")
        case .scheduleNever: Wording("schedule에 맞는 때가 오지 않습니다", "schedule never comes due")
        case .noSchedule(let text):
            Wording("schedule \"\(text)\"은(는) 알 수 없는 일정입니다", "schedule \"\(text)\" is no schedule")
        case .schedulePartUnreadable(let part, let text):
            Wording(
                "schedule의 \(part.wording.korean) \"\(text)\" 부분을 읽을 수 없습니다",
                "schedule \(part.wording.english) \"\(text)\" cannot be read"
            )

        case .unavailable: Wording("지금은 요청을 처리할 수 없습니다", "The service cannot take requests now")
        case .internalError: Wording("내부 오류가 발생했습니다", "Internal error")
        case .tooManyStreams: Wording("열려 있는 스트림이 너무 많습니다", "Too many open streams")
        case .tooManyWaiting: Wording("대기 중인 요청이 너무 많습니다", "Too many requests are waiting")
        case .tooManyAutomations(let limit):
            Wording(
                "자동화는 동시에 \(limit)개까지 가능합니다. 먼저 하나를 취소하세요",
                "There may be no more than \(limit) automations at once; cancel one first"
            )
        case .runEnded:
            Wording("포기한 실행은 이미 끝났으며 다시 시작되지 않습니다", "A run that was given up has ended; it is not begun again")
        case .commandCut: Wording("포기될 때 잘려 보관되었습니다", "It was cut when it was given up")
        case .originUnknown: Wording("원래 무엇이었는지 알 수 없습니다", "Nobody knows what the original was")
        case .failed(let failure): failure.reason?.message ?? Wording(verbatim: failure.message)

        case .agentStarted: Wording("요청을 처리하기 시작했습니다.", "The agent has begun.")
        case .agentCompleted: Wording("완료되었습니다", "Completed")
        case .approvalNeeded(let tool):
            Wording("‘\(tool)’ 도구를 실행하려면 승인이 필요합니다.", "The tool “\(tool)” needs approval before it runs.")
        case .planning: Wording("무엇을 찾아볼지 정하고 있습니다", "Planning what to look for")
        case .gathering: Wording("관련 문서를 찾고 있습니다", "Gathering documents")
        case .analysing: Wording("자료를 분석하고 있습니다", "Analysing")
        case .summarising: Wording("결과를 요약하고 있습니다", "Summarising")
        case .summaryHeading: Wording("요약", "Summary")
        case .noModel:
            Wording(
                "설정된 언어 모델이 없습니다. 관리자에게 OPENAI_BASE_URL 또는 OPENAI_API_KEY 설정을 요청해 주세요.",
                "No language model is configured. Ask your administrator to set OPENAI_BASE_URL or OPENAI_API_KEY."
            )
        case .documentsFound: Wording("찾은 문서의 내용입니다.", "This is what your documents say.")
        case .nothingFound: Wording("질문에 맞는 문서를 찾지 못했습니다.", "No document fits your question.")
        case .searchUnavailable: Wording("지금은 문서를 검색할 수 없습니다.", "Your documents cannot be searched now.")
        }
    }
}

extension SystemWords.SchedulePart {
    package var wording: Wording {
        switch self {
        case .minute: Wording("분", "minute")
        case .hour: Wording("시", "hour")
        case .dayOfMonth: Wording("일", "day of month")
        case .month: Wording("월", "month")
        case .dayOfWeek: Wording("요일", "day of week")
        }
    }
}
