// How do sources become files with hashed names? One manifest, read by web/components/manifest.py.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { icons } from "./icons.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/static/",
  plugins: [icons(here("./favicon.svg"))],
  resolve: { alias: { "@fonts": here("./node_modules/@fontsource-variable") } },
  build: {
    outDir: here("../static"),
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json",
    // Fonts are preloaded by address; inlined as data: they would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark(), cross-document view transitions and nesting as they are: fallbacks would double the stylesheet.
    target: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: {
      input: [
        here("./styles/main.css"),
        here("./styles/components.css"),
        here("./styles/developers.css"),
        here("./scripts/main.ts"),
        here("./scripts/upload.ts"),
        here("./scripts/passkeys.ts"),
        here("./scripts/offline.ts"),
        here("./scripts/components.ts"),
        here("./scripts/developers.ts"),
        here("./worker/sw.ts"),
        here("./favicon.svg"),
      ],
    },
  },
});
