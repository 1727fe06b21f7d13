// What an agent does on its way to the answer: thoughts, steps and calls, in the order in which they happened.
import { ApprovalCard } from "./approvals.js";
import { element } from "./dom.js";
import { exactText } from "./exact.js";
import { say, sayStatus } from "./words.js";

const looks = { success: "good", completed: "good", failed: "bad", cancelled: "bad", skipped: "bad", rejected: "bad" };

export class Timeline {
    #steps = new Map();
    #calls = new Map();
    #approvals = [];
    #thought = null;

    constructor() {
        this.list = element("ol", { class: "timeline" });
        this.approvals = element("div");
        const summary = say(element("summary"), "steps");
        this.details = element("details", { hidden: true, open: true }, summary, this.list);
        this.node = element("div", {}, this.details, this.approvals);
    }

    /** Shows one event of the agent's protocol; `fields` are its data. */
    show(type, fields) {
        switch (type) {
            case "thought":
            case "thinking":
                return this.#think(fields);
            case "plan_step":
            case "plan_step_update":
            case "timeline_step_update":
                return this.#step(fields);
            case "tool_execution":
            case "action":
                return this.#call(fields);
            case "hitl":
            case "approval_required":
                return this.#ask(fields);
            case "failed":
                return this.#approvals.find((card) => card.requestId === fields.requestId)?.settle("approvalExpired");
        }
    }

    /** Says that nothing more will happen: what waits now waits for nothing. */
    end() {
        for (const card of this.#approvals) card.settle(card.isCancelled ? "rejected" : "approvalGone");
        this.#thought = null;
    }

    clear() {
        this.#steps.clear();
        this.#calls.clear();
        this.#approvals = [];
        this.#thought = null;
        this.list.replaceChildren();
        this.approvals.replaceChildren();
        this.details.hidden = true;
    }

    #add(node) {
        this.details.hidden = false;
        this.#thought = null;
        this.list.append(node);
    }

    /** Thoughts come in pieces, like text; pieces that follow one another are one thought. */
    #think({ content = "", thoughtType }) {
        if (this.#thought?.type !== thoughtType) {
            const text = element("span", { class: "thought" });
            this.#add(element("li", {}, say(element("strong"), "thought"), " ", text));
            this.#thought = { type: thoughtType, text };
        }
        this.#thought.text.append(content);
    }

    #step(fields) {
        const id = fields.stepId ?? fields.id;
        let step = this.#steps.get(id);
        if (!step) {
            step = { title: element("span"), status: element("span") };
            this.#steps.set(id, step);
            this.#add(element("li", {}, say(element("strong"), "step"), " ", step.title, " — ", step.status));
        }
        step.title.textContent = fields.description ?? fields.title ?? step.title.textContent;
        status(step.status, fields.status ?? "pending");
    }

    #call(fields) {
        const id = fields.callId ?? fields.metadata?.callId ?? fields.toolName ?? fields.tool;
        let call = this.#calls.get(id);
        if (!call) {
            call = { status: element("span"), result: element("pre", { tabindex: "0", hidden: true }) };
            this.#calls.set(id, call);
            this.#add(element("li", {},
                say(element("strong"), "tool"), " ", element("code", {}, fields.toolName ?? fields.tool), " — ", call.status,
                element("details", {},
                    say(element("summary"), "toolDetails"),
                    element("pre", { tabindex: "0" }, exactText(fields.toolArgs ?? fields.parameters)),
                    call.result)));
        }
        status(call.status, fields.status);
        const result = fields.result ?? fields.error;
        call.result.hidden = result === undefined || result === null;
        if (!call.result.hidden) call.result.textContent = typeof result === "string" ? result : exactText(result);
        const card = this.#approvals.find((each) => each.callId !== null && each.callId === id);
        // A cancelled call was rejected, or nobody decided about it in time; what comes next says which.
        if (card && fields.status === "cancelled") card.isCancelled = true;
        else if (fields.status !== "pending") card?.settle("approved");
    }

    #ask(fields) {
        // A run that another worker took over may ask again; it is the same question.
        if (this.#approvals.some((card) => card.requestId === fields.requestId)) return;
        const card = new ApprovalCard(fields);
        this.#approvals.push(card);
        this.approvals.append(card.node);
        card.node.scrollIntoView({ block: "nearest" });
    }
}

function status(node, state) {
    node.className = `status ${looks[state] ?? "waiting"}`;
    sayStatus(node, state);
}
