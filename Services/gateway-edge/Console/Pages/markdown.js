// Shows a model's Markdown. It is read into nodes, never into HTML text, so nothing in it can run; nothing in it is
// fetched either: an image becomes a link, and a link shows its whole address.
import { element } from "./dom.js";

/** How deep lists, quotes and emphasis may lie inside one another; what is deeper stays as it was written. */
const depthLimit = 8;
/** Characters of a link's label, and of its address. */
const partLimit = 2048;
const listItem = /^(\s*)([-*+]|\d{1,9}[.)])(\s+|$)/;
const fence = /^\s{0,3}(`{3,}|~{3,})\s*([^`]*)$/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const rule = /^ {0,3}([-*_])\s*(?:\1\s*){2,}$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/**
 * Shows a text in a node, keeping the blocks that it began with before.
 * @param {(number: number) => ?Node} [cite] Makes what stands for `[number]`; null leaves the text.
 */
export function showMarkdown(node, text, cite) {
    const blocks = blocksOf(text.split("\n"));
    const shown = node.auraBlocks ?? [];
    let same = 0;
    // The last block may still grow, and a source may come after the text that cites it.
    while (same < shown.length - 1 && same < blocks.length && shown[same] === blocks[same].source) same += 1;
    while (node.childNodes.length > same) node.lastChild.remove();
    for (const block of blocks.slice(same)) node.append(blockNode(block, 0, cite));
    node.auraBlocks = blocks.map((block) => block.source);
}

/** What holds other blocks, or the words themselves. */
const holder = "p, h1, h2, h3, h4, h5, h6, ul, ol, li, li > span, blockquote, pre, pre > code, div, table, thead, tbody, tr, th, td";

/** The innermost block at the end of a shown text: what is added there stands behind the last word. */
export function endOf(node) {
    let end = node;
    while (end.lastChild instanceof Element && end.lastChild.matches(holder)) end = end.lastChild;
    return end;
}

/** The nodes of a text. */
export function markdown(text, cite) {
    const node = document.createDocumentFragment();
    for (const block of blocksOf(text.split("\n"))) node.append(blockNode(block, 0, cite));
    return node;
}

// MARK: - Blocks

function blocksOf(lines) {
    const blocks = [];
    let index = 0;
    const take = (kind, end, more = {}) => {
        const own = lines.slice(index, end);
        blocks.push({ kind, lines: own, source: own.join("\n"), ...more });
        index = end;
    };
    while (index < lines.length) {
        const line = lines[index];
        if (line.trim() === "") {
            index += 1;
            continue;
        }
        const open = fence.exec(line);
        if (open) {
            let end = index + 1;
            while (end < lines.length && !isClosing(lines[end], open[1])) end += 1;
            take("code", Math.min(end + 1, lines.length), { isClosed: end < lines.length });
        } else if (heading.test(line)) {
            take("heading", index + 1);
        } else if (rule.test(line)) {
            take("rule", index + 1);
        } else if (/^ {0,3}>/.test(line)) {
            let end = index + 1;
            while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1;
            take("quote", end);
        } else if (listItem.test(line)) {
            take("list", listEnd(lines, index));
        } else if (line.includes("|") && index + 1 < lines.length && lines[index + 1].includes("-")
            && tableRule.test(lines[index + 1])) {
            let end = index + 2;
            while (end < lines.length && lines[end].includes("|")) end += 1;
            take("table", end);
        } else {
            let end = index + 1;
            while (end < lines.length && lines[end].trim() !== "" && !beginsBlock(lines[end])) end += 1;
            take("paragraph", end);
        }
    }
    return blocks;
}

const isClosing = (line, mark) => line.trim().startsWith(mark) && line.trim().replaceAll(mark[0], "") === "";

const beginsBlock = (line) =>
    fence.test(line) || heading.test(line) || rule.test(line) || /^ {0,3}>/.test(line) || listItem.test(line);

