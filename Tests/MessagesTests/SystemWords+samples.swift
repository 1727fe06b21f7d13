import Messages

extension SystemWords {
    /// Every thing that is said, each once.
    static var all: [SystemWords] { Kind.allCases.map(\.sample) }

    /// A thing without what it is said of. A new thing does not compile until it has its kind here, and the kind its
    /// sample.
    enum Kind: Sendable, CaseIterable {
        case tokenMissing, tokenInvalid, tokenExpired, tokenWithoutTenant, tenantMissing, tenantUnusable
        case tenantMismatch, tenantNoNumber, userMissing, userMismatch, permissionDenied, nothingHere
        case methodNotAllowed, runNotFound, conversationNotFound, automationNotFound, taskNotFound, approvalNotFound
        case deadLetterNotFound, noSuchService, modelNotConfigured, foreignEvent, foreignApproval, requestUnreadable
        case requestTooLarge, bodyUnreadable, bodyNoJSON, bodyNoObject, bodyWrongType, fieldTwice, bodyTooLarge
        case missing, empty, unusable, wrongType, noNumber, noDay, noTime, tooManyBytes, tooManyCharacters
        case tooManyItems, notWithin, notAmong, only, notOffered, useTools, toolNoFunction, streamOptionsAlone
        case lastMessageNotUsers, keysDiffer, keyUsed, daysReversed, daysTooFar, scheduleUnreadable, schedulePast
        case scheduleNever, noSchedule, schedulePartUnreadable, unavailable, internalError, tooManyStreams
        case tooManyWaiting, tooManyAutomations, runEnded, commandCut, originUnknown, failed, agentStarted
        case agentCompleted, approvalNeeded, planning, gathering, analysing, summarising, summaryHeading, noModel
        case documentsFound, nothingFound, searchUnavailable
    }

    var kind: Kind {
        switch self {
        case .tokenMissing: .tokenMissing
        case .tokenInvalid: .tokenInvalid
        case .tokenExpired: .tokenExpired
        case .tokenWithoutTenant: .tokenWithoutTenant
        case .tenantMissing: .tenantMissing
        case .tenantUnusable: .tenantUnusable
        case .tenantMismatch: .tenantMismatch
        case .tenantNoNumber: .tenantNoNumber
        case .userMissing: .userMissing
        case .userMismatch: .userMismatch
        case .permissionDenied: .permissionDenied
        case .nothingHere: .nothingHere
        case .methodNotAllowed: .methodNotAllowed
        case .runNotFound: .runNotFound
        case .conversationNotFound: .conversationNotFound
        case .automationNotFound: .automationNotFound
        case .taskNotFound: .taskNotFound
        case .approvalNotFound: .approvalNotFound
        case .deadLetterNotFound: .deadLetterNotFound
        case .noSuchService: .noSuchService
        case .modelNotConfigured: .modelNotConfigured
        case .foreignEvent: .foreignEvent
        case .foreignApproval: .foreignApproval
        case .requestUnreadable: .requestUnreadable
        case .requestTooLarge: .requestTooLarge
        case .bodyUnreadable: .bodyUnreadable
        case .bodyNoJSON: .bodyNoJSON
        case .bodyNoObject: .bodyNoObject
        case .bodyWrongType: .bodyWrongType
        case .fieldTwice: .fieldTwice
        case .bodyTooLarge: .bodyTooLarge
        case .missing: .missing
        case .empty: .empty
        case .unusable: .unusable
        case .wrongType: .wrongType
        case .noNumber: .noNumber
        case .noDay: .noDay
        case .noTime: .noTime
        case .tooManyBytes: .tooManyBytes
        case .tooManyCharacters: .tooManyCharacters
        case .tooManyItems: .tooManyItems
        case .notWithin: .notWithin
        case .notAmong: .notAmong
        case .only: .only
        case .notOffered: .notOffered
        case .useTools: .useTools
        case .toolNoFunction: .toolNoFunction
        case .streamOptionsAlone: .streamOptionsAlone
        case .lastMessageNotUsers: .lastMessageNotUsers
        case .keysDiffer: .keysDiffer
        case .keyUsed: .keyUsed
        case .daysReversed: .daysReversed
        case .daysTooFar: .daysTooFar
        case .scheduleUnreadable: .scheduleUnreadable
        case .schedulePast: .schedulePast
        case .scheduleNever: .scheduleNever
        case .noSchedule: .noSchedule
        case .schedulePartUnreadable: .schedulePartUnreadable
        case .unavailable: .unavailable
        case .internalError: .internalError
        case .tooManyStreams: .tooManyStreams
        case .tooManyWaiting: .tooManyWaiting
        case .tooManyAutomations: .tooManyAutomations
        case .runEnded: .runEnded
        case .commandCut: .commandCut
        case .originUnknown: .originUnknown
        case .failed: .failed
        case .agentStarted: .agentStarted
        case .agentCompleted: .agentCompleted
        case .approvalNeeded: .approvalNeeded
        case .planning: .planning
        case .gathering: .gathering
        case .analysing: .analysing
        case .summarising: .summarising
        case .summaryHeading: .summaryHeading
        case .noModel: .noModel
        case .documentsFound: .documentsFound
        case .nothingFound: .nothingFound
        case .searchUnavailable: .searchUnavailable
        }
    }
}

