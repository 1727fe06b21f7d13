// Reads server-sent events (WHATWG HTML, section 9.2) out of pieces of text that may be cut anywhere.

export class EventParser {
    #rest = "";
    #isStart = true;
    #data = [];
    #event = "";
    #id = "";

    /** Takes more text and returns the events that are whole by now: `{event, data, id}`. */
    push(text) {
        if (this.#isStart && text !== "") {
            this.#isStart = false;
            if (text.startsWith("\uFEFF")) text = text.slice(1);
        }
        const events = [];
        let rest = this.#rest + text;
        while (true) {
            const end = rest.search(/[\r\n]/);
            // A CR that is last may be half of a CRLF.
            if (end < 0 || (rest[end] === "\r" && end === rest.length - 1)) break;
            const line = rest.slice(0, end);
            rest = rest.slice(end + (rest.startsWith("\r\n", end) ? 2 : 1));
            const event = this.#line(line);
            if (event) events.push(event);
        }
        this.#rest = rest;
        return events;
    }

    #line(line) {
        if (line === "") return this.#dispatch();
        const colon = line.indexOf(":");
        if (colon === 0) return null;
        const name = colon < 0 ? line : line.slice(0, colon);
        let value = colon < 0 ? "" : line.slice(colon + 1);
        if (value.startsWith(" ")) value = value.slice(1);
        if (name === "data") this.#data.push(value);
        else if (name === "event") this.#event = value;
        else if (name === "id" && !value.includes("\0")) this.#id = value;
        return null;
    }

    #dispatch() {
        const event = { event: this.#event || "message", data: this.#data.join("\n"), id: this.#id };
        const isEmpty = this.#data.length === 0;
        this.#data = [];
        this.#event = "";
        return isEmpty ? null : event;
    }
}
