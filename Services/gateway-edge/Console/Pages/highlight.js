// Marks the words of a search in what it found.
import { element } from "./dom.js";

/** Characters of a text that are shown, around the first word that was found. */
const excerptLength = 480;

/** The words of a query, the longest first; a word inside another would take its place otherwise. */
export function searchWords(query) {
    const words = query.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((each) => each !== "");
    return [...new Set(words)].sort((one, other) => other.length - one.length);
}

/** The nodes of a text with the words marked, whatever their case. */
export function highlighted(text, words) {
    if (words.length === 0) return [text];
    const pattern = new RegExp(words.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "giu");
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(pattern)) {
        nodes.push(text.slice(end, match.index), element("mark", {}, match[0]));
        end = match.index + match[0].length;
    }
    nodes.push(text.slice(end));
    return nodes.filter((node) => node !== "");
}

/** The part of a text around the first of the words. */
export function excerpt(text, words) {
    if (text.length <= excerptLength) return text;
    const places = words.map((each) => text.toLowerCase().indexOf(each)).filter((place) => place >= 0);
    const first = places.length > 0 ? Math.min(...places) : 0;
    const start = Math.max(0, Math.min(first - excerptLength / 4, text.length - excerptLength));
    return `${start > 0 ? "…" : ""}${text.slice(start, start + excerptLength)}${start + excerptLength < text.length ? "…" : ""}`;
}
