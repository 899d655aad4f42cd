// Puts the page's own query parameters on the element: single.html?account=ca_gmail_expired&audience=developer
const element = document.querySelector("connection-doctor");
for (const [name, value] of new URLSearchParams(location.search)) element.setAttribute(name, value);
