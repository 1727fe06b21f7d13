import CCurl

extension EasyHandle {
    /// Sets what every transfer has in common.
    func apply(_ configuration: CurlFetcherConfiguration, libraryVersion: UInt32) throws(FetchError) {
        try self.set(CURLOPT_NOSIGNAL, 1)
        try self.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try self.set(CURLOPT_TCP_NODELAY, 1)
        try self.set(CURLOPT_TCP_KEEPALIVE, 1)
        try self.set(CURLOPT_FOLLOWLOCATION, 0)
        try self.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Without this, removing a transfer waits for its name lookup, and all other transfers with it.
        try self.set(CURLOPT_QUICK_EXIT, 1)
        try self.set(CURLOPT_HTTP_VERSION, configuration.httpVersion.option(libraryVersion: libraryVersion))
        try self.set(CURLOPT_USERAGENT, configuration.userAgent)
        // With a directory beside the file libcurl would read the whole file anew for every TLS connection, some tens of
        // milliseconds of the loop's time, instead of keeping it (`cache_criteria_met` in its lib/vtls/openssl.c).
        try self.set(CURLOPT_CAPATH, nil)
        if let caFile = configuration.caFile { try self.set(CURLOPT_CAINFO, caFile) }
        if let proxy = configuration.proxy { try self.set(CURLOPT_PROXY, proxy) }
    }

    /// Sets what one request says.
    ///
    /// - Returns: the list of its headers, which must live as long as the transfer.
    func apply(_ request: FetchRequest) throws(FetchError) -> HeaderList {
        try self.set(CURLOPT_URL, request.url)
        let connect = request.timeouts.connect.components
        let milliseconds = connect.seconds * 1000 + connect.attoseconds / 1_000_000_000_000_000
        try self.set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, milliseconds)))
        if !request.isRepeatable {
            try self.set(CURLOPT_FRESH_CONNECT, 1)
            try self.set(CURLOPT_FORBID_REUSE, 1)
        }
        switch (request.method, request.body) {
        case ("GET", nil):
            try self.set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil):
            try self.set(CURLOPT_NOBODY, 1)
        case (let method, nil) where method != "POST" && method != "PUT" && method != "PATCH":
            try self.set(CURLOPT_CUSTOMREQUEST, method)
        case (let method, let body):
            try self.set(CURLOPT_POST, 1)
            if method != "POST" { try self.set(CURLOPT_CUSTOMREQUEST, method) }
            try self.setBody(body ?? [])
        }
        let headers = try HeaderList(request.headers)
        try self.setHeaders(headers.pointer)
        return headers
    }
}
