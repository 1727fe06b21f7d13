extension ReconnectBackoff {
    init(configuration: RedisConfiguration) {
        self.init(initial: configuration.initialBackoff, maximum: configuration.maximumBackoff)
    }
}
