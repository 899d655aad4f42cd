// Who is measured, and how their pages are read: the words that they have for a status, one account's row, and the way
// to have the accounts read again where there is one.

const OURS = "/v1/connect/accounts";

/** Clicks what reads again, in the page or in an element's shadow root. */
const click = (root) => `() => press(${root}.querySelector(".footer button"))`;

export const CONTENDERS = [
  {
    name: "ours",
    title: "connection-doctor",
    texts: ["Access removed", "Connected"],
    row: ".account",
    api: OURS,
    again: click('document.querySelector("connection-doctor").shadowRoot'),
    hasList: true,
  },
  { name: "ours-bare", title: "the same, without hints", texts: ["Access removed", "Connected"] },
  {
    name: "workos-pipes",
    title: "WorkOS Pipes",
    texts: ["Requires reauthorization", "Connected"],
    row: ".woswidgets-card-list-item",
    api: "/_widgets/DataIntegrations/mine",
    // It reads again whenever the page comes into view.
    again: '() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true }))',
    hasList: true,
  },
  {
    name: "clerk",
    title: "Clerk UserProfile",
    texts: ["This account has been disconnected."],
    // It says nothing of those that work.
    listTexts: ["Google"],
    hasList: true,
  },
  {
    name: "preact",
    title: "hand-written, Preact",
    texts: ["Access removed", "Connected"],
    row: ".account",
    api: OURS,
    again: click("document"),
    hasList: true,
  },
  { name: "floor", title: "floor: five lines", texts: ["Access removed", "Connected"] },
  { name: "floor-inline", title: "the same, in the page", texts: ["Access removed", "Connected"] },
];
