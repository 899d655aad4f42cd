// What concerns the handler in Go alone: it is pasted into a package of the app's.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HANDLERS } from "./handlers.mjs";

const { skip } = HANDLERS.find(({ name }) => name === "Go");

test("without main and what its comment says, it is part of a package", { skip }, () => {
  const source = readFileSync(new URL("../go/connection_doctor.go", import.meta.url), "utf8");
  assert.match(source, /^\/\/ .*without main and the import of net,/m);
  const folder = mkdtempSync(join(tmpdir(), "connection-doctor-"));
  try {
    const file = join(folder, "connection_doctor.go");
    const pasted = source.replace("package main", "package app").replace('\t"net"\n', "").replace(/^func main\(\) \{\n[^]*?^\}\n/m, "");
    writeFileSync(file, pasted);
    const { status, stderr } = spawnSync("go", ["vet", file], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
