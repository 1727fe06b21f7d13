// The API page: shows the OpenAPI document that it is served beside, and tries requests.
import { byId, element, table } from "./dom.js";
import { EventParser } from "./events.js";
import { identityHeaders, caller, signIn } from "./session.js";

const methods = ["get", "post", "put", "patch", "delete"];
let api = null;
let addresses = 0;

/** What a reference in the document means; anything else as it is. */
function resolve(value) {
    while (value && typeof value === "object" && "$ref" in value) {
        value = value.$ref.slice(2).split("/").reduce(
            (place, key) => place[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
    }
    return value;
}

// MARK: Text

/** The document's texts: paragraphs, tables, **bold** and `code`. Nothing else, and never HTML. */
function prose(text) {
    const parts = [];
    for (const block of text.split("\n\n")) {
        const lines = block.split("\n");
        if (lines[0].startsWith("|")) {
            const cells = lines.filter((line) => !/^\|[-|]+\|$/.test(line)).map((line) =>
                line.split("|").slice(1, -1).map((cell) => element("span", {}, ...inline(cell.trim()))));
            const [heads, ...rows] = cells;
            parts.push(table("Table", heads, rows));
        } else if (block.trim() !== "") {
            parts.push(element("p", {}, ...inline(lines.join(" "))));
        }
    }
    return parts;
}

function inline(text) {
    return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).filter((piece) => piece !== "").map((piece) => {
        if (piece.startsWith("**")) return element("strong", {}, piece.slice(2, -2));
        if (piece.startsWith("`")) return element("code", {}, piece.slice(1, -1));
        return document.createTextNode(piece);
    });
}

const json = (value) => element("pre", { tabindex: "0" }, element("code", {},
    typeof value === "string" ? value : JSON.stringify(value, null, 2)));

const folded = (title, ...children) => element("details", {}, element("summary", {}, title), ...children);

// MARK: Schemas

function typeOf(schema) {
    if (schema === undefined) return "";
    const name = schema.$ref?.split("/").at(-1);
    const meant = resolve(schema);
    if (meant.anyOf) return meant.anyOf.map(typeOf).join(" or ");
    if (meant.type === "array") return `array of ${typeOf(meant.items) || "anything"}`;
    const type = name ?? (Array.isArray(meant.type) ? meant.type.join(" or ") : meant.type ?? "anything");
    const limits = [];
    if (meant.enum) limits.push(meant.enum.map((value) => JSON.stringify(value)).join(" | "));
    if (meant.pattern) limits.push(meant.pattern);
    for (const [key, sign] of [["minimum", "≥"], ["maximum", "≤"], ["minLength", "length ≥"], ["maxLength", "length ≤"],
        ["minItems", "items ≥"], ["maxItems", "items ≤"]]) {
        if (meant[key] !== undefined) limits.push(`${sign} ${meant[key]}`);
    }
    if (meant.default !== undefined) limits.push(`default ${JSON.stringify(meant.default)}`);
    return limits.length ? `${type} (${limits.join(", ")})` : type;
}

/** A schema's fields, each with those inside it; `above` keeps a schema that holds itself from being shown for ever. */
function fields(schema, above = []) {
    const meant = resolve(schema);
    if (!meant || above.includes(meant)) return null;
    if (meant.type === "array") return fields(meant.items, above);
    if (meant.anyOf) return fields(meant.anyOf.find((each) => resolve(each).properties), above);
    if (meant.allOf) return fields(meant.allOf[0], above);
    if (!meant.properties) return null;
    return element("ul", { class: "schema" }, ...Object.entries(meant.properties).map(([name, value]) =>
        element("li", {},
            element("span", { class: "name" }, name), " ",
            element("span", { class: "type" }, typeOf(value), meant.required?.includes(name) ? ", always there" : ""),
            ...(resolve(value).description ? [element("div", { class: "note" }, ...inline(resolve(value).description))] : []),
            fields(value, [...above, meant]))));
}

// MARK: Routes

function route(path, method, operation) {
    const parameters = (operation.parameters ?? []).map(resolve);
    const inside = element("div", { class: "inside" });
    const details = element("details", { class: "route", id: operation.operationId },
        element("summary", {},
            element("span", { class: `method ${method}` }, method.toUpperCase()),
            element("span", { class: "path" }, path),
            element("span", { class: "what" }, operation.summary)),
        inside);
    // Most are never opened.
    details.addEventListener("toggle", () => {
        if (!details.open || inside.childElementCount > 0) return;
        const permission = operation.security?.[0]?.token?.[0];
        inside.append(
            ...prose(operation.description),
            element("p", { class: "note" }, permission ? `Needs a token with ${permission}.` : "Open: no token is needed."),
            ...(parameters.length ? [element("h3", {}, "Parameters"), parameterTable(parameters)] : []),
            ...requestBody(operation),
            element("h3", {}, "Answers"),
            ...Object.entries(operation.responses).map(([status, response]) => answer(status, resolve(response))),
            tryOut(path, method, operation, parameters));
    });
    return details;
}

function parameterTable(parameters) {
    return table("Parameters", ["Name", "In", "Type", "What"], parameters.map((parameter) => [
        element("code", {}, parameter.name), parameter.in,
        typeOf(parameter.schema) + (parameter.required ? ", required" : ""),
        element("span", {}, ...inline(parameter.description ?? "")),
    ]));
}

function requestBody(operation) {
    if (!operation.requestBody) return [];
    const content = operation.requestBody.content["application/json"];
    return [
        element("h3", {}, operation.requestBody.required ? "Body" : "Body (may be absent)"),
        ...prose(resolve(content.schema).description ?? ""),
        fields(content.schema),
        ...Object.entries(content.examples ?? {}).map(([name, example]) => folded(`Example: ${name}`, json(example.value))),
    ];
}

function answer(status, response) {
    const parts = [...prose(response.description)];
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => [element("code", {}, name),
        typeOf(resolve(header).schema), resolve(header).description ?? ""]);
    if (headers.length) parts.push(table("Headers", ["Header", "Type", "What"], headers));
    for (const [type, content] of Object.entries(response.content ?? {})) {
        parts.push(element("p", {}, element("code", {}, type)));
        parts.push(fields(content.schema));
        for (const event of content["x-events"] ?? []) {
            parts.push(folded(event.event ? `event: ${event.event}` : "without a name",
                ...prose(event.description), element("p", { class: "type" }, typeOf(event.schema)),
                fields(event.schema), json(event.example)));
        }
        if (content["x-stream"]) parts.push(folded("As it is sent", json(content["x-stream"])));
        if (content.example !== undefined) parts.push(folded("Example", json(content.example)));
        for (const [name, example] of Object.entries(content.examples ?? {})) {
            parts.push(folded(`Example: ${name}`, json(example.value)));
        }
    }
    return folded(element("span", { class: "status-code" }, status), ...parts.filter((part) => part));
}

