// Long analyses: begun here, gone on without a viewer, watched with their progress.
import { announce } from "./announcer.js";
import { Answer } from "./answer.js";
import { ask, send } from "./api.js";
import { byId, element } from "./dom.js";
import { signOut } from "./session.js";
import { follow, randomID } from "./stream.js";
import { forget, remember, unfinished } from "./unfinished.js";
import { say } from "./words.js";

/** The runs that are watched now, and what ends the watching. */
const watched = new Map();

export function startAnalyses() {
    byId("analysis-form").addEventListener("submit", async (event) => {
        event.preventDefault();
        const field = byId("analysis-question");
        const question = field.value.trim();
        if (question === "") return;
        const button = event.submitter;
        if (button) button.disabled = true;
        const card = new AnalysisCard(question);
        try {
            const begun = await ask("POST", "analysis", {
                body: { question },
                headers: { "Idempotency-Key": randomID() },
            });
            field.value = "";
            remember({ run: begun.runId, kind: "analysis" });
            watch(begun.runId, card, begun.taskId);
        } catch (error) {
            card.fail("requestFailed", error.message);
        }
        if (button) button.disabled = false;
    });
}

/** Takes up what a reload interrupted. */
export function resumeAnalyses() {
    for (const { run } of unfinished("analysis")) {
        if (!watched.has(run)) watch(run, new AnalysisCard(null), null);
    }
}

export function leaveAnalyses(isForGood) {
    for (const controller of watched.values()) controller.abort();
    watched.clear();
    if (isForGood) byId("analyses").replaceChildren();
}

/** Shows a run of an automation among the analyses. */
export function showRun(run, title) {
    watch(run, new AnalysisCard(title), null);
}

async function watch(run, card, taskId) {
    const controller = new AbortController();
    watched.set(run, controller);
    card.began(run);
    if (taskId) card.isTask(taskId);
    try {
        await follow({
            run,
            signal: controller.signal,
            onEvent: (event) => card.take(event),
            onConnection: (isConnected) => card.answer.note(isConnected ? null : "reconnecting"),
        });
        if (card.answer.failure?.errorType === "TokenExpired") {
            // With a new token it is watched again.
            card.node.remove();
            signOut("sessionEnded");
        } else {
            card.end();
            forget(run);
        }
    } catch (error) {
        if (error.name === "AbortError") {
            card.node.remove();
        } else if (error.status === 404) {
            forget(run);
            card.fail("runGone", "");
        } else {
            card.fail("requestFailed", error.message);
        }
    }
    if (watched.get(run) === controller) watched.delete(run);
}

class AnalysisCard {
    constructor(question) {
        this.answer = new Answer("analysis");
        this.title = element("h3", {}, question ?? "");
        if (question === null) say(this.title, "questionNotKept");
        this.bar = say(element("progress", { max: "100" }), "progress", {}, "aria-label");
        this.stage = element("p", { class: "note" });
        this.task = element("p", { class: "facts", hidden: true });
        this.stop = say(element("button", { type: "button", hidden: true }), "stop");
        this.node = element("article", { class: "card" }, this.title, this.bar, this.stage, this.task, this.stop, this.answer.node);
        say(this.stage, "queued");
        byId("analyses").prepend(this.node);
    }

    began(run) {
        this.stop.hidden = false;
        this.stop.addEventListener("click", async () => {
            this.stop.disabled = true;
            try {
                await send("DELETE", `runs/${encodeURIComponent(run)}`);
            } catch {
                this.stop.disabled = false;
            }
        });
    }

    isTask(id) {
        this.task.hidden = false;
        say(this.task, "taskNumber", { id });
    }

    take(event) {
        const fields = this.answer.take(event);
        if (event.event === "progress" && fields) {
            this.bar.value = fields.progress;
            this.stage.textContent = `${fields.progress} % · ${fields.description}`;
        } else if (event.event === "task" && fields) {
            this.isTask(fields.taskId);
        } else if (event.event === "restarted") {
            this.bar.removeAttribute("value");
        }
    }

    end() {
        const failure = this.answer.failure;
        this.stop.hidden = true;
        this.answer.end();
        if (failure) {
            const isStopped = failure.errorType === "Cancelled";
            this.fail(isStopped ? "stopped" : "answerFailed", failure.message ?? failure.error);
            return;
        }
        this.bar.value = 100;
        say(this.stage, "analysisDone");
        announce("analysisDone");
    }

    fail(key, reason) {
        this.stop.hidden = true;
        this.bar.hidden = true;
        this.stage.hidden = true;
        this.answer.end();
        this.answer.note(key, { reason }, true);
        announce(key, { reason });
    }
}
