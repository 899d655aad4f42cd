// What the element tells its page.

const NAMES = ["status", "reconnected", "failed", "stopped"].map((name) => `connection-doctor-${name}`);

/** As many as are of use; older ones go. */
const MOST = 200;

/** Writes each event, with its detail as text, into a `details` with a counter and a list. */
export function follow(details) {
  const [count, list] = [details.querySelector(".count"), details.querySelector(".log")];
  let events = 0;
  for (const name of NAMES) {
    document.addEventListener(name, ({ type, detail }) => {
      events += 1;
      count.textContent = events;
      list.prepend(entry(type, detail));
      if (list.children.length > MOST) list.lastElementChild.remove();
    });
  }
}

function entry(type, detail) {
  const item = document.createElement("li");
  const [time, name, data] = ["time", "b", "code"].map((tag) => document.createElement(tag));
  time.textContent = new Date().toLocaleTimeString("en-GB");
  name.textContent = type;
  data.textContent = JSON.stringify(detail);
  item.append(time, " ", name, " ", data);
  return item;
}
