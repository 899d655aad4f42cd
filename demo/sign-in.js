// Signs the demo's person in, and goes back to where they came from: to a page of this site and nowhere else.
import { attempt, breakDown } from "./sandbox.js";

const button = document.querySelector("button");

button.addEventListener("click", async () => {
  if (!(await attempt(() => breakDown("none"), "Please try again."))) return;
  const wanted = new URLSearchParams(location.search).get("return_to") ?? "/";
  const back = new URL(wanted, location.origin);
  // `origin` would be this site's also of `blob:https://…`.
  location.replace(back.href.startsWith(`${location.origin}/`) ? back : "/");
});
// Not earlier: pressed before this script has come, it would do nothing.
button.disabled = false;
