// Follows an answer of Aura with fetch, in a browser or in Node, and goes on where a lost connection left off.

/** Milliseconds before the next attempt; an event that arrives begins the list anew. */
const pauses = [250, 500, 1000, 2000, 4000, 8000, 8000, 8000];
/** Milliseconds of silence after which a connection counts as lost: Aura sends a comment every 15 s. */
const silence = 45_000;
/** Answers after which the same request may succeed. */
const passing = new Set([429, 502, 503, 504]);
/** The tenant's tokens of the day are used up: a 429 that passes at midnight only. */
const usedUp = "E4291";

/** Why there is no answer, or no more of it. */
export class AuraError extends Error {
    constructor(kind, message) {
        super(message);
        this.kind = kind;
    }
}

/**
 * Asks, and yields what happens, each thing once: `{name: "text", data: string}` for the next words, `restarted` (all words
 * so far are void: another worker begins anew), `resync` (`data.text` takes the place of all words so far), and other named
 * events with their JSON, such as `sources`.
 *
 * @param {object} options
 * @param {string} options.url Where Aura is: `/api/aura` behind the DWP gateway.
 * @param {() => object} options.headers What every request carries, asked for anew each time: tokens end.
 * @param {object} options.body `{message, model?, rag?, conversationId?}`.
 * @param {AbortSignal} [options.signal] Ends the following, at once. The run goes on for `AURA_DETACH_GRACE`; see `stop`.
 * @param {(run: string) => void} [options.onRun] Told the run's id.
 */
export async function* ask({ url, headers, body, signal, onRun }) {
    // With this key a POST that is repeated joins the run that the first one made.
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const seen = new Set();
    let run = null;
    let cursor = null;
    let attempt = 0;
    let refusal = null;
    while (true) {
        const connection = new AbortController();
        const end = () => connection.abort(signal.reason);
        signal?.addEventListener("abort", end, { once: true });
        try {
            signal?.throwIfAborted();
            const request = run
                ? { headers: { ...headers(), ...(cursor && { "Last-Event-ID": cursor }) } }
                : {
                    method: "POST",
                    headers: { ...headers(), "Content-Type": "application/json", "Idempotency-Key": key },
                    body: JSON.stringify(body),
                };
            const path = run ? `/runs/${run}/stream` : "/chat/stream";
            const response = await heard(connection, () => fetch(url + path, { ...request, signal: connection.signal }));
            if (!response.ok) {
                const told = await heard(connection, () => toldIn(response));
                refusal = new AuraError(response.status, told.message ?? response.statusText);
                if (!passing.has(response.status) || told.errorCode === usedUp) throw refusal;
            }
            if (response.ok && !run && (run = response.headers.get("X-Run-ID"))) onRun?.(run);
            for await (const event of response.ok ? events(response.body, connection) : []) {
                if (event.id) {
                    if (seen.has(event.id)) continue;
                    seen.add(event.id);
                    cursor = event.id;
                }
                attempt = 0;
                refusal = null;
                if (event.name === "message" && event.data === "[DONE]") return;
                if (event.name === "message") {
                    yield { name: "text", data: event.data };
                    continue;
                }
                const data = JSON.parse(event.data);
                if (event.name !== "error") yield { name: event.name, data };
                else if (data.errorType === "ServerShutdown") break;
                else throw new AuraError(data.errorType, data.message);
            }
        } catch (error) {
            if (signal?.aborted) throw signal.reason;
            // What fetch throws without a network, and what a silent connection is ended with.
            if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
        } finally {
            signal?.removeEventListener("abort", end);
            connection.abort();
        }
        // A stream that ended without [DONE] was cut.
        if (attempt === pauses.length) throw refusal ?? new AuraError("ConnectionLost", "Aura cannot be reached");
        await rest(pauses[attempt], signal);
        attempt += 1;
    }
}

/** Ends a run at once. */
export async function stop({ url, headers, run }) {
    await fetch(`${url}/runs/${run}`, { method: "DELETE", headers: headers() });
}

/** Does what waits for Aura, and ends the connection where Aura is silent for too long. */
async function heard(connection, wait) {
    const timer = setTimeout(() => connection.abort(), silence);
    try {
        return await wait();
    } finally {
        clearTimeout(timer);
    }
}

/** Waits, and no longer than until the signal is given: then it fails with the signal's reason. */
function rest(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const end = () => {
            clearTimeout(timer);
            reject(signal.reason);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener("abort", end);
            resolve();
        }, milliseconds);
        signal?.addEventListener("abort", end, { once: true });
    });
}

/** Server-sent events, as WHATWG HTML, section 9.2.6, reads them; what was not ended by an empty line is dropped. */
async function* events(body, connection) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let event = { name: "message", id: "", data: [] };
    while (true) {
        const { done, value } = await heard(connection, () => reader.read());
        if (done) return;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const ended of lines) {
            const line = ended.replace(/\r$/, "");
            if (line === "") {
                if (event.data.length > 0) yield { ...event, data: event.data.join("\n") };
                event = { name: "message", id: "", data: [] };
                continue;
            }
            const [field] = line.split(":", 1);
            const text = line.slice(field.length + 1).replace(/^ /, "");
            if (field === "data") event.data.push(text);
            else if (field === "event") event.name = text;
            else if (field === "id") event.id = text;
        }
    }
}

/** What an error's body says; gateways send other JSON, or none. */
async function toldIn(response) {
    try {
        return (await response.json()) ?? {};
    } catch {
        return {};
    }
}
