// What a module imports does the same when it is composed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { composed } from "../compose.mjs";

/** How wasm-bindgen lays out a function that may throw. */
const caught = (params, ...lines) => `function() { return handleError(function (${params}) {\n${indented(lines)}        }, arguments); }`;
const plain = (params, ...lines) => `function(${params}) {\n${indented(lines)}        }`;
const indented = (lines) => lines.map((line) => `            ${line}\n`).join("");

const ret = (value) => [`const ret = ${value};`, "return ret;"];
const handle = (value) => [`const ret = ${value};`, "return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);"];
const told = (word, address) => [
  `${word} ptr1 = ${address};`,
  `${word} len1 = WASM_VECTOR_LEN;`,
  "getDataViewMemory0().setInt32(arg0 + 4 * 1, len1, true);",
  "getDataViewMemory0().setInt32(arg0 + 4 * 0, ptr1, true);",
];
const PASSED = "passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";
const string = (value) => [`const ret = ${value};`, ...told("const", PASSED)];
const stringIfAny = (...lines) => [...lines, ...told("var", `isLikeNone(ret) ? 0 : ${PASSED}`)];
const isInstance = (type) => ["let result;", "try {", `    result = arg0 instanceof ${type};`, "} catch (_) {", "    result = false;", "}", ...ret("result")];

class Box {
  value = 7;
  label = "Gmail";
  none = null;
  self = this;
  of = (...given) => given.join();
  next = (name) => (name === "Slack" ? this : undefined);
  saved = (name) => (name === "Slack" ? "read" : null);
  say = (...given) => `${this.label}: ${given.join()}`;
  fail() {
    throw new RangeError("no such box");
  }
}
globalThis.Box = Box;

const box = new Box();
const [SLACK, READ] = [[0, 5], [5, 4]];

/** What is written, what it is made of (itself, where nothing is said), and what it is called with. */
const FORMS = [
  [plain("arg0", ...ret("arg0.value")), 'property("value")', [box]],
  [caught("arg0", ...ret("arg0.value")), 'caught(property("value"))', [box], [null]],
  [plain("arg0", ...handle("arg0.self")), 'ifAny(property("self"))', [box]],
  [plain("arg0", ...handle("arg0.none")), 'ifAny(property("none"))', [box]],
  [plain("arg0, arg1", ...string("arg1.label")), 'told(property("label"))', [8, box]],
  [plain("arg0, arg1, arg2", ...ret("arg0.of(arg1, arg2)")), 'method("of")', [box, 1, undefined]],
  [plain("arg0", "arg0.fail();"), 'method("fail")', [box]],
  [caught("arg0", "arg0.fail();"), 'caught(method("fail"))', [box]],
  [caught("arg0, arg1, arg2, arg3", ...ret("arg0.of(getStringFromWasm0(arg1, arg2), arg3)")), 'caught(text(1, method("of")))', [box, ...SLACK, 3]],
  [plain("arg0, arg1, arg2, arg3", ...ret("arg0.of(arg1, getStringFromWasm0(arg2, arg3))")), 'text(2, method("of"))', [box, 1, ...READ]],
  [
    plain("arg0, arg1, arg2, arg3, arg4", ...ret("arg0.of(getStringFromWasm0(arg1, arg2), getStringFromWasm0(arg3, arg4))")),
    'text(1, text(2, method("of")))',
    [box, ...SLACK, ...READ],
  ],
  [plain("arg0, arg1, arg2", ...handle("arg0.next(getStringFromWasm0(arg1, arg2))")), 'ifAny(text(1, method("next")))', [box, ...SLACK], [box, ...READ]],
  [
    caught("arg0, arg1, arg2, arg3", ...stringIfAny("const ret = arg1.saved(getStringFromWasm0(arg2, arg3));")),
    'caught(toldIfAny(text(1, method("saved"))))',
    [8, box, ...SLACK],
    [8, box, ...READ],
  ],
  [plain("arg0, arg1", ...ret("Object.is(arg0, arg1)")), 'shared(Object, "is")', [box, box], [box, 1]],
  [caught("arg0, arg1", ...ret("JSON.parse(getStringFromWasm0(arg0, arg1))")), 'caught(text(0, shared(JSON, "parse")))', SLACK],
  [plain("arg0, arg1", ...ret("encodeURIComponent(getStringFromWasm0(arg0, arg1))")), 'text(0, shared(globalThis, "encodeURIComponent"))', SLACK],
  [plain("", ...ret("Array.of()")), 'shared(Array, "of")', []],
  [plain("arg0", ...ret("new Date(arg0)")), 'instance(globalThis, "Date")', [0]],
  [caught("", ...ret("new Intl.NumberFormat()")), 'caught(instance(Intl, "NumberFormat"))'],
  [plain("arg0", ...isInstance("Box")), 'isInstance("Box")', [box], [1]],
  [plain("arg0", ...isInstance("OfNoBrowser")), 'isInstance("OfNoBrowser")', [box]],
  [plain("arg0, arg1", "// Cast intrinsic for `Ref(String) -> Externref`.", ...ret("getStringFromWasm0(arg0, arg1)")), "text(0, same)", SLACK],
  [plain("arg0", ...ret("arg0")), "same", [box]],
  // The rest is as it was, within what is common.
  [
    plain("arg0, arg1", ...stringIfAny("const obj = arg1;", "const ret = typeof(obj) === 'string' ? obj : undefined;")),
    "toldIfAny((arg1) => {\nconst obj = arg1;\nconst ret = typeof(obj) === 'string' ? obj : undefined;\nreturn ret;\n})",
    [8, "Slack"],
    [8, 5],
  ],
  [caught("arg0, arg1", "arg0.value = arg1;"), "caught(function (arg0, arg1) {\n            arg0.value = arg1;\n        })", [box, 7], [null, 7]],
  [plain("arg0", ...ret("!arg0")), null, [0]],
  [plain("arg0, arg1", ...ret("arg0[arg1 >>> 0]")), null, [["a"], 0]],
  [plain("arg0, arg1, arg2", ...ret("arg0.of(arg2, arg1)")), null, [box, 1, 2]],
  [plain("arg0, arg1, arg2", ...ret("arg0.of(arg1 === 0 ? undefined : getStringFromWasm0(arg1, arg2))")), null, [box, 0, 0]],
  [plain("arg0", ...ret("localOnly(arg0)")), null, [1]],
];

