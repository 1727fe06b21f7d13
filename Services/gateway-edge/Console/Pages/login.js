// Signing in: with a token, or, where the service makes some for development, with one made for the purpose.
import { alarm } from "./announcer.js";
import { ask } from "./api.js";
import { byId } from "./dom.js";
import { signIn } from "./session.js";
import { say } from "./words.js";

export async function startLogin() {
    byId("login-form").addEventListener("submit", (event) => {
        event.preventDefault();
        const field = byId("token");
        const isFine = signIn(field.value);
        field.value = "";
        if (!isFine) alarm("tokenUnusable");
    });
    byId("mint-form").addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
            const made = await ask("POST", "dev/token", {
                body: { tenant: byId("mint-tenant").value, user: byId("mint-user").value, role: byId("mint-role").value },
            });
            signIn(made.token);
        } catch (error) {
            alarm("requestFailed", { reason: error.message });
        }
    });
    const settings = await ask("GET", "console/settings.json");
    byId("mint-form").hidden = !settings.makesTokens;
}

/** Says why somebody has to sign in again; nothing for a reason of null. */
export function explainLogin(reason) {
    const place = byId("login-reason");
    place.hidden = reason === null;
    if (reason) say(place, reason);
}
