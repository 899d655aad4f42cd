// Says shorter what wasm-bindgen's script does for browsers of long ago, for ways to load a module that are not ours, and to describe
// values in a panic: 0.9 KB of brotli a module. The oldest browser that is supported has all that is used here.

/** What takes the place of the function of that name. */
const FUNCTIONS = {
  debugString: (val) => (val instanceof Error ? `${val.name}: ${val.message}` : toString.call(val)),

  passStringToWasm0(arg, malloc, realloc) {
    // UTF-8 has no more than three bytes for a unit of UTF-16.
    const room = arg.length * 3;
    let ptr = malloc(room, 1) >>> 0;
    const { written } = cachedTextEncoder.encodeInto(arg, getUint8ArrayMemory0().subarray(ptr, ptr + room));
    if (written) ptr = realloc(ptr, room, written, 1) >>> 0;
    WASM_VECTOR_LEN = written;
    return ptr;
  },

  // Anew where the memory has grown.
  getDataViewMemory0() {
    if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    return cachedDataViewMemory0;
  },

  // Safari needs a new decoder after two gigabytes, which no page shows.
  decodeText: (ptr, len) => cachedTextDecoder.decode(getUint8ArrayMemory0().subarray(ptr, ptr + len)),

  async __wbg_load(answer, imports) {
    if (!answer.ok) throw new Error(`${answer.status} from ${answer.url}`);
    // Browsers compile it as it comes only by its right type.
    const isStream = answer.headers.get("content-type") === "application/wasm";
    return isStream ? WebAssembly.instantiateStreaming(answer, imports) : WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  },

  async __wbg_init({ module_or_path }) {
    if (wasm) return wasm;
    const { instance, module } = await __wbg_load(await module_or_path, __wbg_get_imports());
    return __wbg_finalize_init(instance, module);
  },
};

/** What every browser has, by the name that it is asked for by. */
const NEEDLESS = {
  "Symbol.dispose": /^if \(Symbol\.dispose\) .*;$/gm,
  "typeof FinalizationRegistry": /\(typeof FinalizationRegistry === 'undefined'\)\s+\? \{.*\}\s+: /g,
  "'encodeInto' in": /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?^\}$/m,
};

/** The script of a module with all this in it, as far as the module has it. */
export function shortened(script) {
  let source = script;
  const replace = (name, pattern, text) => {
    if (!source.includes(name)) return;
    const before = source;
    source = source.replace(pattern, () => text);
    if (source === before) throw new Error(`wasm-bindgen writes ${name} in another way than it did`);
  };
  for (const [name, made] of Object.entries(FUNCTIONS)) {
    const text = String(made);
    const written = text.startsWith("(") ? `const ${name} = ${text};` : text.replace(/^(async )?/, "$1function ");
    replace(name, new RegExp(`^(async )?function ${name}\\([^]*?^\\}$`, "m"), written);
  }
  for (const [name, pattern] of Object.entries(NEEDLESS)) replace(name, pattern, "");
  return source;
}
