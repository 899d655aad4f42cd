// Writes the functions that a module imports as what they are made of, such as `caught(text(1, method("querySelector")))`.
//
// wasm-bindgen writes out each of some 150, and an engine compiles and keeps each for itself: a page in which elements came and went a
// thousand times had 35 KB more of machine code. What is made of the same parts shares its code.

/** The parts. They are put into the script as they stand here, beside what wasm-bindgen has there. */
const PARTS = {
  // What is done. Names are looked up in the moment of the call, as hosts may put something else there.
  same: (value) => value,
  property: (name) => (object) => object[name],
  method: (name) => (object, ...args) => object[name](...args),
  place: (name) => () => globalThis[name],
  shared: (owner, name) => (...args) => globalThis[owner][name](...args),
  instance: (owner, name) => (...args) => new globalThis[owner][name](...args),
  isInstance: (name) => (value) => {
    try {
      return value instanceof globalThis[name];
    } catch {
      return false;
    }
  },

  // What it is given: in the place of an address and a length, a text.
  text: (at, call) => (...args) => {
    args.splice(at, 2, getStringFromWasm0(args[at], args[at + 1]));
    return call(...args);
  },

  // What becomes of the result. A text is told at the address that comes first.
  pass: (text) => passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc),
  tell(at, address) {
    const memory = getDataViewMemory0();
    memory.setInt32(at + 4, WASM_VECTOR_LEN, true);
    memory.setInt32(at, address, true);
  },
  told: (call) => (at, ...args) => tell(at, pass(call(...args))),
  toldIfAny: (call) => (at, ...args) => {
    const value = call(...args);
    tell(at, isLikeNone(value) ? 0 : pass(value));
  },
  ifAny: (call) => (...args) => {
    const value = call(...args);
    return isLikeNone(value) ? 0 : addToExternrefTable0(value);
  },
  caught: (call) => (...args) => handleError(call, args),
};

/** One entry of the import object, as wasm-bindgen lays it out: indented by eight, closed by a brace at that depth. */
export const ENTRY = /^ {8}([\w$]+): (function[^]*?^ {8}\}.*),$/gm;
const CAUGHT = /^function\(\) \{ return handleError\((function [^]*\}), arguments\); \}$/;
const FUNCTION = /^function ?\((.*?)\) \{\n([^]*)\}$/;

const PASSED = "passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";
const telling = (word, address) =>
  [
    `${word} ptr1 = ${address};`,
    `${word} len1 = WASM_VECTOR_LEN;`,
    "getDataViewMemory0().setInt32(arg0 + 4 * 1, len1, true);",
    "getDataViewMemory0().setInt32(arg0 + 4 * 0, ptr1, true);",
  ].join("\n");

/** How functions end, by the part that does the same. */
const ENDS = {
  told: telling("const", PASSED),
  toldIfAny: telling("var", `isLikeNone(ret) ? 0 : ${PASSED}`),
  ifAny: "return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);",
};

/** What is looked up in the page by name, which must not be something that the script declares or imports. */
const LOOKED_UP = /\b(?:isInstance|instance|shared)\((?:"globalThis", )?"(\w+)"/g;
const OWN = "^(?:import .*|(?:export )?(?:async )?(?:function|class|const|let) )";

const IS_INSTANCE = /^let result;\ntry \{\nresult = arg0 instanceof (\w+);\n\} catch \(_\) \{\nresult = false;\n\}\nconst ret = result;\nreturn ret;$/;
const EXPRESSION = /^(?:const ret = )?(.+);(?:\nreturn ret;)?$/;

/** What an expression looks like, what it takes, and the part that does the same. */
const FORMS = [
  [/^typeof (\w+) === 'undefined' \? null : \1$/, (name) => [[], `place("${name}")`]],
  [/^(arg\d+)\.(\w+)$/, (object, name) => [[object], `property("${name}")`]],
  [/^(arg\d+)\.(\w+)\((.*)\)$/, (object, name, list) => [[object, ...split(list)], `method("${name}")`]],
  [
    /^(new )?(?:(\w+)\.)?(\w+)\((.*)\)$/,
    (creates, owner = "globalThis", name, list) =>
      isGlobal(owner, name) && [split(list), `${creates ? "instance" : "shared"}("${owner}", "${name}")`],
  ],
  [/^(.+)$/, (value) => [[value], "same"]],
];

/** The script with all functions composed that can be; the others are left as they are. */
export function composed(script) {
  const source = script.replace(ENTRY, (entry, name, written) => {
    const composition = compose(written);
    return composition ? `        ${name}: ${composition},` : entry;
  });
  if (source === script) throw new Error("wasm-bindgen writes imports in another way than it did");
  for (const [, name] of source.matchAll(LOOKED_UP)) {
    if (new RegExp(`${OWN}\\b${name}\\b`, "m").test(script)) throw new Error(`${name} is the script's own`);
  }
  const parts = Object.entries(PARTS).map(([name, part]) => (String(part).startsWith(name) ? `function ${part}` : `const ${name} = ${part};`));
  return source.replace(/^function __wbg_get_imports/m, (start) => `${parts.join("\n")}\n${start}`);
}

function compose(written) {
  const [, thrown] = CAUGHT.exec(written) ?? [];
  const [, params, lines] = FUNCTION.exec(thrown ?? written) ?? [];
  if (lines === undefined) throw new Error(`wasm-bindgen writes ${written} in another way than it did`);
  const body = lines.replace(/^ *(\/\/.*\n)?/gm, "").trim();
  const call = withEnd(params ? params.split(", ") : [], body);
  if (call) return thrown ? `caught(${call})` : call;
  return thrown && `caught(${thrown})`;
}

function withEnd(params, body) {
  const [part, end] = Object.entries(ENDS).find(([, end]) => body.endsWith(end)) ?? [];
  if (!part) return operation(params, body);
  const given = part === "ifAny" ? params : params.slice(1);
  const start = body.slice(0, -end.length);
  return `${part}(${operation(given, start.trim()) ?? `(${given}) => {\n${start}return ret;\n}`})`;
}

/** What is done with the parameters, where one of the parts does it. */
function operation(params, body) {
  const [, type] = IS_INSTANCE.exec(body) ?? [];
  if (type) return `isInstance("${type}")`;
  const [, expression] = EXPRESSION.exec(body) ?? [];
  for (const [form, made] of FORMS) {
    const match = expression && form.exec(expression);
    const [args, call] = (match && made(...match.slice(1))) || [];
    const whole = args && withTexts(params, args, call);
    if (whole) return whole;
  }
  return undefined;
}

const split = (list) => list.match(/getStringFromWasm0\(\w+, \w+\)|[^,\s][^,]*/g) ?? [];

/** `eval` means another thing when it is called by another name. */
const isGlobal = (owner, name) => name !== "eval" && name in Object(globalThis[owner]);

/** The call with its texts, if it is given each parameter once, in their order. */
function withTexts(params, args, call) {
  const rest = [...params];
  const texts = [];
  for (const [at, arg] of args.entries()) {
    const [first, second] = rest;
    if (arg === `getStringFromWasm0(${first}, ${second})`) texts.push(at);
    else if (arg !== first) return undefined;
    rest.splice(0, arg === first ? 1 : 2);
  }
  return rest.length ? undefined : texts.reduceRight((inner, at) => `text(${at}, ${inner})`, call);
}