/** A list ends at a line that is neither an item nor indented, after a blank one or another block's beginning. */
function listEnd(lines, start) {
    let end = start + 1;
    let afterBlank = false;
    for (; end < lines.length; end += 1) {
        const line = lines[end];
        if (line.trim() === "") {
            afterBlank = true;
            continue;
        }
        const goesOn = listItem.test(line) || /^\s{2,}/.test(line) || (!afterBlank && !beginsBlock(line));
        if (!goesOn) break;
        afterBlank = false;
    }
    while (end > start + 1 && lines[end - 1].trim() === "") end -= 1;
    return end;
}

function blockNode(block, depth, cite) {
    const text = () => block.lines.join("\n");
    if (depth > depthLimit) return element("p", {}, text());
    switch (block.kind) {
        case "code": {
            const last = block.isClosed ? block.lines.length - 1 : block.lines.length;
            return element("pre", { tabindex: "0" }, element("code", {}, block.lines.slice(1, last).join("\n")));
        }
        case "heading": {
            const [, marks, title] = heading.exec(block.lines[0]);
            // The page's own headings are above: an answer's begin at the third level.
            return element(`h${Math.min(6, marks.length + 2)}`, {}, ...inline(title, 0, cite));
        }
        case "rule":
            return element("hr");
        case "quote": {
            const inner = block.lines.map((line) => line.replace(/^ {0,3}> ?/, ""));
            return element("blockquote", {}, ...blocksOf(inner).map((each) => blockNode(each, depth + 1, cite)));
        }
        case "list":
            return listNode(block.lines, depth, cite);
        case "table":
            return tableNode(block.lines, cite);
        default:
            return element("p", {}, ...inline(text().trim(), 0, cite));
    }
}

function listNode(lines, depth, cite) {
    const [, indent, marker] = listItem.exec(lines[0]);
    const isOrdered = /\d/.test(marker);
    const start = isOrdered ? Number.parseInt(marker, 10) : 1;
    const items = [];
    for (const line of lines) {
        const match = listItem.exec(line);
        if (match && match[1].length <= indent.length + 1) items.push([line.slice(match[0].length)]);
        else items.at(-1).push(line.replace(/^\s{1,4}/, ""));
    }
    return element(isOrdered ? "ol" : "ul", { start: start === 1 ? undefined : start },
        ...items.map((item) => {
            const blocks = blocksOf(item);
            const isTight = blocks[0]?.kind === "paragraph" && !item.some((line) => line.trim() === "");
            const nodes = blocks.map((block, index) =>
                index === 0 && isTight
                    ? element("span", {}, ...inline(block.lines.join("\n").trim(), 0, cite))
                    : blockNode(block, depth + 1, cite));
            return element("li", {}, ...nodes);
        }));
}

function tableNode(lines, cite) {
    const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
    const row = (tag, line) =>
        element("tr", {}, ...cells(line).map((cell) => element(tag, {}, ...inline(cell, 0, cite))));
    return element("div", { class: "scroll", tabindex: "0" },
        element("table", {},
            element("thead", {}, row("th", lines[0])),
            element("tbody", {}, ...lines.slice(2).map((line) => row("td", line)))));
}

// MARK: - Inside a block

const emphases = [["**", "strong"], ["__", "strong"], ["~~", "del"], ["*", "em"], ["_", "em"]];

