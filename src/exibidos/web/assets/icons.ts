// How does the mark become the icons that telephones and desktops want? Drawn from favicon.svg at every build; no picture lies in git.
import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import type { Plugin } from "vite";

// How much of the icon the mark fills, and whether the ground has round corners or is cut by whoever shows it.
interface Shape {
  readonly mark: number;
  readonly round: boolean;
}
const ANY: Shape = { mark: 0.8, round: true };
// What is inside a circle of 80 % survives every cut (W3C, "Icon masks and safe zone"); the mark's corners reach 74 %.
const MASKABLE: Shape = { mark: 0.62, round: false };
const APPLE: Shape = { mark: 0.7, round: false };

/** Emit `icons/*.png` into the bundle and its manifest. */
export function icons(svg: string): Plugin {
  return {
    name: "icons",
    buildStart() {
      this.addWatchFile(svg);
      const source = readFileSync(svg, "utf8");
      const emit = (name: string, side: number, drawing: string): void => {
        const png = new Resvg(drawing, { fitTo: { mode: "width", value: side }, font: { loadSystemFonts: false } }).render().asPng();
        this.emitFile({ type: "asset", name: `${name}.png`, originalFileName: `icons/${name}.png`, source: png });
      };
      emit("icon-32", 32, source);
      emit("apple-180", 180, drawn(source, APPLE));
      for (const side of [192, 512]) {
        emit(`icon-${side}`, side, drawn(source, ANY));
        emit(`maskable-${side}`, side, drawn(source, MASKABLE));
      }
      emit("upload-96", 96, plus(source));
      emit("card-1200", 1200, card(source));
    },
  };
}

function drawn(source: string, { mark, round }: Shape): string {
  // The mark reaches from 2 to 29 across and from 3 to 30 down; its middle goes to the icon's middle.
  const [x, y] = [16 - 15.5 * mark, 16 - 16.5 * mark];
  return icon(source, round, `<g transform="translate(${x} ${y}) scale(${mark})">${between(source, /<g[^>]*>(.*)<\/g>/s)}</g>`);
}

/** What other sites show of a page without a picture of its own: the mark in the middle of 1200 by 630. */
function card(source: string): string {
  const ground = between(source, /<rect[^>]* fill="([^"]*)"/);
  const mark = between(source, /<g[^>]*>(.*)<\/g>/s);
  const size = 9;
  const [x, y] = [600 - 15.5 * size, 315 - 16.5 * size];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><rect width="1200" height="630" fill="${ground}"/><g transform="translate(${x} ${y}) scale(${size})">${mark}</g></svg>`;
}

/** The shortcut to the upload page: a plus in the disc's colour. */
function plus(source: string): string {
  const accent = between(source, /<circle[^>]* fill="([^"]*)"/);
  return icon(source, true, `<path d="M16 9v14M9 16h14" stroke="${accent}" stroke-width="3.2" stroke-linecap="round"/>`);
}

function icon(source: string, round: boolean, inside: string): string {
  const ground = between(source, /<rect[^>]* fill="([^"]*)"/);
  const corners = round ? ' rx="7"' : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32"${corners} fill="${ground}"/>${inside}</svg>`;
}

function between(source: string, pattern: RegExp): string {
  const found = pattern.exec(source)?.[1];
  if (!found) throw new Error(`favicon.svg holds no ${pattern}`);
  return found;
}
