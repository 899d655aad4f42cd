// Addresses: of the page, and what the host gives.
import { pageOf } from "./return.js";

/** The address of the page before a router of the host can rewrite it, until it has been read. */
let openedAt = globalThis.location?.href;

/** The address to read what came back from. What the page was opened with counts as long as the page is the same. */
export function pageAddress() {
  const opened = openedAt;
  openedAt = undefined;
  return opened && pageOf(opened) === pageOf(location.href) ? opened : location.href;
}

/** An address of the web, or of these schemes; else undefined: nothing that a link could run. */
export function webAddress(address, schemes = /^https?:$/) {
  if (!address) return undefined;
  try {
    const url = new URL(address, document.baseURI);
    return schemes.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