extension SystemWords.Kind {
    var sample: SystemWords {
        switch self {
        case .tokenMissing: .tokenMissing
        case .tokenInvalid: .tokenInvalid
        case .tokenExpired: .tokenExpired
        case .tokenWithoutTenant: .tokenWithoutTenant
        case .tenantMissing: .tenantMissing
        case .tenantUnusable: .tenantUnusable
        case .tenantMismatch: .tenantMismatch
        case .tenantNoNumber: .tenantNoNumber
        case .userMissing: .userMissing
        case .userMismatch: .userMismatch
        case .permissionDenied: .permissionDenied("agent:execute")
        case .nothingHere: .nothingHere
        case .methodNotAllowed: .methodNotAllowed
        case .runNotFound: .runNotFound
        case .conversationNotFound: .conversationNotFound
        case .automationNotFound: .automationNotFound
        case .taskNotFound: .taskNotFound
        case .approvalNotFound: .approvalNotFound
        case .deadLetterNotFound: .deadLetterNotFound
        case .noSuchService: .noSuchService
        case .modelNotConfigured: .modelNotConfigured
        case .foreignEvent: .foreignEvent
        case .foreignApproval: .foreignApproval
        case .requestUnreadable: .requestUnreadable
        case .requestTooLarge: .requestTooLarge
        case .bodyUnreadable: .bodyUnreadable
        case .bodyNoJSON: .bodyNoJSON
        case .bodyNoObject: .bodyNoObject
        case .bodyWrongType: .bodyWrongType
        case .fieldTwice: .fieldTwice
        case .bodyTooLarge: .bodyTooLarge(bytes: 10)
        case .missing: .missing("q")
        case .empty: .empty("q")
        case .unusable: .unusable("q")
        case .wrongType: .wrongType("q")
        case .noNumber: .noNumber("q")
        case .noDay: .noDay("q")
        case .noTime: .noTime("q")
        case .tooManyBytes: .tooManyBytes("q", limit: 3)
        case .tooManyCharacters: .tooManyCharacters("q", limit: 3)
        case .tooManyItems: .tooManyItems("q", limit: 3)
        case .notWithin: .notWithin("q", 1...9)
        case .notAmong: .notAmong("q", ["a", "b"])
        case .only: .only("q", 1)
        case .notOffered: .notOffered("q")
        case .useTools: .useTools("q")
        case .toolNoFunction: .toolNoFunction
        case .streamOptionsAlone: .streamOptionsAlone
        case .lastMessageNotUsers: .lastMessageNotUsers
        case .keysDiffer: .keysDiffer
        case .keyUsed: .keyUsed
        case .daysReversed: .daysReversed
        case .daysTooFar: .daysTooFar(limit: 92)
        case .scheduleUnreadable: .scheduleUnreadable
        case .schedulePast: .schedulePast
        case .scheduleNever: .scheduleNever
        case .noSchedule: .noSchedule("@x")
        case .schedulePartUnreadable: .schedulePartUnreadable(.hour, "25")
        case .unavailable: .unavailable
        case .internalError: .internalError
        case .tooManyStreams: .tooManyStreams
        case .tooManyWaiting: .tooManyWaiting
        case .tooManyAutomations: .tooManyAutomations(limit: 4)
        case .runEnded: .runEnded
        case .commandCut: .commandCut
        case .originUnknown: .originUnknown
        case .failed: .failed(RunFailure(.stopped))
        case .agentStarted: .agentStarted
        case .agentCompleted: .agentCompleted
        case .approvalNeeded: .approvalNeeded(tool: "send_mail")
        case .planning: .planning
        case .gathering: .gathering
        case .analysing: .analysing
        case .summarising: .summarising
        case .summaryHeading: .summaryHeading
        case .noModel: .noModel
        case .documentsFound: .documentsFound
        case .nothingFound: .nothingFound
        case .searchUnavailable: .searchUnavailable
        }
    }
}
