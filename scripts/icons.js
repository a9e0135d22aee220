// `node scripts/icons.js`: draws the icons for home screens from app/icon.svg. Its results are kept in the repository.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { ROOT } from "./build.js";
import { findChromium } from "./chromium.js";

const svg = readFileSync(join(ROOT, "app", "icon.svg"), "utf8");
/** Icons that systems crop: the colour reaches the edge, the mark stays within the safe area. */
const wholeSquare = svg.replace('rx="8"', "").replace("<g ", '<g transform="translate(3.2 3.2) scale(.8)" ');
const ICONS = [
  { file: "app/apple-icon.png", size: 180, picture: wholeSquare },
  { file: "public/icons/icon-192.png", size: 192, picture: svg },
  { file: "public/icons/icon-512.png", size: 512, picture: svg },
  { file: "public/icons/maskable-512.png", size: 512, picture: wholeSquare },
];

const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
mkdirSync(join(ROOT, "public", "icons"), { recursive: true });
for (const { file, size, picture } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw}</style>${picture}`);
  await page.screenshot({ path: join(ROOT, file), omitBackground: true });
  await page.close();
}
await browser.close();
