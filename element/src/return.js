// What a page does to which a provider returns a window: it tells the page that waits, and closes itself where it may.
//
// A link can have an address of any length, and both patterns take time in proportion to it.

/** The parameter that carries an attempt's own word, and is the last of its name; `core/src/landing.rs` has it as well. */
const FLOW = /^.*[?&]connection_doctor_flow=([^&]+)/;

/**
 * What the address of every answer has that is shown; whether it is one, the second module decides. No name of ours goes on for
 * more than 36 characters, with all of `_description` percent-encoded.
 */
const ANSWER = /[?#&;/!](amp;)?(error|oauth_problem|admin_consent|setup_action|denied|state|code)[^=&]{0,36}=/;

/** Whether an address looks like a provider's answer. */
export const mayBeAnswer = (address) => ANSWER.test(address);

/** On which the waiting page listens; `src/attempt.rs` has it as well. */
const CHANNEL = "connection-doctor";

/** The word of an attempt that waits in another page, or undefined. Who left in the same tab comes back to the page itself (`src/arrival.rs`). */
export function attemptOfAnother() {
  const flow = FLOW.exec(globalThis.location?.search)?.[1];
  return flow?.[0] === "t" ? undefined : flow;
}

/** Takes an attempt's word out of the address, for a host that reads the rest itself. */
export function forgetAttempt() {
  if (!FLOW.test(location.search)) return;
  const left = location.href.replace(/([?&])connection_doctor_flow=[^&#]*&?/, "$1").replace(/[?&](#|$)/, "$1");
  history.replaceState(history.state, "", left);
}

/** An address without query and fragment. A path alone may begin with `//`, and would then lead to another host. */
export const pageOf = (address) => address.split(/[?#]/)[0];

/** Tells the waiting page the address, takes it out of this page's history, and closes the window. */
export function finish(flow) {
  const message = { flow, address: location.href, mayBeAnswer: mayBeAnswer(location.href) };
  try {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(message);
    channel.close();
  } catch {
    // Without such a channel the opener may hear it, and the waiting page asks its backend in any case.
  }
  globalThis.opener?.postMessage(message, location.origin);
  history.replaceState(null, "", pageOf(location.href));
  close();
}
