// What screen readers are told: once per thing that happens, never per word of an answer.
import { byId } from "./dom.js";
import { say, saysNothing, word } from "./words.js";

/** Says something quietly, when the reader pauses. */
export function announce(key, values = {}) {
    byId("announcer").textContent = word(key, values);
}

/** Takes back what was said last; it may quote somebody's answer. */
export function silence() {
    byId("announcer").textContent = "";
}

/** Says and shows that something went wrong; without a key, that all is well again. */
export function alarm(key, values = {}) {
    const place = byId("alarm");
    if (key) say(place, key, values);
    else saysNothing(place);
    place.hidden = !key;
}
