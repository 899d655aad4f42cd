// Does what no page may do, to see that it is noticed.
document.head.append(Object.assign(document.createElement("style"), { textContent: "a {}" }));
setTimeout(() => {
  throw new Error("thrown");
});
Promise.reject(new Error("rejected"));
