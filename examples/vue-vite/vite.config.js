import { cpSync } from "node:fs";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// What the element loads when it needs it, served as it is: `assets` says where.
cpSync("node_modules/connection-doctor", "public/connection-doctor", { recursive: true, dereference: true });

const isCustomElement = (tag) => tag === "connection-doctor";

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
