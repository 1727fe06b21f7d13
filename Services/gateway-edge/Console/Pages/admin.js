// What administrators see: whether everything runs, what waits, and what was given up.
import { alarm, announce } from "./announcer.js";
import { ask } from "./api.js";
import { byId, element, table } from "./dom.js";
import { caller } from "./session.js";
import { moment, say, word } from "./words.js";

let overview = null;

export function startAdmin() {
    byId("admin-refresh").addEventListener("click", loadAdmin);
    document.addEventListener("aura-language", () => {
        if (overview) loadAdmin();
    });
}

export function leaveAdmin() {
    overview = null;
    for (const id of ["admin-health", "admin-services", "admin-dead"]) byId(id).replaceChildren();
}

export async function loadAdmin() {
    if (!caller()?.isAdmin) return;
    try {
        overview = await ask("GET", "admin/overview");
        alarm(null);
    } catch (error) {
        if (error.status !== 401) alarm("requestFailed", { reason: error.message });
        return;
    }
    byId("admin-at").textContent = `${moment(Date.now())} · ${word("openStreams", { count: overview.openStreams })}`;
    byId("admin-health").replaceChildren(...Object.entries(overview.checks).sort().map(([name, state]) => {
        const isReady = state === "ready";
        return element("li", {}, `${name}: `,
            element("span", { class: `status ${isReady ? "good" : "bad"}` }, isReady ? word("ready") : state));
    }));
    byId("admin-services").replaceChildren(table(word("services"),
        [word("service"), word("waiting"), word("workers"), word("deadLetters")],
        overview.services.map((service) => [
            service.name, service.backlog, service.workers.join(", ") || "—", service.deadLetters,
        ])));
    await loadDead();
}

async function loadDead() {
    const services = overview.services.filter((service) => service.deadLetters > 0);
    const place = byId("admin-dead");
    if (services.length === 0) {
        place.replaceChildren(say(element("p", { class: "note" }), "noDeadLetters"));
        return;
    }
    const parts = [];
    for (const { name } of services) {
        try {
            const { letters, canRetry } = await ask("GET", `admin/dead/${name}`);
            parts.push(element("h4", {}, name), letters.length === 0
                ? element("p", { class: "note" }, word("noOwnDeadLetters"))
                : table(`${word("deadLetters")}: ${name}`,
                    [word("failedAt"), word("kind"), word("user"), word("reason"), word("attempts"), word("action")],
                    letters.map((letter) => [
                        letter.failedAt === undefined ? "—" : moment(letter.failedAt),
                        letter.kind ?? "—", letter.user ?? "—", letter.reason ?? "—", letter.attempts ?? "—",
                        // A run that was given up has ended; only what was told of runs can be told again.
                        canRetry
                            ? element("button", {
                                type: "button",
                                "aria-label": word("retryLetter", { id: letter.id }),
                                click: (event) => retry(name, letter.id, event.currentTarget),
                            }, word("retry"))
                            : "—",
                    ])));
        } catch (error) {
            parts.push(element("p", { class: "note" }, word("requestFailed", { reason: error.message })));
        }
    }
    place.replaceChildren(...parts);
}

async function retry(service, id, button) {
    button.disabled = true;
    try {
        await ask("POST", `admin/dead/${service}/${encodeURIComponent(id)}/retry`, { body: {} });
        announce("retried");
        await loadAdmin();
        byId("admin-refresh").focus();
    } catch (error) {
        button.disabled = false;
        alarm("requestFailed", { reason: error.message });
    }
}
