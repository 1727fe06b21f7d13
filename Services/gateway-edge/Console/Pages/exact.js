// Shows JSON to somebody who decides by it: every value as it is, nothing invisible.

/** Reads JSON and keeps numbers that JavaScript would round in the digits in which they came. */
export function exactly(text) {
    return JSON.parse(text, (_, value, context) =>
        typeof value === "number" && JSON.rawJSON && context?.source !== undefined && String(value) !== context.source
            ? JSON.rawJSON(context.source)
            : value);
}

/** JSON over several lines. Characters that show nothing, or turn the direction of others, stand as their escapes. */
export function exactText(value) {
    const text = JSON.stringify(value, null, 2) ?? "null";
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu, (character) =>
        character === "\n" ? character : `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`);
}
