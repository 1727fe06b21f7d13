import CCurl

extension FetchError {
    /// Translates libcurl's result; nil where the response came whole.
    init?(_ result: CURLcode, message: String) {
        guard result != CURLE_OK else { return nil }
        let code: Code
        switch result {
        case CURLE_URL_MALFORMAT:
            code = .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            code = .resolveFailed
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED, CURLE_OUT_OF_MEMORY:
            code = .connectFailed
        case CURLE_OPERATION_TIMEDOUT:  // only its connect timeout is set
            code = .connectTimeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            code = .tlsFailed
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND,
            CURLE_HTTP2_STREAM:
            code = .connectionCut
        default:
            code = .protocolError
        }
        let reason = message.isEmpty ? String(cString: curl_easy_strerror(result)) : message
        self.init(code: code, message: reason)
    }
}
