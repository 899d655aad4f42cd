// How the app's backend is asked to read, as `src/client/request.rs` does it.

/** The accounts of an endpoint. */
export const accountsOf = (endpoint) => `${endpoint.replace(/\/+$/, "")}/accounts`;

/** One of them. */
export const accountOf = (endpoint, account) => `${accountsOf(endpoint)}/${encodeURIComponent(account)}`;

/** A request that reads, until it is called off. */
export const reading = (url, signal) =>
  new Request(url, { headers: { accept: "application/json" }, credentials: "include", cache: "no-store", redirect: "manual", signal });
