// What people with a keyboard, a screen reader or weak eyes need, as far as a program can tell.

function isShown(node) {
    if (!node.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(node).clipPath === "none";
}

function nameOf(node) {
    const label = node.getAttribute("aria-label");
    if (label?.trim()) return label;
    const labelledBy = (node.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
    const named = labelledBy.map((each) => each?.textContent ?? "").join(" ").trim();
    if (named) return named;
    const labels = [...(node.labels ?? [])].map((each) => each.textContent).join(" ").trim();
    return labels || (["BUTTON", "A", "SUMMARY"].includes(node.tagName) ? node.textContent.trim() : "");
}

function colour(text) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
}

function ground(node) {
    for (let each = node; each; each = each.parentElement) {
        const own = colour(getComputedStyle(each).backgroundColor);
        if (own[3] === 255) return own;
    }
    return [255, 255, 255, 255];
}

function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
}

/** What is wrong on the page as it is shown now, one line each. */
function accessibilityFaults() {
    const faults = [];
    const say = (what, node) => faults.push(`${what}: ${node.outerHTML.slice(0, 120)}`);
    if (!document.documentElement.lang) faults.push("the page has no language");
    if (!document.title) faults.push("the page has no title");
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
    for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`twice the id ${id}`);
    for (const node of document.querySelectorAll("input, select, textarea, button, a[href], summary, [role=img], [role=region], progress")) {
        if (isShown(node) && !nameOf(node)) say("no name", node);
    }
    for (const node of document.querySelectorAll("img")) if (!node.hasAttribute("alt")) say("no alt", node);
    for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby], label[for]")) {
        const named = [node.getAttribute("aria-labelledby"), node.getAttribute("aria-describedby"), node.getAttribute("for")];
        for (const id of named.filter(Boolean).flatMap((each) => each.split(" "))) {
            if (!document.getElementById(id)) say(`nothing has the id ${id}`, node);
        }
    }
    let level = 0;
    for (const node of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
        if (!node.checkVisibility()) continue;
        const own = Number(node.tagName[1]);
        if (own > level + 1) say(`heading after level ${level}`, node);
        level = own;
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Set();
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        if (seen.has(node) || texts.currentNode.data.trim() === "" || !isShown(node) || node.closest(":disabled")) continue;
        seen.add(node);
        const style = getComputedStyle(node);
        const size = Number.parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const isDrawn = node.namespaceURI !== "http://www.w3.org/1999/xhtml";
        const ratio = contrast(colour(isDrawn ? style.fill : style.color), ground(node));
        if (ratio < (isLarge ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}`, node);
    }
    return faults;
}
