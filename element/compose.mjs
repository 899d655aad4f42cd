// Writes the functions that a module imports as what they are made of, such as `caught(text(1, method("querySelector")))`.
//
// wasm-bindgen writes each out, some 150 of them, and an engine compiles and keeps each for itself: a page in which elements came and went
// grew by 30 KB of machine code. Those that are made of the same parts share their code.

/** The parts. They are put into the script as they stand here, beside what wasm-bindgen has there. */
const PARTS = {
  // What is done. Names are looked up in the moment of the call, as hosts may put something else there.
  same: (value) => value,
  property: (name) => (object) => object[name],
  method: (name) => (object, ...args) => object[name](...args),
  shared: (owner, name) => (...args) => owner[name](...args),
  instance: (owner, name) => (...args) => new owner[name](...args),
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

/** One function of the import object, as wasm-bindgen lays it out: indented by eight, closed by a brace at that depth. */
const ENTRY = /^ {8}([\w$]+): (function[^]*?^ {8}\}.*),$/gm;
const CAUGHT = /^function\(\) \{ return handleError\((function [^]*\}), arguments\); \}$/;
const FUNCTION = /^function ?\((.*?)\) \{\n([^]*)\}$/;

/** How functions end, and the part that does the same. */
const ENDS = [
  [
    /(?:const|var) ptr1 = (isLikeNone\(ret\) \? 0 : )?passStringToWasm0\(ret, wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\);\n(?:const|var) len1 = WASM_VECTOR_LEN;\ngetDataViewMemory0\(\)\.setInt32\(arg0 \+ 4 \* 1, len1, true\);\ngetDataViewMemory0\(\)\.setInt32\(arg0 \+ 4 \* 0, ptr1, true\);$/,
    (isOptional) => (isOptional ? "toldIfAny" : "told"),
  ],
  [/return isLikeNone\(ret\) \? 0 : addToExternrefTable0\(ret\);$/, () => "ifAny"],
];
const IS_INSTANCE = /^let result;\ntry \{\nresult = arg0 instanceof (\w+);\n\} catch \(_\) \{\nresult = false;\n\}\nconst ret = result;\nreturn ret;$/;
const OPERATION = /^(?:const ret = )?(new )?(?:(\w+)\.)?(\w+)(?:(\()(.*)\))?;(?:\nreturn ret;)?$/;

/** The script with all functions composed that can be; the others are left as they are. */
export function composed(script) {
  const source = script.replace(ENTRY, (whole, name, written) => {
    const composition = compose(written);
    return composition ? `        ${name}: ${composition},` : whole;
  });
  if (source === script) throw new Error("wasm-bindgen writes imports in another way than it did");
  const parts = Object.entries(PARTS).map(([name, part]) => (String(part).startsWith(name) ? `function ${part}` : `const ${name} = ${part};`));
  return source.replace(/^function __wbg_get_imports/m, (start) => `${parts.join("\n")}\n${start}`);
}

function compose(written) {
  const [, thrown] = CAUGHT.exec(written) ?? [];
  const [, params, lines] = FUNCTION.exec(thrown ?? written);
  const body = lines.replace(/^ *(\/\/.*\n)?/gm, "").trim();
  const call = whole(params ? params.split(", ") : [], body);
  if (call) return thrown ? `caught(${call})` : call;
  return thrown && `caught(${thrown})`;
}

function whole(params, body) {
  for (const [end, partOf] of ENDS) {
    const match = end.exec(body);
    if (!match) continue;
    const part = partOf(match[1]);
    const given = part === "ifAny" ? params : params.slice(1);
    const start = body.slice(0, match.index);
    return `${part}(${operation(given, start.trim()) ?? `(${given}) => {\n${start}return ret;\n}`})`;
  }
  return operation(params, body);
}

/** What is done with the parameters, where one of the parts does it. */
function operation(params, body) {
  const [, type] = IS_INSTANCE.exec(body) ?? [];
  if (type) return `isInstance("${type}")`;
  const [, value] = /^const ret = (arg\d|getStringFromWasm0\(arg\d, arg\d\));(?:\nreturn ret;)?$/.exec(body) ?? [];
  if (value) return withTexts(params, [value], "same");
  const [, creates, owner = "globalThis", name, calls, list] = OPERATION.exec(body) ?? [];
  if (!name) return undefined;
  const args = list?.match(/getStringFromWasm0\(\w+, \w+\)|[^,\s][^,]*/g) ?? [];
  const quoted = JSON.stringify(name);
  if (!params.includes(owner)) {
    // Not the script's own functions, which nothing else can reach.
    const isThere = calls && (owner in globalThis) && name in globalThis[owner];
    return isThere ? withTexts(params, args, `${creates ? "instance" : "shared"}(${owner}, ${quoted})`) : undefined;
  }
  if (calls) return withTexts(params, [owner, ...args], `method(${quoted})`);
  return withTexts(params, [owner], `property(${quoted})`);
}

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
