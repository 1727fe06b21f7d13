// Which language the page speaks, and what it says in it.
import { ko } from "./words.ko.js";
import { en } from "./words.en.js";

const languages = { ko, en };
const place = "aura.language";
/** What each node says, so that it can say it again in another language. */
const said = new WeakMap();
let current = initial();

function initial() {
    const chosen = localStorage.getItem(place);
    if (chosen in languages) return chosen;
    return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

/** The language's code. */
export const language = () => current;

/** The text of a key; `{name}` in it is filled from `values`. */
export function word(key, values = {}) {
    const text = languages[current][key];
    if (text === undefined) throw new Error(`There is no word ${key} in ${current}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Lets a node say a key's text now and after every change of the language. Returns the node. */
export function say(node, key, values = {}, attribute = null) {
    const all = said.get(node) ?? new Map();
    all.set(attribute, { key, values });
    said.set(node, all);
    node.setAttribute("data-said", "");
    write(node, attribute, key, values);
    return node;
}

/** Lets a node say a state's word; a state that has none is shown as it came. Returns the node. */
export function sayStatus(node, state) {
    const key = `status_${state}`;
    if (key in languages[current]) return say(node, key);
    saysNothing(node);
    node.textContent = state;
    return node;
}

/** Takes back what a node was let say as its text, so that it may say something of its own. */
export function saysNothing(node) {
    said.get(node)?.delete(null);
    node.textContent = "";
}

function write(node, attribute, key, values) {
    if (attribute) node.setAttribute(attribute, word(key, values));
    else node.textContent = word(key, values);
}

/** Changes the language of everything that was said. */
export function setLanguage(code) {
    current = code in languages ? code : "en";
    localStorage.setItem(place, current);
    document.documentElement.lang = current;
    for (const node of document.querySelectorAll("[data-said]")) {
        for (const [attribute, { key, values }] of said.get(node) ?? []) write(node, attribute, key, values);
    }
    document.dispatchEvent(new CustomEvent("aura-language"));
}

/** Lets the page's own elements say what their `data-word…` attributes name. */
export function sayAll(root) {
    for (const node of root.querySelectorAll("[data-word]")) say(node, node.dataset.word);
    for (const node of root.querySelectorAll("[data-word-label]")) say(node, node.dataset.wordLabel, {}, "aria-label");
    for (const node of root.querySelectorAll("[data-word-placeholder]")) {
        say(node, node.dataset.wordPlaceholder, {}, "placeholder");
    }
    document.documentElement.lang = current;
}

/**
 * A moment in the reader's own form; `value` is Unix milliseconds, or an ISO time that is UTC unless it says otherwise.
 * By the clocks of `timeZone`; by the reader's own where none is given.
 */
export function moment(value, timeZone) {
    const isBare = typeof value === "string" && !/(Z|[+-]\d\d:?\d\d)$/.test(value);
    const date = new Date(isBare ? `${value}Z` : value);
    if (Number.isNaN(date.getTime())) return String(value ?? "");
    return date.toLocaleString(current, { dateStyle: "medium", timeStyle: "short", timeZone });
}
