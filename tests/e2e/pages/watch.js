// First on every page of a test: notes what must happen on none of them. The notes outlive the page, and are one list
// for all windows: each test has an origin of its own.
{
  const note = (text) => {
    localStorage.setItem("complaints", `${localStorage.getItem("complaints") ?? ""}${text}\n`);
  };
  addEventListener("securitypolicyviolation", (event) => {
    note(`${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
  });
  addEventListener("error", (event) => note(`error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => note(`unhandled rejection: ${event.reason}`));
}
