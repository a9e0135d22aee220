import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { platform } from "node:os";

/** The headless shell first: without the browser's own windows it takes a quarter less processor time. */
const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The path of a Chromium of this system, or undefined. CHROMIUM_PATH wins. */
export const findChromium = () => PLACES.find((place) => place && existsSync(place));

/** Finds a Chromium, or installs one in the background as root on Debian. Undefined: use Playwright's own. */
export async function findOrInstallChromium() {
  const found = findChromium();
  if (found || platform() !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    return found;
  console.log("installing chromium for the browser tests");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = (name) => ["install", "-y", "--no-install-recommends", name];
  for (const args of [["update"], install("chromium-headless-shell"), install("chromium")]) {
    if (findChromium()) break;
    const all = ["-q", "-o", "DPkg::Lock::Timeout=300", ...args]; // tests install programs at the same time
    const child = spawn("apt-get", all, { stdio: ["ignore", "ignore", "inherit"], env });
    await new Promise((resolve) => child.once("error", resolve).once("close", resolve));
  }
  return findChromium();
}
