// Gives what wasm-bindgen wrote an end: `node endable.mjs <script>`.
//
// After a panic an instance may be torn, yet its listeners and timers are still there, and calls may wait. After `end()` nothing
// of it runs again: each of its functions does nothing, and its memory is an empty page.

import { appendFileSync } from "node:fs";

const END = `
export const end = () => {
    const empty = new WebAssembly.Memory({ initial: 1 });
    const instead = (value) => (value instanceof WebAssembly.Memory ? empty : () => 0);
    wasm = Object.fromEntries(Object.entries(wasm).map(([name, value]) => [name, instead(value)]));
};
`;

appendFileSync(process.argv[2], END);
