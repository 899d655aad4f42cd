import init from "./connection-doctor-example-leptos.js";

init();
