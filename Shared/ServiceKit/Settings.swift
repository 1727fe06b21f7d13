package import Configuration
import FoundationEssentials

/// Reads the documented variables: from the environment first, then from the JSON file that `AURA_CONFIG_FILE` names.
///
/// Names are taken literally, `AURA_HTTP_PORT`. A variable that is set to nothing counts as not set. What is set but
/// cannot be used is an error that names the variable, never a silent default.
package struct Settings: Sendable {
    /// Both sources, for libraries that read their own keys.
    ///
    /// A key's parts are joined by `_` in capitals, with `_` where a lower-case letter meets a capital:
    /// `reader.scoped(to: "redis").string(forKey: "commandTimeoutMs")` reads `REDIS_COMMAND_TIMEOUT_MS`.
    package let reader: ConfigReader

    /// Takes both sources as they are; the environment's values win.
    package init(environment: [String: String], file: [String: String] = [:]) {
        self.reader = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty }),
            EnvironmentVariablesProvider(environmentVariables: file.filter { !$0.value.isEmpty }),
        ])
    }

    /// Reads the file that the environment names, if it names one.
    /// - Throws: `SettingsError` where the file cannot be read or is not one JSON object.
    package static func load(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) -> Settings {
        guard let path = environment["AURA_CONFIG_FILE"], !path.isEmpty else {
            return Settings(environment: environment)
        }
        return Settings(environment: environment, file: try SettingsFile(path: path).values)
    }
}
