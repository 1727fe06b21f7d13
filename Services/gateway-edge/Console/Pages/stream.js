// Follows one run to its end: reads its stream, and joins it again where the connection is lost.
import { errorOf, RequestError, send } from "./api.js";
import { EventParser } from "./events.js";

/** Milliseconds before the next attempt; an event that arrives begins the list anew. */
const pauses = [250, 500, 1000, 2000, 4000, 8000, 8000, 8000];
/** Failures after which the run still goes on, or can be asked for again. */
const rejoinable = new Set(["ServerShutdown"]);

/**
 * Follows a run.
 *
 * @param {object} options
 * @param {object} [options.request] `{path, body}` of the POST that begins the run. It carries a key that makes a
 *     repeated POST join the first one's run.
 * @param {string} [options.run] The run to join instead.
 * @param {(event: {event: string, data: string, id: string}) => void} options.onEvent Each event once; not `[DONE]`.
 * @param {(run: string) => void} [options.onRun] Told the run's id, once.
 * @param {(isConnected: boolean) => void} [options.onConnection] Told when the connection is lost and when it is back.
 * @param {AbortSignal} options.signal Ends the following; the run itself goes on.
 * @returns {Promise<void>} When `[DONE]` has come.
 * @throws {RequestError} Where the run cannot be begun or followed; `AbortError`.
 */
export async function follow({ request, run, onEvent, onRun, onConnection, signal }) {
    const key = randomID();
    const seen = new Set();
    let cursor = null;
    let attempt = 0;
    let isLost = false;
    while (true) {
        let isOver = false;
        let rejoins = false;
        try {
            const response = await connect({ request, run, cursor, key, signal });
            const id = response.headers.get("X-Run-ID");
            if (!run && id) {
                run = id;
                onRun?.(run);
            }
            if (isLost) onConnection?.(true);
            isLost = false;
            isOver = await read(response, (event) => {
                if (event.id !== "") {
                    if (seen.has(event.id)) return;
                    seen.add(event.id);
                    cursor = event.id;
                }
                attempt = 0;
                if (event.event === "error" && rejoinable.has(typeOf(event))) rejoins = true;
                else onEvent(event);
            });
        } catch (error) {
            if (error.name === "AbortError" || signal.aborted) throw error;
            if (error instanceof RequestError && error.status !== 0 && !isPassing(error.status)) throw error;
        }
        if (isOver && !rejoins) return;
        if (attempt >= pauses.length) throw new RequestError(0, "connection lost");
        if (!isLost) onConnection?.(false);
        isLost = true;
        await pause(pauses[attempt], signal);
        attempt += 1;
    }
}

async function connect({ request, run, cursor, key, signal }) {
    const headers = { Accept: "text/event-stream" };
    if (cursor) headers["Last-Event-ID"] = cursor;
    const response = run
        ? await send("GET", `runs/${encodeURIComponent(run)}/stream`, { headers, signal })
        : await send("POST", request.path, { body: request.body, headers: { ...headers, "Idempotency-Key": key }, signal });
    if (!response.ok) throw await errorOf(response);
    return response;
}

/** Reads a response to its end; true where `[DONE]` came. One that ends without it was cut. */
async function read(response, onEvent) {
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    while (true) {
        let part;
        try {
            part = await reader.read();
        } catch (error) {
            if (error.name === "AbortError") throw error;
            return false;
        }
        if (part.done) return false;
        for (const event of parser.push(part.value)) {
            if (event.event === "message" && event.data === "[DONE]") {
                await reader.cancel();
                return true;
            }
            onEvent(event);
        }
    }
}

const isPassing = (status) => [429, 502, 503, 504].includes(status);

function typeOf(event) {
    try {
        return JSON.parse(event.data).errorType;
    } catch {
        return null;
    }
}

/** Waits, and while the browser says that there is no network, until there is. */
async function pause(milliseconds, signal) {
    await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal.addEventListener("abort", () => {
            clearTimeout(timer);
            reject(signal.reason);
        }, { once: true });
    });
    if (navigator.onLine) return;
    await new Promise((resolve, reject) => {
        addEventListener("online", resolve, { once: true });
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
}

/** 128 random bits; `crypto.randomUUID` is missing where the page came over plain HTTP. */
export function randomID() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
