package com.example.aura;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/**
 * Follows an answer of Aura, and goes on where a lost connection left off (Spring 6, Reactor 3.5 or newer).
 *
 * <p>It asks /test/stream, whose events are JSON. On /chat/stream text comes as plain lines; Spring 6.2's reader of
 * server-sent events drops those that are empty, and older ones also the spaces around each.
 */
public final class SpringWebClient {
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS =
            new ParameterizedTypeReference<>() {};
    /** Silence after which a connection counts as lost: Aura sends a comment every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(45);
    /** Answers after which the same request may succeed. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    /** The tenant's tokens of the day are used up: a 429 that passes at midnight only. */
    private static final String USED_UP = "\"E4291\"";

    private final WebClient client;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param url where Aura is: http://HOST:8080/api/aura behind the DWP gateway
     * @param token the token of the person who asks, without "Bearer"
     */
    public SpringWebClient(WebClient.Builder builder, String url, String token, String tenant) {
        this.client = builder
                .baseUrl(url)
                .defaultHeaders(headers -> {
                    headers.setBearerAuth(token);
                    headers.set("X-Tenant-ID", tenant);
                    headers.set("X-DWP-Source", "INTERNAL");
                })
                // One event holds all sources, or after a gap all text.
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(2 << 20))
                .build();
    }

    /**
     * What happens, each thing once: named events whose data is JSON. "content" brings the next words, "restarted" says
     * that all words so far are void, "resync" that its "text" takes their place. An "error" of Aura's ends the Flux with
     * {@link AnswerFailed}; where Aura refuses until the attempts run out, its last answer does, as WebClientResponseException.
     * Whoever cancels leaves the run; it ends after AURA_DETACH_GRACE, or by DELETE /runs/{id}.
     */
    public Flux<ServerSentEvent<String>> ask(String prompt) {
        return Flux.defer(() -> {
            Progress progress = new Progress();
            return Flux.defer(() -> this.connect(prompt, progress))
                    .retryWhen(Retry.backoff(8, Duration.ofMillis(250))
                            .maxBackoff(Duration.ofSeconds(8))
                            .transientErrors(true)
                            .filter(SpringWebClient::isPassing)
                            .onRetryExhaustedThrow((retry, signal) ->
                                    progress.refusal != null ? progress.refusal : signal.failure()));
        });
    }

    private Flux<ServerSentEvent<String>> connect(String prompt, Progress progress) {
        WebClient.RequestHeadersSpec<?> request = progress.run == null
                ? this.client.post()
                        .uri("/test/stream")
                        .contentType(MediaType.APPLICATION_JSON)
                        // With this key a POST that is repeated joins the run that the first one made.
                        .header("Idempotency-Key", progress.key)
                        .bodyValue(Map.of("prompt", prompt))
                : this.client.get().uri("/runs/{id}/stream", progress.run);
        if (progress.lastEventId != null) {
            request.header("Last-Event-ID", progress.lastEventId);
        }
        return request.accept(MediaType.TEXT_EVENT_STREAM)
                .exchangeToFlux(response -> events(response, progress))
                .timeout(SILENCE)
                // Reached only without [DONE]: the stream was cut, or the gateway answered for Aura with an empty body.
                .concatWith(Flux.error(() -> new StreamLost("The stream ended without [DONE]")))
                .takeUntil(event -> "[DONE]".equals(event.data()))
                // Comments only keep the connection alive.
                .filter(event -> event.data() != null && !"[DONE]".equals(event.data()))
                .filter(progress::isNew)
                .handle((event, sink) -> {
                    if (!"error".equals(event.event())) {
                        sink.next(event);
                        return;
                    }
                    AnswerFailed failure = this.failure(event.data());
                    boolean goesOn = "ServerShutdown".equals(failure.errorType);
                    sink.error(goesOn ? new StreamLost("The edge is stopping") : failure);
                });
    }

    private static Flux<ServerSentEvent<String>> events(ClientResponse response, Progress progress) {
        if (!response.statusCode().is2xxSuccessful()) {
            return response.createException()
                    .doOnNext(refusal -> progress.refusal = refusal)
                    .flatMapMany(Flux::error);
        }
        String run = response.headers().asHttpHeaders().getFirst("X-Run-ID");
        if (run != null) {
            progress.run = run;
        }
        return response.bodyToFlux(EVENTS);
    }

    private static boolean isPassing(Throwable error) {
        if (error instanceof WebClientResponseException answer) {
            return PASSING.contains(answer.getStatusCode().value())
                    && !answer.getResponseBodyAsString().contains(USED_UP);
        }
        return error instanceof IOException
                || error instanceof WebClientRequestException
                || error instanceof TimeoutException;
    }

    private AnswerFailed failure(String data) {
        try {
            JsonNode error = this.json.readTree(data);
            return new AnswerFailed(error.path("errorType").asText(), error.path("message").asText());
        } catch (JsonProcessingException unreadable) {
            return new AnswerFailed("InternalError", "Aura's error cannot be read");
        }
    }

    /** How far one answer has come. One connection follows the other, so nothing here is shared by threads at a time. */
    private static final class Progress {
        private final String key = UUID.randomUUID().toString();
        private final Set<String> seen = new HashSet<>();
        private String run;
        private String lastEventId;
        /** The last answer that was an error, until something arrives. */
        private WebClientResponseException refusal;

        private boolean isNew(ServerSentEvent<String> event) {
            if (event.id() != null) {
                if (!this.seen.add(event.id())) {
                    return false;
                }
                this.lastEventId = event.id();
            }
            this.refusal = null;
            return true;
        }
    }

    private static final class StreamLost extends IOException {
        private StreamLost(String message) {
            super(message);
        }
    }

    /** Why there is no answer, or no more of it: "Cancelled", "ProviderError", "TokenExpired" … */
    public static final class AnswerFailed extends RuntimeException {
        public final String errorType;

        private AnswerFailed(String errorType, String message) {
            super(message);
            this.errorType = errorType;
        }
    }
}
