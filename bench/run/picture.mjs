// The main figures as bars.

import { CONTENDERS } from "./contenders.mjs";

const WIDTH = 720;
const LABEL = 190;
const BAR = 18;
const STEP = 26;

const seconds = (value) => (value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${Math.round(value)} ms`);
const kilo = (value) => `${Math.round(value / 1_000)} KB`;
const mega = (value) => `${(value / 1e6).toFixed(1)} MB`;

const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Longer bars are worse in all of them. */
function panels({ first, lists }) {
  const every = (value) => CONTENDERS.map(({ name, title }) => [name, title, value(name)]);
  const listed = (value) => CONTENDERS.filter(({ hasList }) => hasList).map(({ name, title }) => [name, title, value(name)]);
  return [
    ["Time to the first status: slow 4G, CPU 4× slower", every((name) => first[name].slow.status), seconds],
    ["Bytes moved until then", every((name) => first[name].slow.bytes), kilo],
    ["1,000 accounts: time to list", listed((name) => lists[name][1_000].list), seconds],
    ["1,000 accounts: JavaScript heap and WebAssembly memory", listed((name) => lists[name][1_000].heap), mega],
    ["10,000 accounts: a key in the search, where there is one", listed((name) => lists[name][10_000].key).filter(([, , value]) => value), seconds],
  ];
}

export function picture(results) {
  const parts = [];
  let y = 24;
  for (const [title, bars, show] of panels(results)) {
    parts.push(`<text class="title" x="0" y="${y}">${escaped(title)}</text>`);
    y += 12;
    const most = Math.max(...bars.map(([, , value]) => value));
    for (const [name, label, value] of bars) {
      const width = Math.max(2, Math.round(((WIDTH - LABEL - 80) * value) / most));
      parts.push(
        `<text x="0" y="${y + 14}">${escaped(label)}</text>`,
        `<rect class="${name === "ours" ? "ours" : "other"}" x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="3"/>`,
        `<text x="${LABEL + width + 8}" y="${y + 14}">${escaped(show(value))}</text>`,
      );
      y += STEP;
    }
    y += 30;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y - 24}" width="${WIDTH}" role="img" aria-label="Bars of the main figures; the tables have all of them">
<style>
  text { fill: #1c2026; font: 14px system-ui, sans-serif; }
  .title { font-weight: 600; }
  .ours { fill: #1f5fbf; }
  .other { fill: #a9b1bd; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8eaed; }
    .ours { fill: #8ab4f8; }
    .other { fill: #5a6270; }
  }
</style>
${parts.join("\n")}
</svg>
`;
}
