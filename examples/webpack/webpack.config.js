import { cpSync } from "node:fs";

// The page, and what the element loads when it needs it, served as they are: `assets` says where.
cpSync("index.html", "dist/index.html");
cpSync("node_modules/connection-doctor", "dist/connection-doctor", { recursive: true, dereference: true });

export default { mode: "production", entry: "./src/settings.js" };
