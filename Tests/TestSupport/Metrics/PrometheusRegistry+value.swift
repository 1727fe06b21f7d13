package import Observability

extension PrometheusRegistry {
    /// The value of the sample written like this, labels in the order of their names; nil where there is none.
    package func value(of sample: String) -> Double? {
        let lines = String(decoding: self.exposition().bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix(sample + " ") }.flatMap { Double($0.dropFirst(sample.utf8.count + 1)) }
    }
}
