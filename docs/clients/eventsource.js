// Follows an answer of Aura with EventSource, for pages whose proxy adds the headers that EventSource cannot send.

/**
 * Begins a run. EventSource can only GET, so this part is a fetch; it reads no more than the answer's head.
 *
 * @param {string} url Where the proxy has Aura.
 * @param {object} body `{message, model?, rag?, conversationId?}`.
 * @returns {Promise<string>} The run's id.
 */
export async function begin(url, body) {
    const response = await fetch(`${url}/chat/stream`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    await response.body.cancel();
    return response.headers.get("X-Run-ID");
}

/**
 * Follows a run to its end. The browser reconnects by itself, with `Last-Event-ID`.
 *
 * @param {string} url Where the proxy has Aura.
 * @param {string} run The run's id.
 * @param {object} on `text(words)`, `replace(text)`, where all words so far are void or wrong, `done()`, `failed(error)`.
 * @returns {EventSource} To be closed by who loses interest.
 */
export function follow(url, run, on) {
    const source = new EventSource(`${url}/runs/${run}/stream`);
    const seen = new Set();
    let isLeaving = false;
    source.onmessage = ({ data, lastEventId }) => {
        if (data !== "[DONE]") {
            if (!seen.has(lastEventId)) on.text(data);
            seen.add(lastEventId);
        } else if (isLeaving) {
            // The edge is stopping; the browser reconnects, to another.
            isLeaving = false;
        } else {
            // The browser would reconnect to an answer that is complete.
            source.close();
            on.done();
        }
    };
    source.addEventListener("restarted", () => on.replace(""));
    source.addEventListener("resync", ({ data }) => on.replace(JSON.parse(data).text));
    source.addEventListener("error", ({ data }) => {
        // Aura's own event of this name has data. Without data it is the browser's, which tries again unless it is CLOSED,
        // as after any answer but 200; which status that was nobody tells.
        if (data === undefined) {
            if (source.readyState === EventSource.CLOSED) on.failed({ errorType: "Refused", message: "Aura refused" });
            return;
        }
        const error = JSON.parse(data);
        isLeaving = error.errorType === "ServerShutdown";
        if (isLeaving) return;
        source.close();
        on.failed(error);
    });
    return source;
}
