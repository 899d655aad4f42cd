// A page on which tests add elements, and which keeps count of what the elements do to it.
{
  const names = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "fetch"];
  const own = Object.fromEntries(names.map((name) => [name, window[name].bind(window)]));
  const listeners = [];
  const timers = new Set();

  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    const capture = (options) => Boolean(typeof options === "object" ? options?.capture : options);
    const find = (type, listener, options) => listeners.findIndex((known) =>
      known.target === target && known.type === type && known.listener === listener && known.capture === capture(options));
    target.addEventListener = (type, listener, options) => {
      if (find(type, listener, options) < 0) listeners.push({ target, type, listener, capture: capture(options) });
      options?.signal?.addEventListener("abort", () => target.removeEventListener(type, listener, options));
      return addEventListener.call(target, type, listener, options);
    };
    target.removeEventListener = (type, listener, options) => {
      const place = find(type, listener, options);
      if (place >= 0) listeners.splice(place, 1);
      return removeEventListener.call(target, type, listener, options);
    };
  }

  const streams = { open: 0 };
  const Source = window.EventSource;
  window.EventSource = class extends Source {
    constructor(...values) {
      super(...values);
      this.addEventListener("ready", () => (streams.open += 1));
    }
    close() {
      super.close();
      streams.open -= 1;
    }
  };

  window.setTimeout = (callback, ...more) => {
    const id = own.setTimeout((...values) => {
      timers.delete(id);
      callback(...values);
    }, ...more);
    timers.add(id);
    return id;
  };
  window.setInterval = (...values) => {
    const id = own.setInterval(...values);
    timers.add(id);
    return id;
  };
  // Either of the two ends either kind of timer.
  for (const name of ["clearTimeout", "clearInterval"]) {
    window[name] = (id) => {
      timers.delete(id);
      own[name](id);
    };
  }

  /** Method and path of each request of the page, in order. */
  const requests = [];
  window.fetch = (input, options) => {
    const request = new Request(input, options);
    const { pathname, search } = new URL(request.url);
    requests.push(`${request.method} ${pathname}${search}`);
    return own.fetch(request);
  };

  /** Name and detail of each event of each element, in order. */
  const events = [];
  for (const name of ["status", "reconnected", "failed", "stopped"]) {
    document.addEventListener(`connection-doctor-${name}`, ({ target, detail }) => events.push({ name, id: target.id, detail }));
  }

  window.bench = {
    requests,
    /** What comes near is told together with what it was before, as a busy browser does. */
    tellLate() {
      window.IntersectionObserver = class {
        constructor(told) {
          this.told = told;
        }
        observe() {
          own.setTimeout(() => this.told([{ isIntersecting: false }, { isIntersecting: true }]));
        }
        disconnect() {}
      };
    },
    /** Streams of live updates that have begun and not been closed. */
    streams,
    events,
    /** Adds an element that is not defined yet, unless another one was. */
    put(attributes, properties = {}) {
      const element = Object.assign(document.createElement("connection-doctor"), properties);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.querySelector("main").append(element);
      return element;
    },
    /** Defines the element. */
    load: () => import("/connection-doctor.js"),
    async add(attributes, properties) {
      await bench.load();
      return bench.put(attributes, properties);
    },
    /** Defines an element from another file under another name, and adds one. */
    async addOther(file, tag, attributes) {
      const { ConnectionDoctorElement } = await import(file);
      ConnectionDoctorElement.define(tag);
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.querySelector("aside").append(element);
    },
    /** What a person sees in an element. */
    text: (element) => [...(element?.shadowRoot?.children ?? [])].map((child) => child.innerText ?? "").join("\n").trim(),
    /** Whether a value is an object that survives being copied as JSON. */
    isPlain: (value) =>
      Object.getPrototypeOf(value) === Object.prototype && JSON.stringify(structuredClone(value)) === JSON.stringify(value),
    /** What is registered on the window and the document now, and how many timers run. */
    count: () => ({ listeners: listeners.map(({ type }) => type).sort(), timers: timers.size }),
    /** From now on the page's clock is this far ahead. */
    skip(seconds) {
      const now = Date.now;
      Date.now = () => now() + seconds * 1000;
    },
  };
}
