// The conversation: questions, live answers, stopping, and coming back to an answer after a reload.
import { alarm, announce } from "./announcer.js";
import { Answer } from "./answer.js";
import { send } from "./api.js";
import { conversations } from "./conversations.js";
import { byId, element } from "./dom.js";
import { caller, signOut } from "./session.js";
import { follow, randomID } from "./stream.js";
import { forget, remember, unfinished } from "./unfinished.js";
import { say } from "./words.js";

/** What goes on now: `{run, answer, controller, isStopped}`; null between questions. */
let current = null;
let conversation = randomID();

const turns = byId("turns");
const question = byId("question");

/** Begins what goes on for the whole life of the page. */
export function startChat() {
    byId("composer").addEventListener("submit", (event) => {
        event.preventDefault();
        submit();
    });
    question.addEventListener("keydown", (event) => {
        // An Enter that ends the composing of a Korean syllable sends nothing.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        submit();
    });
    byId("stop").addEventListener("click", stop);
    for (const mode of byId("composer").elements.mode) {
        // An agent looks into documents whenever it needs to.
        mode.addEventListener("change", () => { byId("use-documents").disabled = mode.value === "agent"; });
    }
    turns.addEventListener("aura-grown", showEnd);
    for (const each of [turns, document]) each.addEventListener("scroll", noteEnd);
    conversations.start({ onOpen: open, onNew: clear, current: () => conversation });
}

let isAtEnd = true;

/** What scrolls: the turns by themselves, or on a narrow screen the whole page. */
const scroller = () => (getComputedStyle(turns).overflowY === "visible" ? document.scrollingElement : turns);

function noteEnd() {
    // Another view's scrolling says nothing about the turns.
    if (!turns.checkVisibility()) return;
    const { scrollHeight, scrollTop, clientHeight } = scroller();
    isAtEnd = scrollHeight - scrollTop - clientHeight < 80;
}

/** Keeps the newest words in sight, unless somebody reads further up. */
function showEnd() {
    if (!isAtEnd || !turns.checkVisibility()) return;
    const node = scroller();
    node.scrollTop = node.scrollHeight;
}

/** What is done when the chat is shown. */
export function showChat() {
    question.focus();
    showEnd();
}

/** Takes up what a reload interrupted, once somebody is signed in. */
export function resumeChat() {
    conversations.load();
    const [entry] = unfinished("chat", "agent");
    if (!entry || current) return;
    conversation = entry.conversation ?? randomID();
    clearTurns();
    add(say(element("div", { class: "turn question" }), "questionNotKept"));
    run(entry.kind, { run: entry.run });
}

/** Leaves everything as it is for somebody else to sign in; the run goes on without a viewer. */
export function leaveChat(isForGood) {
    current?.controller.abort();
    if (!isForGood) return;
    clearTurns();
    conversation = randomID();
    conversations.clear();
}

function submit() {
    const text = question.value.trim();
    if (text === "" || !caller()) return;
    if (current) return alarm("busy");
    question.value = "";
    add(element("div", { class: "turn question" }, text));
    const kind = byId("composer").elements.mode.value;
    const request = kind === "agent"
        ? { path: "test/stream", body: { prompt: text, thread_id: conversation, context: { activeApp: "aura-console" } } }
        : { path: "chat/stream", body: { message: text, conversationId: conversation, rag: byId("use-documents").checked } };
    run(kind, { request });
}

/** Follows a run that is to begin or goes on already, and shows it. */
async function run(kind, { request, run }) {
    const answer = new Answer(kind);
    const state = { run: run ?? null, answer, controller: new AbortController(), isStopped: false };
    current = state;
    add(answer.node);
    showRunning(true);
    alarm(null);
    answer.note("answering");
    announce("answering");
    let isToBeKept = false;
    try {
        await follow({
            request,
            run,
            signal: state.controller.signal,
            onRun: (id) => {
                state.run = id;
                remember({ run: id, kind, conversation });
                if (state.isStopped) cancel(state);
            },
            onEvent: (event) => answer.take(event),
            onConnection: (isConnected) => {
                if (!isConnected) isAtEnd = true;
                answer.note(isConnected ? "answering" : "reconnecting");
            },
        });
        isToBeKept = hasExpired(answer);
        conclude(answer, state.isStopped);
    } catch (error) {
        if (error.name === "AbortError") {
            isToBeKept = !state.isStopped;
            answer.note(state.isStopped ? "stopped" : "left");
        } else {
            isToBeKept = error.status === 0 || error.status === 401;
            const key = error.status === 404 ? "runGone" : "requestFailed";
            answer.note(key, { reason: error.message }, true);
            announce(key, { reason: error.message });
        }
    }
    answer.end();
    if (state.run && !isToBeKept) forget(state.run);
    if (current === state) {
        current = null;
        showRunning(false);
        if (caller()) alarm(null);
    }
    if (hasExpired(answer)) signOut("sessionEnded");
    else if (caller()) conversations.load();
}

/** Whether the token ended before the answer did; the run goes on for whoever comes back with a new one. */
const hasExpired = (answer) => answer.failure?.errorType === "TokenExpired";

function conclude(answer, isStopped) {
    const failure = answer.failure;
    if (!failure) {
        answer.note(null);
        announce("answered", { text: answer.said.slice(0, 400) });
    } else if (failure.errorType === "Cancelled") {
        answer.note("stopped");
        announce("stopped");
    } else {
        const key = isStopped ? "stopped" : "answerFailed";
        answer.note(key, { reason: failure.message ?? failure.error }, !isStopped);
        announce(key, { reason: failure.message ?? failure.error });
    }
}

/** Stops the run. Where its id is not known yet, as soon as it is. */
function stop() {
    if (!current || current.isStopped) return;
    current.isStopped = true;
    current.answer.note("stopping");
    byId("stop").disabled = true;
    if (current.run) cancel(current);
    question.focus();
}

async function cancel(state) {
    try {
        const response = await send("DELETE", `runs/${encodeURIComponent(state.run)}`);
        if (response.ok) return;
    } catch {
        // Below, as for an answer that says no.
    }
    // The run cannot be told; not watching it ends it too, a little later.
    state.controller.abort();
}

function showRunning(isRunning) {
    byId("send").hidden = isRunning;
    byId("stop").hidden = !isRunning;
    byId("stop").disabled = false;
}

function add(node) {
    turns.append(node);
    isAtEnd = true;
    showEnd();
}

function clearTurns() {
    turns.replaceChildren();
}

/** Begins a new conversation. */
function clear() {
    if (current) return alarm("busy");
    conversation = randomID();
    clearTurns();
    question.focus();
}

/** Shows a conversation that was had before, to go on with it. */
function open(id, messages) {
    if (current) return alarm("busy");
    alarm(null);
    conversation = id;
    clearTurns();
    for (const message of messages) {
        if (message.role === "user") {
            add(element("div", { class: "turn question" }, message.content));
        } else if (message.role === "assistant" && message.content !== "") {
            const answer = new Answer("chat");
            answer.put(message.content);
            add(answer.node);
        }
    }
    question.focus();
}
