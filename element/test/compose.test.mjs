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
  static owns(other) {
    return this === Box && other;
  }
  constructor(...given) {
    this.given = given;
  }
  calls = 0;
  empty = "";
  value = 7;
  label = "Gmail";
  none = null;
  self = this;
  of = (...given) => given.join();
  next = (name) => (name === "Slack" ? this : undefined);
  saved = (name) => (name === "Slack" ? "read" : null);
  say(...given) {
    this.calls += 1;
    return `${this.calls}. ${this.label}: ${given.join()}`;
  }
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
  [plain("arg0, arg1", ...ret("arg0.say(arg1)")), 'method("say")', [() => new Box(), 1]],
  [plain("arg0, arg1", ...stringIfAny("const ret = arg1.say();")), 'toldIfAny(method("say"))', [8, () => new Box()]],
  [plain("arg0, arg1", ...stringIfAny("const ret = arg1.empty;")), 'toldIfAny(property("empty"))', [8, box]],
  [plain("arg0", ...handle("arg0.empty")), 'ifAny(property("empty"))', [box]],
  [plain("arg0", ...ret("Box.owns(arg0)")), 'shared("Box", "owns")', [7]],
  [plain("arg0, arg1", ...ret("new Box(arg0, arg1).x")), null, [1, 2]],
  [plain("arg0, arg1", ...handle("new Array(arg0, arg1)")), 'ifAny(instance("globalThis", "Array"))', [1, 2]],
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
  [plain("arg0, arg1", ...ret("Object.is(arg0, arg1)")), 'shared("Object", "is")', [box, box], [box, 1]],
  [caught("arg0, arg1", ...ret("JSON.parse(getStringFromWasm0(arg0, arg1))")), 'caught(text(0, shared("JSON", "parse")))', SLACK],
  [plain("arg0, arg1", ...ret("encodeURIComponent(getStringFromWasm0(arg0, arg1))")), 'text(0, shared("globalThis", "encodeURIComponent"))', SLACK],
  [plain("", ...ret("Array.of()")), 'shared("Array", "of")', []],
  [plain("arg0", ...ret("new Date(arg0)")), 'instance("globalThis", "Date")', [0]],
  [caught("", ...ret("new Intl.NumberFormat()")), 'caught(instance("Intl", "NumberFormat"))'],
  [plain("", ...handle("typeof Box === 'undefined' ? null : Box")), 'ifAny(place("Box"))', []],
  [plain("", ...handle("typeof nowhere === 'undefined' ? null : nowhere")), 'ifAny(place("nowhere"))', []],
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
  [plain("arg0", ...ret("localOwner.of(arg0)")), null, [1]],
  [plain("arg0, arg1", ...ret("arg0.value")), null, [box, 1]],
  [plain("arg0, arg1, arg2", ...ret("arg0.of(arg1)")), null, [box, 1, 2]],
  [plain("arg0", "arg0.of();", "arg0.fail();"), null, [box]],
  [plain("arg0, arg1", ...ret("arg0.of(arg1).length")), null, [box, 1]],
  [plain("arg0, arg1", ...ret("new arg0.Type(arg1)")), null, [{ Type: Date }, 1]],
  [plain("arg0, arg1", ...ret("eval(getStringFromWasm0(arg0, arg1))")), null],
];

const script = (entries) => `
const localOwner = Array;
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
  let memory = new Uint8Array(64);
  memory.set(new TextEncoder().encode("Slackread"));
  /** Makes room as WebAssembly does: what was there before is of no use any more. */
  const grow = () => (memory = new Uint8Array(memory));
  const table = [];
  const thrown = [];
  const wasm = { __wbindgen_malloc: () => (grow(), 16), __wbindgen_realloc: (at) => at + 8, __wbindgen_exn_store: (at) => thrown.push(table[at]) };
  const helpers = `
    let WASM_VECTOR_LEN = 99;
    const getStringFromWasm0 = (at, length) => new TextDecoder().decode(memory().subarray(at, at + length));
    const passStringToWasm0 = (text, malloc, realloc) => {
      const bytes = new TextEncoder().encode(text.slice());
      const at = realloc(malloc());
      memory().set(bytes, at);
      WASM_VECTOR_LEN = bytes.length;
      return at;
    };
    const getDataViewMemory0 = () => new DataView(memory().buffer);
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
  const imports = new Function("memory", "table", "wasm", `"use strict";${helpers}${source}return __wbg_get_imports();`)(() => memory, table, wasm);
  return (name, args) => {
    let result;
    try {
      result = { given: imports[name](...args.map((arg) => (typeof arg === "function" ? arg() : arg))) };
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
  const forms = [plain("", ...ret("Box.owns()")), plain("", ...ret("new Box()")), plain("arg0", ...isInstance("Box")), plain("", ...ret("Date.now()"))];
  const call = running(composed(script(forms)));
  const now = Date.now;
  globalThis.Box = class Other {
    static owns = () => "other";
  };
  Date.now = () => 5;
  try {
    assert.equal(call("$0", []).given, "other");
    assert.ok(call("$1", []).given instanceof globalThis.Box);
    assert.equal(call("$2", [new globalThis.Box()]).given, true);
    assert.equal(call("$3", []).given, 5);
  } finally {
    Date.now = now;
    globalThis.Box = Box;
  }
});

test("what a script has from elsewhere is not looked up in the page", () => {
  for (const form of [plain("arg0", ...isInstance("Box")), plain("arg0", ...ret("fetch(arg0)"))]) {
    assert.throws(() => composed(`import { Box, fetch } from "./snippets/inline0.js";\n${script([form])}`), /the script's own/);
  }
});

test("what is written in another way is told", () => {
  assert.throws(() => composed(written.replaceAll("function", "async function")), /imports in another way/);
});
