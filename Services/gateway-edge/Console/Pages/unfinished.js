// Remembers, over a reload, which runs were not finished: their ids and kinds, and no word of what was asked or said.
const place = "aura.runs";

function all() {
    try {
        const runs = JSON.parse(sessionStorage.getItem(place) ?? "[]");
        return Array.isArray(runs) ? runs.filter((each) => typeof each?.run === "string") : [];
    } catch {
        return [];
    }
}

/** The unfinished runs of some kinds: `{run, kind, conversation?}`, the oldest first. */
export const unfinished = (...kinds) => all().filter((each) => kinds.includes(each.kind));

export function remember(entry) {
    sessionStorage.setItem(place, JSON.stringify([...all().filter((each) => each.run !== entry.run), entry].slice(-20)));
}

export function forget(run) {
    sessionStorage.setItem(place, JSON.stringify(all().filter((each) => each.run !== run)));
}

export function forgetAll() {
    sessionStorage.removeItem(place);
}
