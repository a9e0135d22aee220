import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { platform } from "node:os";

/** Without the browser's own windows it takes a fifth less processor time than the whole browser, for the same pages. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";
const PLACES = [
  process.env.CHROMIUM_PATH,
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** With another browser there, the headless shell is worth this wait at most, in ms; the unit tests take longer. */
const SHELL_WITHIN_MS = 120_000;

/** The path of a Chromium of this system, or undefined. CHROMIUM_PATH wins. */
export const findChromium = () => PLACES.find((place) => place && existsSync(place));

/**
 * Finds a Chromium. As root on Debian, installs the headless shell in the background, or else the whole browser if there
 * is none. Undefined: use Playwright's own.
 */
export async function findOrInstallChromium() {
  const found = findChromium();
  const canInstall = platform() === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!canInstall || (found && [process.env.CHROMIUM_PATH, HEADLESS_SHELL].includes(found))) return found;
  console.log("installing chromium for the browser tests");
  const install = (name) => ["install", "-y", "--no-install-recommends", name];
  const isDone = () => existsSync(HEADLESS_SHELL) || (!found && findChromium());
  const [shell, whole] = [install("chromium-headless-shell"), install("chromium")];
  for (const args of found ? [shell, ["update"], shell] : [["update"], shell, whole])
    if (!isDone()) await runApt(args, found && SHELL_WITHIN_MS / 3);
  return findChromium();
}

/** Without a limit of time where there is no other browser. Its failure shows by the missing program. */
async function runApt(args, withinMs) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const all = ["-q", "-o", "DPkg::Lock::Timeout=300", ...args]; // tests install programs at the same time
  const stdio = ["ignore", "ignore", withinMs ? "ignore" : "inherit"];
  const child = spawn("apt-get", all, { stdio, env, ...(withinMs && { timeout: withinMs }) });
  await new Promise((resolve) => child.once("error", resolve).once("close", resolve));
}
