// Signs the demo's person in, and goes back to where they came from: to a page of this site and nowhere else.
import { breakDown } from "./sandbox.js";

const button = document.querySelector("button");
const trouble = document.querySelector(".trouble");

button.addEventListener("click", async () => {
  try {
    await breakDown("none");
  } catch (error) {
    trouble.textContent = `The sandbox does not answer (${error.message}). Please try again.`;
    return;
  }
  const wanted = new URLSearchParams(location.search).get("return_to") ?? "/";
  const back = new URL(wanted, location.origin);
  location.replace(back.origin === location.origin ? back : "/");
});
// Not earlier: pressed before this script has come, it would do nothing.
button.disabled = false;
