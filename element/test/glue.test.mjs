// What takes the place of parts of wasm-bindgen's script.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shortened } from "../glue.mjs";

/** The parts that are replaced, laid out as wasm-bindgen does, around what they use. */
const SCRIPT = `
let wasm, WASM_VECTOR_LEN = 0;
const cachedTextEncoder = new TextEncoder();
const memory = new Uint8Array(64);
const getUint8ArrayMemory0 = () => memory;
const __wbg_get_imports = () => ({});
const __wbg_finalize_init = (instance) => (wasm = instance.exports);
const Widget = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(() => {});
if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function () {
    };
}
function debugString(val) {
    return typeof val;
}
function passStringToWasm0(arg, malloc, realloc) {
    return 0;
}
async function __wbg_load(module, imports) {
    return module;
}
async function __wbg_init(module_or_path) {
    return module_or_path;
}
return { debugString, passStringToWasm0, __wbg_init, passed: (at) => new TextDecoder().decode(memory.subarray(at, at + WASM_VECTOR_LEN)) };
`;

const made = () => new Function(shortened(SCRIPT))();

/** The smallest module. */
const MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

test("each text arrives, and gives back what it does not need", () => {
  const { passStringToWasm0, passed } = made();
  for (const text of ["", "Gmail", "Zürich", "管理者", "👩‍⚕️"]) {
    const sizes = [];
    const at = passStringToWasm0(text, (size) => (sizes.push(size), 8), (at, from, size) => (sizes.push(from, size), at));
    assert.equal(passed(at), text);
    const length = new TextEncoder().encode(text).length;
    assert.deepEqual(sizes, length ? [text.length * 3, text.length * 3, length] : [0]);
  }
});

test("half a character is told as one that is unknown", () => {
  const { passStringToWasm0, passed } = made();
  assert.equal(passed(passStringToWasm0("a\ud800", () => 0, (at) => at)), "a\ufffd");
});

test("a module is loaded by any type, and once", async () => {
  for (const type of ["application/wasm", "application/octet-stream"]) {
    const { __wbg_init: load } = made();
    const exports = await load({ module_or_path: Promise.resolve(new Response(MODULE, { headers: { "content-type": type } })) });
    assert.equal(await load({ module_or_path: Promise.reject(new Error("asked for again")).catch(() => {}) }), exports);
  }
});

test("an answer that is no module fails", async () => {
  await assert.rejects(made().__wbg_init({ module_or_path: new Response("", { status: 404 }) }), /404/);
  await assert.rejects(made().__wbg_init({ module_or_path: new Response("<html>") }), WebAssembly.CompileError);
});

test("values are described for a panic", () => {
  const { debugString } = made();
  assert.equal(debugString(new TypeError("no")), "TypeError: no");
  for (const value of [undefined, Symbol("s"), Object.create(null), "text"]) assert.match(debugString(value), /^\[object \w+\]$/);
});

test("what a module does not have is not missed, and what is written in another way is told", () => {
  assert.equal(shortened("let wasm;"), "let wasm;");
  assert.throws(() => shortened(SCRIPT.replace("function debugString(val)", "const debugString = (val) =>")), /debugString in another way/);
});
