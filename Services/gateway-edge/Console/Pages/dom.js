// Building and finding elements. Nothing here takes HTML text: what others wrote can only become text.

/** The page's element with an id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element.
 * @param {string} name Its tag.
 * @param {object} attributes Set as attributes; functions become listeners of that event, false and undefined are left out.
 * @param {...(Node|string|null|undefined)} children Text stays text.
 */
export function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    setAttributes(node, attributes);
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** Makes an element of a drawing. */
export function drawing(name, attributes = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    setAttributes(node, attributes);
    node.append(...children);
    return node;
}

function setAttributes(node, attributes) {
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === "function") node.addEventListener(key, value);
        else if (value === true) node.setAttribute(key, "");
        else if (value !== false && value !== undefined && value !== null) node.setAttribute(key, value);
    }
}

/** Makes a fact: its name and what it is. */
export function fact(name, ...values) {
    return element("span", {}, name, ": ", ...values);
}

/** Makes a table with a caption for screen readers; `rows` hold nodes or text, numbers are set to the right. */
export function table(caption, heads, rows) {
    const cell = (tag, content) =>
        element(tag, { class: typeof content === "number" ? "number" : undefined },
            typeof content === "number" ? content.toLocaleString(document.documentElement.lang) : content);
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
        element("table", {},
            element("caption", { class: "hidden" }, caption),
            element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
            element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((content) => cell("td", content)))))));
}
