// Asks a person whether the agent may take a step.
import { ask } from "./api.js";
import { element } from "./dom.js";
import { exactText } from "./exact.js";
import { caller } from "./session.js";
import { announce } from "./announcer.js";
import { say, saysNothing } from "./words.js";

/** One question for an approval: the tool and its exact arguments, and the buttons that decide. */
export class ApprovalCard {
    #isSettled = false;

    /** @param {object} asked The fields of a `hitl` event. */
    constructor(asked) {
        this.callId = asked.callId ?? null;
        this.requestId = asked.requestId;
        /** Whether the call that it asked for will not be made. */
        this.isCancelled = false;
        const title = element("h3", { id: `approval-${asked.requestId}` });
        say(title, "approvalTitle", { tool: asked.actionType });
        const reasonId = `reason-${asked.requestId}`;
        this.state = element("p", { class: "status waiting", role: "status" });
        this.reason = element("input", { id: reasonId, maxlength: "1000" });
        this.controls = element("div", {},
            say(element("label", { for: reasonId }), "approvalReason"),
            this.reason,
            element("div", { class: "buttons" },
                say(element("button", { type: "button", class: "main approve", click: () => this.#decide(true) }), "approve"),
                say(element("button", { type: "button", class: "danger reject", click: () => this.#decide(false) }), "reject")));
        this.node = element("section", { class: "approval", "aria-labelledby": title.id },
            title,
            element("p", {}, asked.message ?? ""),
            say(element("p", { class: "hint" }), "approvalArguments"),
            element("pre", { class: "exact", tabindex: "0" }, exactText(asked.context)),
            this.controls,
            this.state);
        announce("approvalAsked", { tool: asked.actionType });
    }

    /** Says how it was decided, here or elsewhere; the first word counts. */
    settle(key) {
        if (this.#isSettled) return;
        this.#isSettled = true;
        this.controls.hidden = true;
        this.node.classList.add("settled");
        this.state.className = `status ${key === "approved" ? "good" : "bad"}`;
        say(this.state, key);
    }

    async #decide(isApproved) {
        const buttons = this.controls.querySelectorAll("button");
        for (const button of buttons) button.disabled = true;
        saysNothing(this.state);
        const body = { userId: caller()?.user };
        const reason = this.reason.value.trim();
        if (!isApproved && reason !== "") body.reason = reason;
        try {
            const path = `hitl/${isApproved ? "approve" : "reject"}/${encodeURIComponent(this.requestId)}`;
            // 409: somebody decided before; the answer says how.
            const decided = await ask("POST", path, { body, fine: [409] });
            this.settle(decided?.status === "rejected" ? "rejected" : "approved");
        } catch (error) {
            for (const button of buttons) button.disabled = false;
            if (error.status === 404) this.settle("approvalGone");
            else say(this.state, "approvalFailed", { reason: error.message });
        }
    }
}
