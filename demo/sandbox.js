// The sandbox behind the demo: which accounts there are, and what goes wrong on purpose.

/** Each fault with its name in the bar and the order for it; `any` hits every call. */
export const FAULTS = {
  slow: { label: "Slow answers (3 s)", route: "any", fault: "latency", millis: 3000 },
  timeout: { label: "No answer in time", route: "any", fault: "timeout" },
  cut: { label: "Connection cut short", route: "any", fault: "cut" },
  signed_out: { label: "Signed out of the app", route: "any", fault: "status_401" },
  forbidden: { label: "Not allowed", route: "any", fault: "status_403" },
  rate_limited: { label: "Too many requests (wait 10 s)", route: "any", fault: "status_429_retry_after", seconds: 10 },
  server_error: { label: "Server error", route: "any", fault: "status_500" },
  bad_gateway: { label: "A proxy’s error page (502)", route: "any", fault: "status_502" },
  clock: { label: "Server’s clock 2 hours ahead", route: "any", fault: "clock", seconds: 7200 },
  login_page: { label: "A login page instead of JSON", route: "any", fault: "wrong_content_type" },
  broken_json: { label: "Broken JSON", route: "any", fault: "broken_json" },
  huge: { label: "A huge answer (5 MB)", route: "any", fault: "huge_body" },
  unknown_status: { label: "A status nobody knows", route: "any", fault: "unknown_status" },
  credentials: { label: "Credentials in the answer", route: "any", fault: "credentials" },
  refresh_refused: { label: "Renewing: provider refuses", route: "refresh", fault: "status_401_tool_error" },
  refresh_fails: { label: "Renewing: server error", route: "refresh", fault: "status_500" },
  sign_in_fails: { label: "Signing in: server error", route: "authorization_link", fault: "status_500" },
  token_dead: { label: "Checking: token died unnoticed", route: "tools", fault: "dead_token" },
  tool_refused: { label: "Checking: provider refuses the token", route: "tools", fault: "status_401_tool_error" },
  tool_forbidden: { label: "Checking: a permission is missing", route: "tools", fault: "status_403_tool_error" },
  tool_rate_limited: { label: "Checking: provider’s rate limit (wait 10 s)", route: "tools", fault: "status_429_tool_error", seconds: 10 },
  tool_outage: { label: "Checking: provider is down", route: "tools", fault: "status_503_tool_error" },
};

/** What the sandbox has now: the scenario, and the fault by its name above, `none`, or undefined for another one. */
export async function state() {
  // One after the other: the first call makes this browser known.
  const { name } = await call("GET", "scenario");
  const { faults } = await call("GET", "faults");
  const named = Object.entries(FAULTS).find(([, { route, fault }]) => route === faults[0]?.route && fault === faults[0]?.fault);
  return { scenario: name, fault: faults.length ? named?.[0] : "none" };
}

/** Begins a scenario anew, with a fault. */
export async function start(scenario, fault) {
  await call("POST", "scenario", { name: scenario });
  await breakDown(fault);
}

/** Orders one fault in the place of those there are. */
export async function breakDown(name) {
  await call("DELETE", "faults");
  if (!(name in FAULTS)) return;
  const { label, ...order } = FAULTS[name];
  await call("POST", "faults", order);
}

/** Does something with the sandbox; where that does not answer, the page says so and what follows. Gives whether it was done. */
export async function attempt(act, consequence) {
  const trouble = document.querySelector(".trouble");
  try {
    await act();
    trouble.textContent = "";
    return true;
  } catch (error) {
    trouble.textContent = `The sandbox does not answer (${error.message}). ${consequence}`;
    return false;
  }
}

async function call(method, path, body) {
  const headers = body ? { "content-type": "application/json" } : {};
  const answer = await fetch(`/sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}
