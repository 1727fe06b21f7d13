import CCurl

/// One libcurl easy handle with one owner.
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    init() throws(FetchError) {
        guard let pointer = curl_easy_init() else {
            throw FetchError(code: .connectFailed, message: "libcurl has no memory for a transfer")
        }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(self.pointer)
    }

    func set(_ option: CURLoption, _ value: Int) throws(FetchError) {
        try self.check(aura_curl_set_long(self.pointer, option, value))
    }

    /// Sets a text, which libcurl copies; nil sets its default.
    func set(_ option: CURLoption, _ value: String?) throws(FetchError) {
        try self.check(aura_curl_set_string(self.pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(FetchError) {
        try self.check(aura_curl_set_pointer(self.pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: aura_curl_data_callback) throws(FetchError) {
        try self.check(aura_curl_set_data_callback(self.pointer, option, value))
    }

    func setHeaders(_ list: UnsafeMutablePointer<curl_slist>?) throws(FetchError) {
        try self.check(aura_curl_set_list(self.pointer, CURLOPT_HTTPHEADER, list))
    }

    func setPrerequestCallback(_ callback: curl_prereq_callback) throws(FetchError) {
        try self.check(aura_curl_set_prerequest_callback(self.pointer, callback))
    }

    /// Sets the body, which libcurl copies.
    func setBody(_ body: [UInt8]) throws(FetchError) {
        try self.check(aura_curl_set_offset(self.pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        try self.check(
            body.withUnsafeBytes { bytes in
                guard let base = bytes.bindMemory(to: CChar.self).baseAddress else {
                    return aura_curl_set_string(self.pointer, CURLOPT_COPYPOSTFIELDS, "")
                }
                return aura_curl_set_string(self.pointer, CURLOPT_COPYPOSTFIELDS, base)
            }
        )
    }

    private func check(_ code: CURLcode) throws(FetchError) {
        guard code == CURLE_OK else {
            throw FetchError(code: .invalidRequest, message: String(cString: curl_easy_strerror(code)))
        }
    }
}