// MARK: Trying

/** What the page sends by itself. */
const ownHeaders = new Set(["X-Tenant-ID", "X-User-ID", "Accept-Language", "X-Correlation-ID", "traceparent"]);

function tryOut(path, method, operation, parameters) {
    const inputs = parameters.filter((parameter) => !(parameter.in === "header" && ownHeaders.has(parameter.name)))
        .map((parameter) => {
            addresses += 1;
            const id = `value-${addresses}`;
            const value = parameter.in === "path" || parameter.required ? parameter.example ?? "" : "";
            const input = element("input", { id, value, required: parameter.required, autocomplete: "off" });
            return { parameter, input, row: element("div", {}, element("label", { for: id }, parameter.name), input) };
        });
    const example = Object.values(operation.requestBody?.content["application/json"].examples ?? {})[0]?.value;
    addresses += 1;
    const bodyID = `value-${addresses}`;
    const body = example === undefined ? null : element("textarea", { id: bodyID, class: "body", rows: "6" });
    if (body) body.value = JSON.stringify(example, null, 2);
    const send = element("button", { type: "submit", class: "main" }, "Send");
    const stop = element("button", { type: "button", hidden: true }, "Stop");
    const shown = element("div", { class: "answer", role: "status" });
    const form = element("form", {},
        element("h3", {}, "Try it"),
        element("div", { class: "fields" }, ...inputs.map((each) => each.row)),
        ...(body ? [element("label", { for: bodyID }, "Body"), body] : []),
        send, " ", stop, shown);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const ending = new AbortController();
        stop.onclick = () => ending.abort();
        send.disabled = true;
        stop.hidden = false;
        try {
            await request(path, method, inputs, body, shown, ending.signal);
        } catch (error) {
            shown.append(element("p", { class: "status bad" }, error.name === "AbortError" ? "Stopped." : error.message));
        }
        send.disabled = false;
        stop.hidden = true;
    });
    return form;
}