const script = (entries) => `
function localOnly(value) {
    return [value];
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
${entries.map((text, at) => `        $${at}: ${text},\n`).join("")}    };
    return import0;
}
`;
const written = script(FORMS.map(([text]) => text));

/** What calls give, leave in memory and throw. */
function running(source) {
  const memory = new Uint8Array(64);
  memory.set(new TextEncoder().encode("Slackread"));
  const table = [];
  const thrown = [];
  const wasm = { __wbindgen_malloc: () => 16, __wbindgen_realloc: () => 16, __wbindgen_exn_store: (at) => thrown.push(table[at]) };
  const helpers = `
    let WASM_VECTOR_LEN = 99;
    const getStringFromWasm0 = (at, length) => new TextDecoder().decode(memory.subarray(at, at + length));
    const passStringToWasm0 = (text, malloc) => {
      const bytes = new TextEncoder().encode(text.slice());
      memory.set(bytes, malloc());
      WASM_VECTOR_LEN = bytes.length;
      return malloc();
    };
    const getDataViewMemory0 = () => new DataView(memory.buffer);
    const isLikeNone = (value) => value === undefined || value === null;
    const addToExternrefTable0 = (value) => table.push(value) - 1;
    function handleError(f, args) {
        try {
            return f.apply(this, args);
        } catch (e) {
            wasm.__wbindgen_exn_store(addToExternrefTable0(e));
        }
    }
  `;
  const imports = new Function("memory", "table", "wasm", `"use strict";${helpers}${source}return __wbg_get_imports();`)(memory, table, wasm);
  return (name, args) => {
    let result;
    try {
      // Where WebAssembly expects no result, none is taken.
      result = { given: imports[name](...args) };
    } catch (error) {
      result = { error: String(error) };
    }
    return { ...result, memory: [...memory], table: table.map(String), thrown: thrown.map(String) };
  };
}

test("each form is made of its parts, and does what it did", () => {
  const source = composed(written);
  for (const [at, [text, made, ...calls]] of FORMS.entries()) {
    assert.ok(source.includes(`        $${at}: ${made ?? text},\n`), `${text}\nis not ${made}`);
    for (const args of calls) {
      const [before, after] = [running(written), running(source)].map((call) => call(`$${at}`, args));
      if (text.includes("new Date")) assert.equal(+after.given, +before.given);
      else assert.deepEqual(after, before, `${made} with ${args}`);
    }
  }
});

test("an import that is told as a text and is none throws as before", () => {
  const forms = [plain("arg0, arg1", ...string("arg1.none"))];
  const [before, after] = [script(forms), composed(script(forms))].map((source) => running(source)("$0", [8, box]));
  assert.match(before.error, /TypeError/);
  assert.deepEqual(after.memory, before.memory);
  assert.match(after.error, /TypeError/);
});

test("names are looked up when they are called", () => {
  const call = running(composed(script([plain("", ...ret("Date.now()"))])));
  const real = Date.now;
  Date.now = () => 5;
  try {
    assert.equal(call("$0", []).given, 5);
  } finally {
    Date.now = real;
  }
});

test("what is written in another way is told", () => {
  assert.throws(() => composed(written.replaceAll("function", "async function")), /imports in another way/);
});