/** The nodes of a line of text. Every mark is looked for once: an answer full of marks costs no more than a long one. */
function inline(text, depth, cite) {
    const nodes = [];
    const closers = new Map();
    let plain = "";
    let index = 0;
    const flush = () => {
        if (plain !== "") nodes.push(document.createTextNode(plain));
        plain = "";
    };
    const find = (mark, from) => {
        const known = closers.get(mark);
        if (known === -1 || known >= from) return known;
        const at = text.indexOf(mark, from);
        closers.set(mark, at);
        return at;
    };
    const push = (node, end) => {
        flush();
        nodes.push(node);
        index = end;
    };
    scan: while (index < text.length) {
        const rest = text[index];
        if (rest === "\\" && index + 1 < text.length && /[!-/:-@[-`{-~]/.test(text[index + 1])) {
            plain += text[index + 1];
            index += 2;
            continue;
        }
        if (rest === "`") {
            const mark = /^`+/.exec(text.slice(index, index + 32))[0];
            const end = find(mark, index + mark.length);
            if (end > 0) {
                push(element("code", {}, text.slice(index + mark.length, end).trim()), end + mark.length);
            } else {
                plain += mark;
                index += mark.length;
            }
            continue;
        }
        if (rest === "[" || (rest === "!" && text[index + 1] === "[")) {
            const link = linkAt(text, index, find);
            if (link) {
                push(linkNode(link, depth, cite), link.end);
                continue;
            }
            const number = /^\[(\d{1,3})\]/.exec(text.slice(index, index + 6));
            const citation = number && cite?.(Number(number[1]));
            if (citation) {
                push(citation, index + number[0].length);
                continue;
            }
        }
        if (rest === "<" || rest === "h") {
            const address = addressAt(text, index);
            if (address) {
                push(anchor(address.url, address.url), address.end);
                continue;
            }
        }
        if (depth < depthLimit && "*_~".includes(rest)) {
            for (const [mark, tag] of emphases) {
                if (!text.startsWith(mark, index)) continue;
                const start = index + mark.length;
                if (start >= text.length || /\s/.test(text[start])) continue;
                // Underscores inside a word are part of it.
                if (mark[0] === "_" && index > 0 && /[\p{L}\p{N}]/u.test(text[index - 1])) continue;
                const end = find(mark, start + 1);
                if (end < 0 || /\s/.test(text[end - 1])) continue;
                push(element(tag, {}, ...inline(text.slice(start, end), depth + 1, cite)), end + mark.length);
                continue scan;
            }
        }
        plain += rest;
        index += 1;
    }
    flush();
    return nodes;
}

/** `[label](address)`, or with `!` before it an image. */
function linkAt(text, index, find) {
    const start = text.indexOf("[", index) + 1;
    const middle = find("](", start);
    if (middle < 0 || middle - start > partLimit) return null;
    // A label with another bracket in it is not this link's.
    if (text.slice(start, middle).includes("[")) return null;
    const end = find(")", middle + 2);
    if (end < 0 || end - middle > partLimit) return null;
    const url = text.slice(middle + 2, end).trim().split(/\s/)[0];
    return { label: text.slice(start, middle), url, end: end + 1 };
}

/** An address that stands in the text as itself, with or without angle brackets. */
function addressAt(text, index) {
    const piece = text.slice(index, index + partLimit);
    const bracketed = /^<(https?:\/\/[^\s<>]+)>/.exec(piece);
    if (bracketed) return { url: bracketed[1], end: index + bracketed[0].length };
    const bare = /^https?:\/\/[^\s<>()"'`\]]+/.exec(piece);
    if (!bare) return null;
    const url = bare[0].replace(/[.,;:!?*_~]+$/, "");
    return { url, end: index + url.length };
}

function linkNode({ label, url }, depth, cite) {
    const address = safeAddress(url);
    const words = depth < depthLimit ? inline(label, depth + 1, cite) : [label];
    if (!address) return element("span", {}, ...words, ` (${url})`);
    if (label === url || label.trim() === "") return anchor(address, url);
    // Nobody shall be led elsewhere than they think, nor carry words away in an address that they do not see.
    return element("span", {}, anchor(address, ...words), element("span", { class: "address" }, ` (${address})`));
}

/** The address, if following it does no more than open a page or write a mail. */
function safeAddress(url) {
    try {
        const parsed = new URL(url);
        return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
    } catch {
        return null;
    }
}

function anchor(url, ...label) {
    return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer" }, ...label);
}
