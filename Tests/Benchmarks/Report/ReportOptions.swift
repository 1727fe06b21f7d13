import ArgumentParser
import Foundation

/// Where a report goes.
struct ReportOptions: ParsableArguments {
    @Option(help: "Also writes the report as JSON to this file.")
    var json: String?

    func publish(_ report: Report) throws {
        print(report.table)
        if let json { try report.json.write(to: URL(fileURLWithPath: json)) }
    }
}
