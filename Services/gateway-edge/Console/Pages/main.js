// Joins the parts of the console: who is signed in, which view is shown, in which language.
import { leaveAdmin, loadAdmin, startAdmin } from "./admin.js";
import { leaveAnalyses, resumeAnalyses, startAnalyses } from "./analysis.js";
import { alarm, silence } from "./announcer.js";
import { leaveAutomations, loadAutomations, startAutomations } from "./automations.js";
import { leaveChat, resumeChat, showChat, startChat } from "./chat.js";
import { byId, element } from "./dom.js";
import { explainLogin, startLogin } from "./login.js";
import { leaveSearch, startSearch } from "./search.js";
import { caller, signOut } from "./session.js";
import { forgetAll } from "./unfinished.js";
import { leaveUsage, loadUsage, startUsage } from "./usage.js";
import { language, say, sayAll, setLanguage } from "./words.js";

/** What is done when a view is shown. */
const views = {
    chat: showChat,
    analysis: () => {},
    search: () => byId("search-text").focus(),
    automation: loadAutomations,
    usage: loadUsage,
    admin: loadAdmin,
};

/** Who was signed in last; somebody else finds nothing of theirs. */
let last = null;

function shownViews() {
    return Object.keys(views).filter((name) => name !== "admin" || caller()?.isAdmin);
}

function showView() {
    const isIn = caller() !== null;
    const wanted = location.hash.slice(1);
    const name = shownViews().includes(wanted) ? wanted : "chat";
    byId("login").hidden = isIn;
    for (const each of Object.keys(views)) byId(each).hidden = !isIn || each !== name;
    for (const link of byId("views").children) {
        if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    if (!isIn) return byId("token").focus();
    alarm(null);
    scrollTo(0, 0);
    // On a narrow screen not every tab may be in sight.
    byId("views").querySelector("[aria-current]").scrollIntoView({ block: "nearest", inline: "nearest" });
    views[name]();
}

function showSession(reason) {
    const who = caller();
    byId("views").hidden = who === null;
    byId("sign-out").hidden = who === null;
    byId("who").textContent = who ? `${who.user} @ ${who.tenant}` : "";
    byId("views").replaceChildren(...shownViews().map((name) => say(element("a", { href: `#${name}` }), name)));
    explainLogin(reason);
    if (who) {
        if (last && (last.user !== who.user || last.tenant !== who.tenant)) leaveAll(true);
        last = who;
    } else {
        leaveAll(reason === null);
    }
    showView();
    if (!who) return;
    resumeChat();
    resumeAnalyses();
}

/** @param {boolean} isForGood Whether the next to sign in may be somebody else. */
function leaveAll(isForGood) {
    leaveChat(isForGood);
    leaveAnalyses(isForGood);
    leaveAutomations();
    leaveUsage();
    leaveAdmin();
    if (!isForGood) return;
    leaveSearch();
    forgetAll();
    silence();
    // What was being written is the person's too.
    for (const form of document.forms) form.reset();
}

sayAll(document);
const chooser = byId("language");
chooser.value = language();
chooser.addEventListener("change", () => setLanguage(chooser.value));
byId("sign-out").addEventListener("click", () => signOut());
document.addEventListener("aura-session", (event) => showSession(event.detail ?? null));
addEventListener("hashchange", showView);
startChat();
startAnalyses();
startSearch();
startAutomations();
startUsage();
startAdmin();
showView();
await startLogin();
document.documentElement.dataset.ready = "";
