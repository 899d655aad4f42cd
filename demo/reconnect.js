// What an e-mail or a notification links to: one account, why it stopped, and the action. reconnect.html?account=ca_1
const element = document.querySelector("connection-doctor");
const afterwards = document.querySelector(".afterwards");

const query = new URLSearchParams(location.search);
element.setAttribute("account", query.get("account") ?? "");
for (const name of ["flow", "locale"]) if (query.has(name)) element.setAttribute(name, query.get(name));

/** Where to go once there is nothing left to do here. */
document.addEventListener("connection-doctor-status", ({ detail }) => {
  if (detail.remedy !== null) {
    afterwards.replaceChildren();
    return;
  }
  const link = document.createElement("a");
  link.href = "/";
  link.textContent = "Go on to Northwind";
  afterwards.replaceChildren("That is all. You can close this page. ", link);
});
