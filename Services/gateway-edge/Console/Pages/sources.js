// The documents that an answer relies on.
import { element } from "./dom.js";
import { say, word } from "./words.js";

/** Keeps an answer's sources, shows them, and makes what stands for a `[number]` in its text. */
export class SourceList {
    /** @param {string} name Begins the ids of its nodes. */
    constructor(name) {
        this.name = name;
        this.sources = [];
        this.list = element("ol");
        this.note = element("p", { hidden: true });
        this.node = element("details", { class: "sources", hidden: true },
            this.summary = element("summary"), this.list, this.note);
        say(this.note, "sourcesIncomplete");
    }

    /** Adds the sources of an event. Several searches of one answer add to each other; the first keep their numbers. */
    add({ sources = [], degraded = false }) {
        for (const source of sources) {
            if (this.sources.some((each) => each.id === source.id && each.text === source.text)) continue;
            this.sources.push(source);
            this.list.append(this.#item(source, this.sources.length));
        }
        if (degraded) this.note.hidden = false;
        this.node.hidden = this.sources.length === 0 && !degraded;
        say(this.summary, "sources", { count: this.sources.length });
    }

    clear() {
        this.sources = [];
        this.list.replaceChildren();
        this.node.hidden = true;
        this.note.hidden = true;
    }

    /** A button that shows a source, with its text to hover over; null for a number that is no source. */
    cite(number) {
        const source = this.sources[number - 1];
        if (!source) return null;
        return element("button", {
            class: "cite",
            type: "button",
            title: hoverText(source),
            "aria-label": word("sourceNumber", { number, title: source.title }),
            click: () => this.#open(number),
        }, `[${number}]`);
    }

    #item(source, number) {
        return element("li", { id: `${this.name}-${number}` },
            element("details", {},
                element("summary", { title: hoverText(source) },
                    source.title || source.id, " ", element("span", { class: "kind" }, source.type)),
                element("p", {}, source.text)));
    }

    #open(number) {
        this.node.open = true;
        const details = document.getElementById(`${this.name}-${number}`).firstChild;
        details.open = true;
        details.firstChild.focus();
    }
}

const hoverText = (source) => `${source.title}\n\n${source.text.slice(0, 600)}`;
