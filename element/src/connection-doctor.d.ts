// Types of the self-registering entry: `import "connection-doctor"`.
export * from "./element.js";
