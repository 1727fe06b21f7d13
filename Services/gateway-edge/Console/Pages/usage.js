// Tokens that were used: by day, by model and, for administrators, by user.
import { ask } from "./api.js";
import { barChart } from "./charts.js";
import { byId, drawing, element, table } from "./dom.js";
import { caller } from "./session.js";
import { language, say, word } from "./words.js";

let shown = null;

export function startUsage() {
    // Days are UTC days, as the service counts them. As defaults they stay when the form is emptied.
    const day = (offset) => new Date(Date.now() - offset * 86_400_000).toISOString().slice(0, 10);
    byId("usage-from").defaultValue = day(13);
    byId("usage-to").defaultValue = day(0);
    byId("usage-form").addEventListener("submit", (event) => {
        event.preventDefault();
        loadUsage();
    });
    document.addEventListener("aura-language", () => {
        if (shown) show(shown);
    });
}

export function leaveUsage() {
    shown = null;
    byId("usage-report").replaceChildren();
}

export async function loadUsage() {
    const report = byId("usage-report");
    const parameters = new URLSearchParams({ from: byId("usage-from").value, to: byId("usage-to").value });
    try {
        show(await ask("GET", `usage?${parameters}`));
    } catch (error) {
        shown = null;
        report.replaceChildren(say(element("p", { class: "note", role: "alert" }), "requestFailed", { reason: error.message }));
    }
}

function show(usage) {
    shown = usage;
    const number = (value) => Math.round(value).toLocaleString(language());
    const sums = (name) => {
        const groups = new Map();
        for (const row of usage.rows) {
            const sum = groups.get(row[name]) ?? { promptTokens: 0, completionTokens: 0, totalTokens: 0, requests: 0 };
            for (const key of Object.keys(sum)) sum[key] += row[key];
            groups.set(row[name], sum);
        }
        return groups;
    };
    const byDay = sums("day");
    const bars = daysBetween(usage.from, usage.to).map((day) => ({
        label: day.slice(5),
        parts: [
            { name: "prompt", value: byDay.get(day)?.promptTokens ?? 0 },
            { name: "completion", value: byDay.get(day)?.completionTokens ?? 0 },
        ],
    }));
    const swatch = (name) => element("li", {},
        drawing("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" }, drawing("rect", { class: name, width: 10, height: 10 })),
        " ", word(name === "prompt" ? "promptTokens" : "completionTokens"));
    const sumTable = (name, title) => table(title,
        [title, word("promptTokens"), word("completionTokens"), word("totalTokens"), word("requests")],
        [...sums(name)].sort((one, other) => other[1].totalTokens - one[1].totalTokens).map(([label, sum]) =>
            [label, sum.promptTokens, sum.completionTokens, sum.totalTokens, sum.requests]));
    const report = byId("usage-report");
    report.replaceChildren(
        element("p", {}, word("usageTotal", {
            total: number(usage.totals.totalTokens),
            requests: number(usage.totals.requests),
            estimated: number(usage.totals.estimated.totalTokens),
        })),
        barChart(bars, word("usageByDay"), number, report.clientWidth),
        element("ul", { class: "legend" }, swatch("prompt"), swatch("completion")),
        element("h3", {}, word("byModel")), sumTable("model", word("model")),
        ...(caller()?.isAdmin ? [element("h3", {}, word("byUser")), sumTable("user", word("user"))] : []),
        element("h3", {}, word("byDay")), sumTable("day", word("day")));
}

function daysBetween(from, to) {
    const days = [];
    for (let time = Date.parse(from); time <= Date.parse(to) && days.length < 100; time += 86_400_000) {
        days.push(new Date(time).toISOString().slice(0, 10));
    }
    return days;
}
