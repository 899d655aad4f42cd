// What concerns the handler in Python alone: the lines for Flask, where that is installed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { APP, COOKIE_KEY } from "./handlers.mjs";
import { CREDENTIALS } from "./scalekit.mjs";

const folder = fileURLToPath(new URL("../python", import.meta.url));
const skip = spawnSync("python3", ["-c", "import flask"]).status === 0 ? false : "Flask is not installed";

/** Sends 300 MB to the app that is shown, as somebody and as nobody, and tells what was answered and how much of it was read. */
const SENDS = `
import json, re, textwrap
import connection_doctor
from flask import Flask, request, session

app = Flask(__name__)
app.secret_key = "key"
exec(textwrap.dedent(re.search(r"^    @app.route.*?\\n\\n", connection_doctor.__doc__, re.M | re.S)[0]))

class Body:
    taken = 0
    def read(self, size=-1):
        size = 300_000_000 - self.taken if size < 0 else size
        self.taken += size
        return b"x" * size

below = app.wsgi_app
app.wsgi_app = lambda environ, start: below({**environ, "wsgi.input": body, "CONTENT_LENGTH": "300000000"}, start)

for person in ("mara", None):
    client, body = app.test_client(), Body()
    with client.session_transaction() as theirs:
        theirs["user_id"] = person
    answer = client.post("/v1/connect/verify", content_type="application/json")
    print(json.dumps([answer.status_code, body.taken]))
`;

test("of a body that is too large no more is read in Flask than is needed to see that", { skip }, () => {
  const settings = { ...CREDENTIALS, APP_ORIGIN: APP, SCALEKIT_ENVIRONMENT_URL: APP, COOKIE_KEY };
  const { stdout, stderr } = spawnSync("python3", ["-B", "-c", SENDS], { cwd: folder, encoding: "utf8", env: { ...process.env, ...settings } });
  assert.equal(stdout, "[413, 16385]\n[401, 16385]\n", stderr);
});
