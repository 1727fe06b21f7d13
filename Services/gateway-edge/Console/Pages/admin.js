// What administrators see: whether everything runs, what waits, who is answered now, and what was given up.
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
    for (const id of ["admin-health", "admin-services", "admin-runs", "admin-dead"]) byId(id).replaceChildren();
}

export async function loadAdmin() {
    const reader = caller();
    if (!reader?.isAdmin) return;
    let live;
    try {
        const answers = await Promise.all([ask("GET", "admin/overview"), ask("GET", "admin/runs")]);
        // Who has signed out meanwhile leaves nothing behind.
        if (caller() !== reader) return;
        [overview, live] = answers;
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
    showRuns(live);
    await loadDead(reader);
}

/** Shows the runs that the asked edge serves; it knows of no other's. */
function showRuns({ edge, runs }) {
    if (runs.length === 0) {
        byId("admin-runs").replaceChildren(element("p", { class: "note" }, word("noLiveRuns", { edge })));
        return;
    }
    byId("admin-runs").replaceChildren(
        element("p", { class: "note" }, word("liveRunsOf", { edge })),
        table(word("liveRuns"),
            [word("run"), word("kind"), word("user"), word("status"), word("worker"), word("since")],
            runs.map((run) => [
                run.runId, run.kind, run.user, word(`status_${run.status}`), run.worker ?? "—", moment(run.createdAt),
            ])));
}

async function loadDead(reader) {
    const streams = overview.services.filter((service) => service.deadLetters > 0)
        .map(({ name }) => ({ name, title: name }));
    if (overview.deadEvents > 0) streams.push({ name: "events", title: word("events") });
    const place = byId("admin-dead");
    if (streams.length === 0) {
        place.replaceChildren(say(element("p", { class: "note" }), "noDeadLetters"));
        return;
    }
    const parts = [];
    for (const { name, title } of streams) {
        try {
            const { letters, canRetry } = await ask("GET", `admin/dead/${name}`);
            parts.push(element("h4", {}, title), letters.length === 0
                ? element("p", { class: "note" }, word("noOwnDeadLetters"))
                : table(`${word("givenUp")}: ${title}`,
                    [word("failedAt"), word("kind"), word("user"), word("reason"), word("attempts"), word("action")],
                    letters.map((letter) => [
                        letter.failedAt === undefined ? "—" : moment(letter.failedAt),
                        letter.kind ?? "—", letter.user ?? "—", letter.reason ?? "—", letter.attempts ?? "—",
                        // A run that was given up has ended; only reports of runs and events can be tried again.
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
    if (caller() === reader) place.replaceChildren(...parts);
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
