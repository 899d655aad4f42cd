import "connection-doctor";

const doctor = document.querySelector("connection-doctor");

doctor.fetch = (input, init) => {
  const request = new Request(input, init);
  request.headers.set("x-app-version", "1.0.0");
  return fetch(request);
};

doctor.addEventListener("connection-doctor-status", (event) => {
  document.querySelector("[role=status]").textContent = `Gmail is ${event.detail.status}`;
});
