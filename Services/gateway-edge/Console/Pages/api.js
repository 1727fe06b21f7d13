// Requests to the service that this page came from. Addresses are relative, so that it works under any prefix.
import { identityHeaders, signOut } from "./session.js";
import { language } from "./words.js";

/** An answer that is an error. `status` is 0 where there was no answer at all. */
export class RequestError extends Error {
    constructor(status, message, code = null) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

/** Sends a request and gives back its response, whatever the status. A token that holds no more signs out. */
export async function send(method, path, { body, headers = {}, signal } = {}) {
    const all = { "Accept-Language": language(), ...identityHeaders(), ...headers };
    if (body !== undefined) all["Content-Type"] = "application/json";
    let response;
    try {
        response = await fetch(new URL(path, document.baseURI), {
            method,
            headers: all,
            body: body === undefined ? undefined : JSON.stringify(body),
            signal,
            cache: "no-store",
            credentials: "omit",
            referrerPolicy: "no-referrer",
        });
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new RequestError(0, error.message);
    }
    if (response.status === 401 && "Authorization" in all) signOut("sessionEnded");
    return response;
}

/** Asks for JSON and gives back the payload. Statuses among `fine` count as success. */
export async function ask(method, path, { fine = [], ...options } = {}) {
    const response = await send(method, path, options);
    const json = await read(response);
    if (response.ok || fine.includes(response.status)) {
        if (json === null && response.status !== 204) throw new RequestError(0, "empty answer");
        return json && "data" in json ? json.data : json;
    }
    throw new RequestError(response.status, json?.message ?? `HTTP ${response.status}`, json?.errorCode ?? null);
}

/** The error that a response stands for. */
export async function errorOf(response) {
    const json = await read(response);
    return new RequestError(response.status, json?.message ?? json?.detail ?? `HTTP ${response.status}`, json?.errorCode);
}

/** The body as JSON; null for none. Gateways on the way may answer something else altogether. */
async function read(response) {
    try {
        return await response.json();
    } catch {
        return null;
    }
}
