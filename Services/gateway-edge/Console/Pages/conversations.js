// The list of the caller's conversations: to open, and to delete.
import { alarm, announce } from "./announcer.js";
import { ask } from "./api.js";
import { byId, element } from "./dom.js";
import { moment, say, word } from "./words.js";

const list = byId("conversations");
const more = byId("more-conversations");
let listeners = null;
let next = null;

export const conversations = {
    /** @param {{onOpen: (id: string, messages: object[]) => void, onNew: () => void, current: () => string}} given */
    start(given) {
        listeners = given;
        byId("new-conversation").addEventListener("click", () => {
            listeners.onNew();
            mark();
        });
        more.addEventListener("click", () => load(next));
        // On a phone the list would push the conversation off the screen.
        if (matchMedia("(max-width: 46rem)").matches) byId("history").open = false;
    },

    load: () => load(null),

    clear() {
        list.replaceChildren();
        more.hidden = true;
    },
};

async function load(cursor) {
    try {
        const page = await ask("GET", `conversations?limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
        if (!cursor) list.replaceChildren();
        list.append(...page.conversations.map(item));
        next = page.next ?? null;
        more.hidden = next === null;
        mark();
    } catch (error) {
        if (error.status !== 401) alarm("conversationsFailed", { reason: error.message });
    }
}

function item(conversation) {
    const title = conversation.title || conversation.id;
    const remove = element("button", { type: "button", class: "danger", click: () => discard(conversation.id, title) }, "✕");
    say(remove, "deleteConversation", { title }, "aria-label");
    return element("li", { "data-id": conversation.id },
        element("button", {
            type: "button",
            title: `${title}\n${moment(conversation.updatedAt)}`,
            click: () => open(conversation.id),
        }, title),
        remove);
}

function mark() {
    for (const each of list.children) {
        if (each.dataset.id === listeners.current()) each.firstChild.setAttribute("aria-current", "true");
        else each.firstChild.removeAttribute("aria-current");
    }
}

async function open(id) {
    try {
        const conversation = await ask("GET", `conversations/${encodeURIComponent(id)}`);
        listeners.onOpen(id, conversation.messages);
        mark();
        announce("conversationOpened", { title: conversation.title });
    } catch (error) {
        alarm("requestFailed", { reason: error.message });
    }
}

async function discard(id, title) {
    if (!confirm(word("deleteConversationSure", { title }))) return;
    try {
        await ask("DELETE", `conversations/${encodeURIComponent(id)}`, { fine: [404] });
        if (id === listeners.current()) listeners.onNew();
        await load(null);
        byId("new-conversation").focus();
    } catch (error) {
        alarm("requestFailed", { reason: error.message });
    }
}
