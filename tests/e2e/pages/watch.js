// First on every page of a test: notes what must happen on none of them. The notes outlive the page.
{
  const note = (text) => {
    sessionStorage.setItem("complaints", `${sessionStorage.getItem("complaints") ?? ""}${text}\n`);
  };
  addEventListener("securitypolicyviolation", (event) => {
    note(`${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
  });
  addEventListener("error", (event) => note(`error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => note(`unhandled rejection: ${event.reason}`));
}
