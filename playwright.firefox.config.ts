import { defineConfig } from "@playwright/test";
import chromium from "./playwright.config";

/**
 * `npm run e2e:firefox`: the main journeys in the system's Firefox (Debian: `apt-get install -y firefox-esr`), by WebDriver
 * BiDi. Left to Chromium are
 * - what emulates forced colours, dark, reduced motion or a touch screen: Firefox ESR lacks the commands (scripts/firefox.js);
 * - the form without JavaScript, which BiDi cannot turn off;
 * - what opens menus by keys in one of two windows: Firefox closes a menu in a window that is not in front;
 * - two windows against the log, which is a matter of the server, and the bytes and times of the first load.
 */
export default defineConfig({
  ...chromium,
  testMatch: [
    "conversations/{bulk,organising,search,undo}.spec.ts",
    "messages/{replies,thread}.spec.ts",
    "settings/{policy,tokens}.spec.ts",
    "shell/{background,contacts,keyboard-journey,keys,zoomed}.spec.ts",
    "sign-in/{session,sign-in}.spec.ts",
  ],
  grepInvert: /without JavaScript/,
  timeout: 120_000,
  use: {
    trace: "off",
    channel: "moz-firefox",
    browserName: "firefox",
    launchOptions: { executablePath: "scripts/firefox.js" },
  },
});
