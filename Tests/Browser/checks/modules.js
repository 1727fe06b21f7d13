// Holds the modules that only compute to what they promise.

async function moduleFaults() {
    const [{ EventParser }, { endOf, markdown, showMarkdown }, { exactly, exactText }, { excerpt, highlighted, searchWords }, { readClaims }, { roundUp }] =
        await Promise.all(["events", "markdown", "exact", "highlight", "session", "charts"].map((name) => import(`/console/${name}.js`)));
    const faults = [];
    const same = (what, found, wanted) => {
        const [one, other] = [found, wanted].map((each) => JSON.stringify(each));
        if (one !== other) faults.push(`${what}: ${one} is not ${other}`);
    };
    const html = (text, cite) => {
        const node = document.createElement("div");
        node.append(markdown(text, cite));
        return node.innerHTML;
    };

    // Server-sent events, cut anywhere.
    const stream = "\uFEFF: hello\r\n\r\nid: a:1-1\r\ndata: 한국어 \r\ndata:  둘\r\rid:a:1-2\nevent: sources\ndata: {\"x\":\"🙂\"}\n\n"
        + ": ping (id: unchanged)\n\ndata\n\nevent: lost\n\ndata: [DONE]\n\n";
    const wanted = [
        { event: "message", data: "한국어 \n 둘", id: "a:1-1" },
        { event: "sources", data: "{\"x\":\"🙂\"}", id: "a:1-2" },
        { event: "message", data: "", id: "a:1-2" },
        { event: "message", data: "[DONE]", id: "a:1-2" },
    ];
    same("events whole", new EventParser().push(stream), wanted);
    for (let cut = 0; cut <= stream.length; cut += 1) {
        const parser = new EventParser();
        same(`events cut at ${cut}`, [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))], wanted);
    }
    const parser = new EventParser();
    same("events by characters", [...stream].flatMap((each) => parser.push(each)), wanted);
    same("an event that is not whole", new EventParser().push("data: x\n"), []);

    // Markdown.
    same("paragraphs", html("one\ntwo\n\nthree"), "<p>one\ntwo</p><p>three</p>");
    same("heading", html("## Title ##"), "<h4>Title</h4>");
    same("emphasis", html("**a** *b* ~~c~~ `d*e*`"), "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d*e*</code></p>");
    same("underscores in words", html("snake_case_name"), "<p>snake_case_name</p>");
    same("stars that stand alone", html("2 * 3 * 4"), "<p>2 * 3 * 4</p>");
    same("escapes", html("\\*a\\*"), "<p>*a*</p>");
    same("two lists", html("- a\n- b\n\ntext\n\n1. x"),
        "<ul><li><span>a</span></li><li><span>b</span></li></ul><p>text</p><ol><li><span>x</span></li></ol>");
    same("nested list", html("- a\n  - c"), "<ul><li><span>a</span><ul><li><span>c</span></li></ul></li></ul>");
    same("numbers", html("3. x\n4. y"), '<ol start="3"><li><span>x</span></li><li><span>y</span></li></ol>');
    same("quote", html("> a\n> b"), "<blockquote><p>a\nb</p></blockquote>");
    same("code", html("```js\n<b>\n\n**x**\n```\nafter"), '<pre tabindex="0"><code>&lt;b&gt;\n\n**x**</code></pre><p>after</p>');
    same("code that goes on", html("```\nx"), '<pre tabindex="0"><code>x</code></pre>');
    same("rule", html("a\n\n---\n\nb"), "<p>a</p><hr><p>b</p>");
    same("markup", html("<script>x</script> &amp; <b>"), "<p>&lt;script&gt;x&lt;/script&gt; &amp;amp; &lt;b&gt;</p>");
    for (const address of ["javascript:x", "data:text/html,x", "vbscript:x", "java\tscript:x", "//evil.example", "file:///etc"]) {
        if (html(`[a](${address}) ![b](${address}) <${address}>`).includes("<a")) faults.push(`a link to ${address}`);
    }
    same("image", html("![a](https://e.example/i.png)").includes("<img"), false);
    same("bare address", html("see https://e.example/a_b_c. Then"),
        '<p>see <a href="https://e.example/a_b_c" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">https://e.example/a_b_c</a>. Then</p>');
    const cite = (number) => (number === 1 ? Object.assign(document.createElement("i"), { textContent: "[1]" }) : null);
    same("citation", html("so [1] and [2]", cite), "<p>so <i>[1]</i> and [2]</p>");
    same("no citation in code", html("`[1]`", cite), "<p><code>[1]</code></p>");
    // What grows ends up as what came whole, and keeps the blocks that stand.
    const long = "# a\n\n- x\n- y\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n**end** [1]";
    const grown = document.createElement("div");
    let first = null;
    for (let end = 1; end <= long.length; end += 1) {
        showMarkdown(grown, long.slice(0, end), cite);
        if (end === 12) first = grown.firstChild;
    }
    same("grown text", grown.innerHTML, html(long, cite));
    same("a block that stands", grown.firstChild === first, true);
    // Where the next word will stand.
    const end = (text) => {
        const node = document.createElement("div");
        node.append(markdown(text, cite));
        const place = endOf(node);
        return place === node ? "" : `${place.localName}: ${place.textContent}`;
    };
    same("the end of nothing", end(""), "");
    same("the end of paragraphs", end("one\n\ntwo **three**"), "p: two three");
    same("the end at a citation", end("so [1]"), "p: so [1]");
    same("the end of a heading", end("a\n\n# b"), "h3: b");
    same("the end of a list", end("- a\n- b *c*"), "span: b c");
    same("the end of a list in a list", end("- a\n  1. b"), "span: b");
    same("the end of a quote", end("> a\n>\n> b"), "p: b");
    same("the end of code", end("a\n\n```\nb `c`"), "code: b `c`");
    same("the end of a table", end("| a | b |\n|---|---|\n| 1 | 2 |"), "td: 2");
    same("the end at a rule", end("a\n\n---"), "");
    // Texts that are all marks cost no more than long ones.
    for (const piece of ["*", "_a", "[", "`", "![", "> ", "- ", "**a ", "[a](", "<http", "|-"]) {
        const begun = performance.now();
        html(piece.repeat(20_000));
        html((piece + "\n").repeat(2_000));
        const took = performance.now() - begun;
        if (took > 2_000) faults.push(`${piece} took ${Math.round(took)} ms`);
    }

    // Arguments as they are.
    same("exact numbers", exactText(exactly('{"a":12345678901234567890,"b":0.10,"c":1e400}')),
        '{\n  "a": 12345678901234567890,\n  "b": 0.10,\n  "c": 1e400\n}');
    same("what shows nothing", exactText({ to: "a\u202Eb\u200Bc" }), '{\n  "to": "a\\u{202E}b\\u{200B}c"\n}');
    same("letters stay", exactText("한국어 é 🙂"), '"한국어 é 🙂"');

    // Search.
    same("words", searchWords("Budget, 예산 budget!"), ["budget", "예산"]);
    same("marks", highlighted("The BUDGET (예산안)", ["budget", "예산"]).map((each) => each.outerHTML ?? each),
        ["The ", "<mark>BUDGET</mark>", " (", "<mark>예산</mark>", "안)"]);
    same("pattern letters", highlighted("a.b", ["."]).length, 3);
    same("an excerpt has its word", excerpt("x ".repeat(2000) + "needle" + " y".repeat(2000), ["needle"]).includes("needle"), true);

    // Claims and axes.
    const part = (value) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    same("claims", readClaims(`h.${part({ user_id: 7, tenantId: 3, roles: ["USER", "admin"], exp: 5 })}.s`),
        { user: "7", tenant: "3", isAdmin: true, expires: 5000 });
    same("no claims", [readClaims("x"), readClaims("a.b.c"), readClaims(`h.${part({ sub: "1" })}.s`)], [null, null, null]);
    same("axes", [1, 3, 42, 51, 999, 1000].map(roundUp), [1, 5, 50, 100, 1000, 1000]);
    return faults;
}
