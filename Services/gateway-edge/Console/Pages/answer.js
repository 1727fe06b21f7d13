// One answer as it comes: its text, its sources, an agent's steps, and how it ended.
import { element } from "./dom.js";
import { exactly } from "./exact.js";
import { endOf, showMarkdown } from "./markdown.js";
import { SourceList } from "./sources.js";
import { Timeline } from "./timeline.js";
import { say, saysNothing } from "./words.js";

/** Milliseconds between two showings of a text that goes on growing. */
const pace = 80;
let count = 0;

export class Answer {
    #text = "";
    #timer = null;
    #failure = null;
    /** Where the next word will stand. */
    #end = null;

    /** @param {"chat"|"agent"|"analysis"} kind Which events its stream has. */
    constructor(kind) {
        this.kind = kind;
        count += 1;
        this.sources = new SourceList(`source-${count}`);
        this.timeline = kind === "agent" ? new Timeline() : null;
        this.text = element("div", { class: "text" });
        this.state = element("p", { class: "state", hidden: true });
        this.node = element("article", { class: "turn answer", "aria-busy": "true" },
            this.timeline?.node, this.text, this.sources.node, this.state);
        say(this.node, "answer", {}, "aria-label");
    }

    /** What was said so far. */
    get said() {
        return this.#text;
    }

    /** The failure that the stream told of; null where there was none. */
    get failure() {
        return this.#failure;
    }

    /** Takes one event of the stream. Returns its fields, where it had any. */
    take({ event, data }) {
        if (event === "message" && this.kind !== "agent") return this.#say(data);
        let json;
        try {
            json = exactly(data);
        } catch {
            return null;
        }
        const fields = { ...json, ...json.data };
        switch (event) {
            case "content":
            case "message":
                this.#say(fields.content ?? "");
                break;
            case "sources":
                this.sources.add(fields);
                this.#show();
                break;
            case "restarted":
                this.#replace("");
                this.sources.clear();
                this.timeline?.clear();
                break;
            case "resync":
                this.#replace(fields.text ?? "");
                break;
            case "error":
                this.#failure = fields;
                break;
            default:
                this.timeline?.show(event, fields);
                this.#grow();
        }
        return fields;
    }

    /** Shows a whole text that was said before. */
    put(text) {
        this.#replace(text);
        this.end();
    }

    /** Shows how it stands: a word's key, or null for nothing. */
    note(key, values = {}, isFailure = false) {
        this.state.hidden = key === null;
        this.state.classList.toggle("failed", isFailure);
        if (key === null) saysNothing(this.state);
        else say(this.state, key, values);
    }

    /** Ends it; what was said stays. */
    end() {
        clearTimeout(this.#timer);
        this.#timer = null;
        this.#render();
        this.timeline?.end();
        this.node.setAttribute("aria-busy", "false");
    }

    #say(text) {
        this.#text += text;
        this.#show();
        return null;
    }

    #replace(text) {
        this.#text = text;
        this.#show();
    }

    #show() {
        this.#timer ??= setTimeout(() => {
            this.#timer = null;
            this.#render();
        }, pace);
    }

    #render() {
        showMarkdown(this.text, this.#text, (number) => this.sources.cite(number));
        this.#end?.classList.remove("end");
        this.#end = endOf(this.text);
        this.#end.classList.add("end");
        this.#grow();
    }

    #grow() {
        this.node.dispatchEvent(new CustomEvent("aura-grown", { bubbles: true }));
    }
}
