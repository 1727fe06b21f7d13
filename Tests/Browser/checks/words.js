// Words that a line's end cuts in two.

function brokenWords(root) {
    const broken = [];
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.parentElement.checkVisibility() || text.parentElement.closest("pre, textarea, select, svg, .hidden")) continue;
        for (const word of text.data.matchAll(/[\p{L}\p{N},.]+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}