async function request(path, method, inputs, body, shown, signal) {
    const headers = { ...identityHeaders(), "Accept-Language": byId("language").value };
    const query = new URLSearchParams();
    for (const { parameter, input } of inputs) {
        if (input.value === "") continue;
        if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
        else if (parameter.in === "query") query.append(parameter.name, input.value);
        else headers[parameter.name] = input.value;
    }
    if (body) headers["Content-Type"] = "application/json";
    const address = new URL(byId("server").value + path.slice(1), document.baseURI);
    address.search = query.toString();
    shown.replaceChildren(element("p", { class: "note" }, `${method.toUpperCase()} ${address}`));
    const response = await fetch(address, {
        method: method.toUpperCase(), headers, body: body ? body.value : undefined, signal,
        cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer",
    });
    const names = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    shown.append(
        element("p", { class: response.ok ? "status good" : "status bad" }, `${response.status} ${response.statusText}`),
        folded("Headers", json(names)));
    const output = json("");
    shown.append(output);
    if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) return follow(response, output);
    const text = await response.text();
    output.firstChild.textContent = pretty(text);
}

function pretty(text) {
    try {
        return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
        return text;
    }
}

/** Shows a stream's events as they come. */
async function follow(response, output) {
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    while (true) {
        const part = await reader.read();
        if (part.done) return;
        for (const event of parser.push(part.value)) {
            const name = event.event === "message" ? "" : `${event.event} `;
            output.firstChild.append(`${event.id ? `[${event.id}] ` : ""}${name}${event.data}\n`);
        }
        output.scrollTop = output.scrollHeight;
    }
}

// MARK: The page

function show() {
    byId("version").textContent = api.info.version;
    byId("about").append(element("h2", {}, api.info.summary), ...prose(api.info.description));
    for (const tag of api.tags) {
        const id = `group-${tag.name.toLowerCase().replaceAll(" ", "-")}`;
        byId("groups").append(element("a", { href: `#${id}` }, tag.name));
        const group = element("section", { class: "group", "aria-labelledby": id },
            element("h2", { id }, tag.name), element("p", { class: "note" }, tag.description));
        for (const [path, item] of Object.entries(api.paths)) {
            for (const method of methods) {
                if (item[method]?.tags[0] === tag.name) group.append(route(path, method, item[method]));
            }
        }
        byId("routes").append(group);
    }
    open(location.hash.slice(1));
}

/** Opens the route that an address names. */
function open(id) {
    const place = id ? byId(id) : null;
    if (place?.tagName !== "DETAILS") return;
    place.open = true;
    place.scrollIntoView();
}

function showCaller() {
    const who = caller();
    byId("who").textContent = who ? `${who.user} @ ${who.tenant}` : "No token: only open routes will answer.";
}

/** Tells what went wrong; an empty text, that nothing does any more. */
function alarm(text) {
    byId("alarm").hidden = text === "";
    byId("alarm").textContent = text;
}

/** Signs in with a token that the service makes for anybody. */
async function mint() {
    try {
        const made = await fetch(new URL("dev/token", document.baseURI), {
            method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ tenant: "1", user: "42", role: "admin" }),
        });
        if (made.status !== 200) throw new Error(`${made.status} ${made.statusText}`);
        if (!signIn((await made.json()).data.token)) throw new Error("it names no user and tenant");
        alarm("");
    } catch (error) {
        alarm(`No token was made: ${error.message}`);
    }
    showCaller();
}

async function start() {
    // Relative to this page, whatever a gateway has added before it.
    byId("server").append(element("option", { value: "./" }, "As this page"));
    if (!location.pathname.includes("/aura/")) {
        byId("server").append(element("option", { value: "./aura/" }, "Below /aura"));
    }
    byId("access").addEventListener("submit", (event) => event.preventDefault());
    byId("token").addEventListener("change", () => {
        const isFine = signIn(byId("token").value);
        alarm(isFine ? "" : "This is no token that names a user and a tenant.");
        showCaller();
    });
    addEventListener("hashchange", () => open(location.hash.slice(1)));
    showCaller();
    const response = await fetch(new URL("openapi.json", document.baseURI), { credentials: "omit" });
    api = await response.json();
    show();
    const settings = await (await fetch(new URL("console/settings.json", document.baseURI), { credentials: "omit" })).json();
    byId("mint").hidden = !settings.data.makesTokens;
    byId("mint").addEventListener("click", mint);
    document.documentElement.dataset.ready = "";
}

start().catch((error) => alarm(`The document cannot be shown: ${error.message}`));
