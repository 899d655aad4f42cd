// The types have the attributes, properties, methods and events of the manifest, and the words of the core.
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, manifest, named, read, unique } from "./sources.mjs";

const types = read("element/src/element.d.ts");

/** What stands between the braces of an interface or class. */
const body = (head) => types.slice(types.indexOf(`${head} {`), types.indexOf("\n}\n", types.indexOf(`${head} {`)));

test("attributes", () => {
  assert.deepEqual(found(body("interface ConnectionDoctorAttributes"), /^ {2}"?([\w-]+)"?\?: /gm), named("attributes"));
});

test("events and what they carry", () => {
  const typed = [...body("interface ConnectionDoctorEventMap").matchAll(/^ {2}"([\w-]+)": (.*);$/gm)];
  assert.deepEqual(typed.map(([, name, type]) => [name, type]), manifest.events.map(({ name, type }) => [name, type.text]));
});

test("properties and methods", () => {
  const code = body("class ConnectionDoctorElement extends HTMLElement");
  const members = found(code, /^ {2}(?:static |get |set )?(\w+)(?:\(|<)/gm).filter((name) => !name.endsWith("EventListener"));
  assert.deepEqual(members, named("members"));
  const settable = found(code, /^ {2}set (\w+)\(/gm);
  assert.deepEqual(found(body("interface ConnectionDoctorProperties"), /^ {2}(\w+)\?: /gm), settable);
});

test("words", () => {
  const typed = (name) => found(types.match(new RegExp(`type ${name} =([^;]*);`))[1], /"(\w+)"/g);
  const said = (file, name, method = "word") => {
    const [, code] = read(file).match(new RegExp(`impl ${name} \\{[^]*?fn ${method}\\(([^]*?)\\n    \\}\\n`));
    return found(code, /=> "(\w+)"/g);
  };
  assert.deepEqual(typed("Status"), said("core/src/status.rs", "Status", "known_word"));
  assert.deepEqual(typed("FailureClass"), said("core/src/class.rs", "Class"));
  assert.deepEqual(typed("Fixer"), said("core/src/class.rs", "Fixer"));
  assert.deepEqual(typed("Remedy"), said("core/src/finding.rs", "Remedy"));
  assert.deepEqual(typed("Verdict"), said("core/src/check/verdict.rs", "Verdict"));
});

test("fields of the plain data", () => {
  const fields = (file, name) => {
    const [, code] = read(file).match(new RegExp(`pub struct ${name} \\{([^]*?)\\n\\}`));
    const renamed = code.replace(/rename = "(\w+)"[^\n]*\n\s*pub \w+:/g, "\n    pub $1:");
    return found(renamed, /^ {4}(?:pub )?(\w+):/gm);
  };
  const typed = (name) => found(body(`interface ${name}`), /^ {2}(\w+)\??: /gm);
  assert.deepEqual(typed("Diagnosis"), fields("core/src/diagnosis.rs", "Diagnosis"));
  assert.deepEqual(typed("CheckResult"), fields("core/src/check/result.rs", "CheckResult"));
  assert.deepEqual(typed("CheckedStep"), fields("core/src/check/result.rs", "CheckedStep"));
  assert.deepEqual(typed("Report"), fields("core/src/report.rs", "Report"));
  const [, account] = types.match(/ {2}account: \{([^]*?)\n {2}\};/);
  assert.deepEqual(found(account, /^ {4}(\w+)\??: /gm), fields("core/src/report.rs", "ReportAccount"));
  const inline = (name) => found(types.match(new RegExp(`^ {2}${name}\\??: \\{(.*)\\}(?:\\[\\])?;$`, "m"))[1], /(\w+)\??: /g);
  assert.deepEqual(inline("found"), unique(fields("core/src/report.rs", "Found")));
  assert.deepEqual(inline("error"), fields("core/src/report.rs", "ReportError"));
  assert.deepEqual(inline("steps"), fields("core/src/report.rs", "ReportStep"));
  assert.deepEqual(inline("environment"), fields("core/src/report.rs", "Environment"));
});

test("the component for Leptos", () => {
  const component = read("src/component.rs");
  const drawn = (call) => found(component, new RegExp(`\\b${call}\\(\\s*"([\\w-]+)"`, "g"));
  assert.deepEqual(drawn("attribute"), named("attributes"));
  assert.deepEqual(drawn("event"), named("events"));
  assert.deepEqual(drawn("prop"), found(body("interface ConnectionDoctorProperties"), /^ {2}(\w+)\?: /gm));

  const details = read("src/component/details.rs");
  for (const name of ["Diagnosis", "CheckResult", "CheckedStep"]) {
    const [, code] = details.match(new RegExp(`pub struct ${name} \\{([^]*?)\\n\\}`));
    assert.deepEqual(found(code, /^ {4}pub (\w+):/gm), found(body(`interface ${name}`), /^ {2}(\w+)\??: /gm));
  }
  const verdicts = found(types.match(/type Verdict =([^;]*);/)[1], /"(\w+)"/g);
  assert.deepEqual(found(details.match(/impl Verdict \{([^]*?)\n\}/)[1], /"(\w+)" =>/g), verdicts);
});
