const answer = await fetch("/v1/connect/accounts");
const { connected_accounts: [account] } = await answer.json();
const words = { ACTIVE: "Connected", REVOKED: "Access removed" };
document.getElementById("status").textContent = words[account.status];
