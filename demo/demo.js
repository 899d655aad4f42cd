// The settings page: what is chosen in the bar below it is in the address, so that a link shows the same again.
import { speak } from "./language.js";
import { follow } from "./log.js";
import * as sandbox from "./sandbox.js";

const form = document.querySelector(".bench form");
const choices = form.elements;
const query = new URLSearchParams(location.search);
let element = document.querySelector("connection-doctor");

/** Takes the choices of the address; what it does not name stays as the sandbox has it. */
async function begin() {
  choices.fault.append(...Object.entries(sandbox.FAULTS).map(([value, { label }]) => new Option(label, value)));
  for (const select of form.querySelectorAll("select")) choose(select, query.get(select.name));
  look();
  await sandboxed(async () => {
    const now = await sandbox.state();
    if (!query.has("scenario")) choose(choices.scenario, now.scenario);
    if (!query.has("fault")) choose(choices.fault, now.fault);
    const [scenario, fault] = [choices.scenario.value, choices.fault.value];
    // Not begun anew when it runs already: coming back from a provider must not undo what was done there.
    if (scenario !== now.scenario) await sandbox.start(scenario, fault);
    else if (query.has("fault") && fault !== now.fault) await sandbox.breakDown(fault);
  });
  await fit(element);
  // Only now, so that its first question meets what was chosen.
  await import("./connection-doctor.js");
}

form.addEventListener("change", async ({ target }) => {
  query.set(target.name, target.value);
  history.replaceState(null, "", `?${query}`);
  look();
  if (target === choices.scenario) await startOver();
  else if (target === choices.fault) {
    await sandboxed(() => sandbox.breakDown(choices.fault.value));
    await replace();
  } else await fit(element);
});

form.querySelector("button").addEventListener("click", startOver);

async function startOver() {
  await sandboxed(() => sandbox.start(choices.scenario.value, choices.fault.value));
  await replace();
}

/** Another element in its place, which reads everything anew. */
async function replace() {
  const fresh = document.createElement("connection-doctor");
  fresh.setAttribute("time-limit", element.getAttribute("time-limit"));
  await fit(fresh);
  element.replaceWith(fresh);
  element = fresh;
}

/** Gives an element the audience, theme and language. */
async function fit(element) {
  await speak(choices.language.value);
  element.setAttribute("locale", choices.language.value);
  element.setAttribute("audience", choices.audience.value);
  element.setAttribute("theme", choices.theme.value);
}

/** The page follows the theme too. */
function look() {
  document.documentElement.dataset.theme = choices.theme.value;
}

/** Chooses what there is; anything else is left alone. */
function choose(select, value) {
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}

/** The page also shows where there is no sandbox. */
function sandboxed(act) {
  return sandbox.attempt(act, "Accounts and faults cannot be chosen.");
}

follow(document.querySelector(".bench details"));
await begin();
