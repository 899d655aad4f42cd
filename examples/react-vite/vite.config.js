import { cpSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// What the element loads when it needs it, served as it is: `assets` says where.
cpSync("node_modules/connection-doctor", "public/connection-doctor", { recursive: true, dereference: true });

export default defineConfig({ plugins: [react()] });
