// Search in the tenant's documents.
import { ask } from "./api.js";
import { byId, element, fact } from "./dom.js";
import { excerpt, highlighted, searchWords } from "./highlight.js";
import { moment, say } from "./words.js";

/** The newest search; the answer of an older one counts for nothing. */
let latest = 0;

export function startSearch() {
    byId("search-form").addEventListener("submit", (event) => {
        event.preventDefault();
        search();
    });
}

export function leaveSearch() {
    latest += 1;
    byId("search-results").replaceChildren();
    byId("search-count").replaceChildren();
    byId("search-text").value = "";
}

async function search() {
    const query = byId("search-text").value.trim();
    if (query === "") return;
    latest += 1;
    const own = latest;
    const parameters = new URLSearchParams({ q: query, limit: "20" });
    const type = byId("search-type").value;
    if (type !== "") parameters.set("type", type);
    const count = byId("search-count");
    say(count, "searching");
    try {
        const found = await ask("GET", `search?${parameters}`);
        if (own !== latest) return;
        const words = searchWords(query);
        byId("search-results").replaceChildren(...found.results.map((each) => resultItem(each, words)));
        const key = found.results.length === 0 ? "nothingFound" : found.degraded ? "foundDegraded" : "found";
        say(count, key, { count: found.results.length, time: Math.round(found.tookMs * 10) / 10 });
    } catch (error) {
        if (own !== latest) return;
        byId("search-results").replaceChildren();
        say(count, "requestFailed", { reason: error.message });
    }
}

// What stands elsewhere in a result, or is of use to programs alone.
const toldOtherwise = new Set(["title", "type", "tenant_id", "event_id", "event_type", "source"]);

/** Facts whose names have a word; others are DWP's own, and shown as they come. */
const factWords = { timestamp: "factTime", user_id: "factUser", recipientCount: "factRecipients" };

function told([name, value]) {
    const node = element("span", {}, name);
    return fact(factWords[name] ? say(node, factWords[name]) : node, name === "timestamp" ? moment(value) : String(value));
}

function resultItem(result, words) {
    const title = String(result.metadata?.title ?? result.text.split("\n")[0] ?? result.id);
    const body = result.text.startsWith(title) ? result.text.slice(title.length).trim() : result.text;
    const facts = Object.entries(result.metadata ?? {})
        .filter(([name, value]) => !toldOtherwise.has(name) && value !== null && value !== title && typeof value !== "object")
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(told);
    const kind = { mail: "typeMail", approval: "typeApproval" }[result.type];
    const badge = element("span", { class: "kind" }, result.type);
    return element("li", { class: "card" },
        element("h3", {}, ...highlighted(title, words)),
        element("div", { class: "facts" },
            kind ? say(badge, kind) : badge, element("span", {}, result.id),
            element("span", {}, result.score.toFixed(3)), ...facts),
        body === "" ? null : element("p", {}, ...highlighted(excerpt(body, words), words)));
}
