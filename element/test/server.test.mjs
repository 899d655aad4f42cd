// Importing the package where there is no DOM, as on a server, does nothing and does not fail.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "connection-doctor-"));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
execFileSync(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url)), folder], { stdio: "inherit" });

/** Imports a file in a process of its own and writes what is different then. */
const IMPORT = `
  const before = Reflect.ownKeys(globalThis);
  globalThis.fetch = () => console.log("a call was made");
  const names = Object.keys(await import(process.argv[1]));
  const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key));
  console.log(JSON.stringify({ names, added }));
`;

for (const [file, names] of [
  ["connection-doctor.js", ["ConnectionDoctorElement"]],
  ["element.js", ["ConnectionDoctorElement"]],
  ["check.js", ["Checks"]],
  ["live.js", ["follow"]],
  ["return.js", []],
]) {
  test(file, () => {
    const url = pathToFileURL(join(folder, file)).href;
    const written = execFileSync(process.execPath, ["--input-type=module", "--eval", IMPORT, url], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(written), { names, added: [] });
  });
}
