// Who is signed in. The token lives in this module's memory alone: a reload forgets it.

let token = null;
let claims = null;

/** Reads what a token says of its holder. Nothing is checked here; the service does that on every request. */
export function readClaims(text) {
    const parts = text.split(".");
    if (parts.length !== 3) return null;
    try {
        const bytes = Uint8Array.from(atob(parts[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
        const all = JSON.parse(new TextDecoder().decode(bytes));
        const user = all.sub ?? all.user_id;
        const tenant = all.tenant_id ?? all.tenantId;
        if (user === undefined || tenant === undefined) return null;
        const roles = all.role !== undefined ? [all.role] : all.roles ?? [];
        return {
            user: String(user),
            tenant: String(tenant),
            isAdmin: roles.some((role) => String(role).toUpperCase() === "ADMIN"),
            expires: typeof all.exp === "number" ? all.exp * 1000 : null,
        };
    } catch {
        return null;
    }
}

/** Signs in with a token; false for one that names no user and tenant. */
export function signIn(text) {
    const read = readClaims(text.trim());
    if (!read) return false;
    token = text.trim();
    claims = read;
    document.dispatchEvent(new CustomEvent("aura-session"));
    return true;
}

/** Forgets the token. `reason` is a word's key, where the person did not ask for it. */
export function signOut(reason = null) {
    if (!token) return;
    token = null;
    claims = null;
    document.dispatchEvent(new CustomEvent("aura-session", { detail: reason }));
}

/** What the token says of its holder; null when nobody is signed in. */
export const caller = () => claims;

/** The headers that say who asks (contract: the tenant's is required, the user's where approvals are decided). */
export function identityHeaders() {
    if (!token) return {};
    return { Authorization: `Bearer ${token}`, "X-Tenant-ID": claims.tenant, "X-User-ID": claims.user };
}
