extension RunFailure {
    /// Why runs fail, with what the person who asked is told. The names go through the log, so that whoever shows a
    /// failure can tell it in its reader's language.
    package enum Reason: String, Codable, Sendable, CaseIterable {
        case stopped, tooLate, late, unsent, workerLost, beganAnew, unreadableCommand, overBudget, replayUnavailable
        case tokenExpired, serverShutdown, connectionLost
        case answerFailed, answerTooLong, stepLimit, approvalTimeout, rejected
        case modelBusy, modelTimeout, modelRefusedRequest, modelUnknown, modelRefusedAccess, modelUnavailable
        case modelBrokeOff, noEmbeddingModel, otherEmbeddingModel, textsNotEmbedded
        case searchLost, searchFailed, indexUnavailable, dwpTimeout, dwpFailed
    }
}

extension RunFailure.Reason {
    package var errorType: RunFailure.ErrorType { self.told.type }

    /// A short text, the same for every failure of its kind.
    package var title: Wording { self.told.title }

    /// What happened, and what can be done.
    package var message: Wording { self.told.message }

    private var told: (type: RunFailure.ErrorType, title: Wording, message: Wording) {
        switch self {
        case .stopped:
            (.cancelled, Wording("취소됨", "Cancelled"), Wording("답변이 중지되었습니다", "The answer was stopped"))
        case .tooLate:
            (
                .deadlineExceeded, Wording("시간 초과", "Too late"),
                Wording("제때 처리할 수 있는 작업자가 없었습니다. 다시 시도해 주세요", "No worker was free in time; please try again")
            )
        case .late:
            (
                .deadlineExceeded, Wording("시간 초과", "Too late"),
                Wording("답변이 제때 오지 않았습니다. 다시 시도해 주세요", "The answer did not come in time; please try again")
            )
        case .unsent:
            (
                .busUnavailable, Wording("사용할 수 없음", "Unavailable"),
                Wording("요청을 보낼 수 없었습니다", "The request could not be sent")
            )
        case .workerLost:
            (
                .workerLost, Wording("작업자 중단", "Worker lost"),
                Wording("답변을 완료할 수 없었습니다. 다시 질문해 주세요", "The answer could not be completed; please ask again")
            )
        case .beganAnew:
            (
                .workerLost, Wording("답변 중단", "Answer broken off"),
                Wording(
                    "답변이 끊겨 처음부터 다시 시작해야 합니다. 다시 질문해 주세요",
                    "The answer broke off and would begin anew; please ask again"
                )
            )
        case .unreadableCommand:
            (
                .internal, Wording("내부 오류", "Internal error"),
                Wording("요청을 수행할 수 없습니다", "The request cannot be carried out")
            )
        case .overBudget:
            (
                .budgetExceeded, Wording("사용량 초과", "Budget exceeded"),
                Wording(
                    "조직이 오늘 쓸 수 있는 토큰을 모두 사용했습니다. UTC 자정부터 다시 계산됩니다",
                    "Your organisation has used up its tokens for today; they are counted anew from midnight UTC"
                )
            )
        case .replayUnavailable:
            (
                .replayUnavailable, Wording("다시 볼 수 없음", "Replay unavailable"),
                Wording("이 답변은 더 이상 보관되어 있지 않습니다", "This answer is not kept any more")
            )
        case .tokenExpired:
            (.tokenExpired, Wording("토큰 만료", "Token expired"), Wording("계속하려면 다시 로그인해 주세요", "Sign in again to go on"))
        case .serverShutdown:
            (
                .serverShutdown, Wording("서버 종료", "Server shutdown"),
                Wording(
                    "서버가 종료되는 중입니다. 답변은 바로 이어서 받을 수 있습니다",
                    "This server is stopping; the answer can be resumed at once"
                )
            )
        case .connectionLost:
            (
                .busUnavailable, Wording("사용할 수 없음", "Unavailable"),
                Wording(
                    "답변과의 연결이 끊어졌습니다. 나중에 이어서 받을 수 있습니다",
                    "The connection to the answer was lost; it may be resumed later"
                )
            )
        case .answerFailed:
            (
                .internal, Wording("내부 오류", "Internal error"),
                Wording("답변을 완료할 수 없었습니다", "The answer could not be completed")
            )
        case .answerTooLong:
            (
                .outputTooLong, Wording("답변이 너무 김", "Answer too long"),
                Wording("답변이 한 번에 담을 수 있는 길이를 넘었습니다", "The answer is longer than one run may hold")
            )
        case .stepLimit:
            (
                .stepLimit, Wording("단계 초과", "Too many steps"),
                Wording(
                    "에이전트가 허용된 단계 안에 답을 내지 못했습니다",
                    "The agent did not come to an answer within the steps that it may take"
                )
            )
        case .approvalTimeout:
            (
                .approvalTimeout, Wording("승인 시간 초과", "Approval timed out"),
                Wording("제때 승인한 사람이 없습니다", "Nobody approved the step in time")
            )
        case .rejected:
            (
                .rejected, Wording("거부됨", "Rejected"),
                Wording("승인이 필요한 단계를 담당자가 거부했습니다", "Somebody refused a step that needs approval")
            )
        case .modelBusy:
            (
                .rateLimited, Wording("요청이 너무 많음", "Too many requests"),
                Wording("모델이 바쁩니다. 잠시 후 다시 시도해 주세요", "The model is busy; try again in a moment")
            )
        case .modelTimeout:
            (
                .providerTimeout, Wording("모델 응답 시간 초과", "Model timed out"),
                Wording("모델이 제때 답하지 않았습니다", "The model did not answer in time")
            )
        case .modelRefusedRequest:
            (
                .invalidRequest, Wording("요청 거부됨", "Request refused"),
                Wording("모델이 이 요청을 받지 않습니다", "The model does not take this request")
            )
        case .modelUnknown:
            (
                .modelNotFound, Wording("모델 없음", "Model not found"),
                Wording("모델 서비스에 이 모델이 없습니다", "The model service does not know this model")
            )
        case .modelRefusedAccess:
            (
                .provider, Wording("모델을 사용할 수 없음", "Model unavailable"),
                Wording("모델 서비스가 접근을 거부했습니다", "The model service refused our access")
            )
        case .modelUnavailable:
            (
                .provider, Wording("모델을 사용할 수 없음", "Model unavailable"),
                Wording("지금은 모델 서비스가 답할 수 없습니다", "The model service cannot answer now")
            )
        case .modelBrokeOff:
            (
                .provider, Wording("답변 중단", "Answer broken off"),
                Wording("모델의 답변이 완료되기 전에 끊겼습니다", "The model's answer ended before it was complete")
            )
        case .noEmbeddingModel:
            (
                .modelNotFound, Wording("임베딩 모델 없음", "No embedding model"),
                Wording(
                    "설정된 임베딩 모델이 없습니다. aura-llm에 OPENAI_EMBEDDING_MODEL을 설정하세요",
                    "No embedding model is configured; set OPENAI_EMBEDDING_MODEL for aura-llm"
                )
            )
        case .otherEmbeddingModel:
            (
                .modelNotFound, Wording("모델 없음", "Model not found"),
                Wording("텍스트 임베딩에 쓰는 모델이 아닙니다", "The model is not the one that texts are embedded with")
            )
        case .textsNotEmbedded:
            (
                .internal, Wording("내부 오류", "Internal error"),
                Wording("텍스트를 임베딩할 수 없었습니다", "The texts could not be embedded")
            )
        case .searchLost:
            (
                .workerLost, Wording("작업자 중단", "Worker lost"),
                Wording("검색을 완료할 수 없었습니다. 다시 검색해 주세요", "The search could not be completed; please search again")
            )
        case .searchFailed:
            (
                .internal, Wording("내부 오류", "Internal error"),
                Wording("검색을 완료할 수 없었습니다", "The search could not be completed")
            )
        case .indexUnavailable:
            (
                .internal, Wording("색인을 사용할 수 없음", "Index unavailable"),
                Wording("색인이 응답하지 않습니다. 이유는 indexer의 로그에 있습니다", "The index does not answer; the indexer's log says why")
            )
        case .dwpTimeout:
            (
                .providerTimeout, Wording("DWP 응답 시간 초과", "DWP timeout"),
                Wording("DWP가 제때 답하지 않았습니다", "DWP did not answer in time")
            )
        case .dwpFailed:
            (
                .provider, Wording("DWP 오류", "DWP failed"),
                Wording("지금은 DWP에서 작업을 읽을 수 없습니다", "DWP cannot tell of tasks now")
            )
        }
    }
}
