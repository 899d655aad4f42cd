// In which order the functions of a module compress best.
//
// Brotli finds what it has had before, and tells how far back that was: near is shorter than far. So each function is followed by the one
// that is most like it.

/** Custom sections have the id 0; a module's own functions are in the section 10 (WebAssembly Core, 5.5.2). */
const CUSTOM = 0;
const CODE = 10;

/** So many bytes in a row are compared. */
const GRAM = 4;

/** Names the functions of a module by their place in that order, for `wasm-opt --reorder-functions-by-name`. */
export function nameByLikeness(wasm) {
  const kept = sections(wasm).filter(({ id }) => id !== CUSTOM);
  const code = kept.find(({ id }) => id === CODE);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).filter(({ kind }) => kind === "function").length;
  const names = [...Array(imported).keys()].map((at) => `import${at}`);
  chain(bodies(code.content).map(grams)).forEach((at, place) => (names[imported + at] = String(place).padStart(6, "0")));
  const entries = names.flatMap((name, at) => [...leb(at), ...text(name)]);
  const named = [...leb(names.length), ...entries];
  const section = [...text("name"), 1, ...leb(named.length), ...named];
  const whole = kept.flatMap(({ id, content }) => [Buffer.from([id, ...leb(content.length)]), content]);
  return Buffer.concat([wasm.subarray(0, 8), ...whole, Buffer.from([CUSTOM, ...leb(section.length), ...section])]);
}

/** From the first on, always the most similar of those that are left. */
function chain(functions) {
  const left = new Set(functions.keys());
  const order = [];
  for (let next = 0; next !== undefined; ) {
    const last = functions[next];
    order.push(next);
    left.delete(next);
    next = undefined;
    let most = -1;
    for (const at of left) {
      const alike = likeness(last, functions[at]);
      if (alike > most) [most, next] = [alike, at];
    }
  }
  return order;
}

/** The share of what two functions have in common (Dice). */
function likeness(one, other) {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  let shared = 0;
  for (const gram of few) if (many.has(gram)) shared += 1;
  return shared / (few.size + many.size || 1);
}

/** Whatever bytes stand in a row somewhere in a function. */
function grams(body) {
  const found = new Set();
  for (let at = 0; at + GRAM <= body.length; at += 1) found.add(body.readUIntBE(at, GRAM));
  return found;
}

function sections(wasm) {
  const found = [];
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const [content, end] = sized(wasm, at + 1);
    found.push({ id, content });
    at = end;
  }
  return found;
}

function bodies(code) {
  const found = [];
  for (let [, at] = number(code, 0); at < code.length; ) {
    const [body, end] = sized(code, at);
    found.push(body);
    at = end;
  }
  return found;
}

/** What is preceded by its length, and where it ends. */
function sized(bytes, at) {
  const [length, start] = number(bytes, at);
  return [bytes.subarray(start, start + length), start + length];
}

/** An unsigned LEB128 number, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at += 1) {
    value += (bytes[at] & 127) * 2 ** shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

function leb(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

const text = (name) => [...leb(name.length), ...Buffer.from(name)];
