// Work that comes due by itself.
import { alarm, announce } from "./announcer.js";
import { showRun } from "./analysis.js";
import { ask } from "./api.js";
import { byId, element, fact } from "./dom.js";
import { randomID } from "./stream.js";
import { moment, say, sayStatus, word } from "./words.js";

/** One key a draft: a repeated click makes no second automation. */
let key = randomID();

export function startAutomations() {
    byId("automation-refresh").addEventListener("click", loadAutomations);
    byId("automation-form").addEventListener("submit", (event) => {
        event.preventDefault();
        make();
    });
    byId("automation-form").addEventListener("input", () => {
        key = randomID();
    });
}

export function leaveAutomations() {
    byId("automations").replaceChildren();
}

async function make() {
    const instruction = byId("automation-instruction").value.trim();
    const schedule = byId("automation-schedule").value.trim();
    if (instruction === "") return;
    const body = { instruction, idempotencyKey: key };
    if (schedule !== "") body.schedule = schedule;
    try {
        const made = await ask("POST", "automation", { body });
        key = randomID();
        byId("automation-form").reset();
        alarm(null);
        announce(made.nextRunAt ? "automationMade" : "automationBegun", { time: zoned(made.nextRunAt, made) });
        await loadAutomations();
    } catch (error) {
        alarm("requestFailed", { reason: error.message });
    }
}

/** Shows the caller's automations as they are now. */
export async function loadAutomations() {
    try {
        const page = await ask("GET", "automation?limit=50");
        const list = byId("automations");
        list.replaceChildren(...page.automations.map(card));
        if (page.automations.length === 0) list.append(say(element("li", { class: "note" }), "noAutomations"));
    } catch (error) {
        if (error.status !== 401) alarm("requestFailed", { reason: error.message });
    }
}

/** A time by the clocks of the automation's own zone: its text has no offset, so it is read as UTC and told as UTC. */
const zoned = (text, automation) => (text ? `${moment(text, "UTC")} ${automation.timeZone}` : "—");

function card(automation) {
    const status = (state) => sayStatus(element("span"), state);
    const told = (name, ...values) => fact(say(element("span"), name), ...values);
    const isActive = automation.nextRunAt !== null || ["active", "running", "scheduled"].includes(automation.status);
    const buttons = element("div", { class: "buttons" });
    if (automation.lastRunId) {
        buttons.append(say(element("button", {
            type: "button",
            click: () => {
                location.hash = "#analysis";
                showRun(automation.lastRunId, automation.instruction);
            },
        }), "showLastRun"), " ");
    }
    if (isActive) {
        buttons.append(say(element("button", { type: "button", class: "danger", click: () => cancel(automation) }), "cancelAutomation"));
    }
    return element("li", { class: "card" },
        element("h4", {}, automation.instruction),
        element("div", { class: "facts" },
            told("automationStatus", status(automation.status)),
            told("automationSchedule", automation.schedule ?? say(element("span"), "atOnce")),
            told("nextRun", zoned(automation.nextRunAt, automation)),
            told("lastRun", zoned(automation.lastRunAt, automation),
                ...(automation.lastRunStatus ? [" (", status(automation.lastRunStatus), ")"] : [])),
            told("runCount", automation.runCount)),
        buttons);
}

async function cancel(automation) {
    if (!confirm(word("cancelAutomationSure", { instruction: automation.instruction.slice(0, 80) }))) return;
    try {
        await ask("DELETE", `automation/${encodeURIComponent(automation.id)}`, { fine: [404] });
        await loadAutomations();
        byId("automation-refresh").focus();
    } catch (error) {
        alarm("requestFailed", { reason: error.message });
    }
}
