// Loads the backend's servers one after another, and prints a table: node bench/load/run.mjs PROGRAM
// PROGRAM is the backend's example `load`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import autocannon from "autocannon";

const REQUESTS = 10_000;
const CONNECTIONS = 20;
const SERVERS = 3;

const server = spawn(process.argv[2], { stdio: ["pipe", "pipe", "inherit"] });
const rows = [];
for await (const line of createInterface({ input: server.stdout })) {
  const { name, origin, token } = JSON.parse(line);
  const load = { url: `${origin}/v1/connect/accounts`, connections: CONNECTIONS, headers: { authorization: `Bearer ${token}` } };
  await autocannon({ ...load, amount: REQUESTS / 10 });
  const result = await autocannon({ ...load, amount: REQUESTS });
  rows.push({ name, result, bad: result.errors + result.timeouts + result.non2xx });
  if (rows.length === SERVERS) break;
}
server.stdin.end();
await once(server, "exit");

console.log(`${REQUESTS.toLocaleString("en")} requests of the list each, ${CONNECTIONS} connections, on loopback\n`);
console.log("|  | answered | errors | median | p99 | slowest | all of them |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const { name, result, bad } of rows) {
  const { latency, duration } = result;
  console.log(`| ${name} | ${result["2xx"]} | ${bad} | ${latency.p50} ms | ${latency.p99} ms | ${latency.max} ms | ${duration} s |`);
}
if (rows.length !== SERVERS || rows.some(({ result, bad }) => bad || result["2xx"] !== REQUESTS)) process.exit(1);
