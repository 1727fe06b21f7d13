// Bars without a library.
import { drawing } from "./dom.js";

const size = { widest: 720, height: 240, left: 64, bottom: 28, top: 12 };

/** Room that a day takes under its bar. */
const labelWidth = 64;

/**
 * Draws stacked bars.
 * @param {{label: string, parts: {name: string, value: number}[]}[]} bars
 * @param {string} title Says what the drawing shows; its numbers stand in a table beside it.
 * @param {(value: number) => string} number
 * @param {number} room Pixels across, 0 where it is not shown yet; at that width its words are as large as the page's.
 */
export function barChart(bars, title, number, room) {
    const across = Math.min(size.widest, room || size.widest);
    const highest = Math.max(1, ...bars.map((bar) => bar.parts.reduce((sum, part) => sum + part.value, 0)));
    const top = roundUp(highest);
    const inner = { width: across - size.left, height: size.height - size.bottom - size.top };
    const y = (value) => size.top + inner.height * (1 - value / top);
    const step = inner.width / Math.max(1, bars.length);
    const width = Math.max(1, Math.min(48, step * 0.7));
    const chart = drawing("svg", {
        class: "chart", viewBox: `0 0 ${across} ${size.height}`, role: "img", "aria-label": title,
    });
    for (const value of [0, top / 2, top]) {
        chart.append(
            drawing("line", { x1: size.left, x2: across, y1: y(value), y2: y(value) }),
            drawing("text", { x: size.left - 6, y: y(value) + 4, "text-anchor": "end" }, number(value)));
    }
    const every = Math.ceil((bars.length * labelWidth) / inner.width);
    bars.forEach((bar, index) => {
        const x = size.left + step * index + (step - width) / 2;
        let from = 0;
        for (const part of bar.parts) {
            const height = inner.height * (part.value / top);
            const piece = drawing("rect", { class: part.name, x, y: y(from) - height, width, height });
            piece.append(drawing("title", {}, `${bar.label}: ${number(part.value)}`));
            chart.append(piece);
            from += part.value;
        }
        if (index % every === 0) {
            chart.append(drawing("text", { x: x + width / 2, y: size.height - 8, "text-anchor": "middle" }, bar.label));
        }
    });
    return chart;
}

/** The next number of the form 1, 2 or 5 times a power of ten, so that the axis has round marks. */
export function roundUp(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return power * [1, 2, 5, 10].find((factor) => value <= factor * power);
}
