// Puts the page's own query parameters on the element: single.html?account=ca_gmail_expired&audience=developer
const element = document.querySelector("connection-doctor");
const query = new URLSearchParams(location.search);
for (const [name, value] of query) element.setAttribute(name, value);
document.documentElement.dataset.theme = query.get("theme") ?? "auto";
