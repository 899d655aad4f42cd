// Signs the demo's person in, and goes back to where they came from: to a page of this site and nowhere else.
import { breakDown } from "./sandbox.js";

document.querySelector("button").addEventListener("click", async () => {
  await breakDown("none");
  const wanted = new URLSearchParams(location.search).get("return_to") ?? "/";
  const back = new URL(wanted, location.origin);
  location.replace(back.origin === location.origin ? back : "/");
});
