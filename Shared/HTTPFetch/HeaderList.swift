import CCurl

/// A request's header lines as libcurl takes them, with one owner.
struct HeaderList: ~Copyable {
    private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    /// Makes the lines; what libcurl would add by itself, a wait for `100 Continue` and a form's content type, is left out.
    init(_ headers: [FetchHeader]) throws(FetchError) {
        self.pointer = nil
        try self.append("Expect:")
        if !headers.contains(where: { FetchHeaders.isEqual($0.name, "Content-Type") }) {
            try self.append("Content-Type:")
        }
        for header in headers {
            // libcurl takes "Name:" for the wish to leave a header out, "Name;" for an empty one.
            let isEmpty = header.value.allSatisfy { $0 == " " || $0 == "\t" }
            try self.append(isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
    }

    deinit {
        curl_slist_free_all(self.pointer)
    }

    private mutating func append(_ line: String) throws(FetchError) {
        guard let pointer = curl_slist_append(self.pointer, line) else {
            throw FetchError(code: .connectFailed, message: "libcurl has no memory for a header")
        }
        self.pointer = pointer
    }
}
