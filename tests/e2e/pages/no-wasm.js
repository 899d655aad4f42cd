// As in browsers in which it is switched off.
delete globalThis.WebAssembly;
