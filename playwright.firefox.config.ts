import { defineConfig } from "@playwright/test";
import chromium from "./playwright.config";

/**
 * `npm run e2e:firefox`: journeys in the system's Firefox (Debian: `apt-get install -y firefox-esr`). Only those that type by
 * keys: what Playwright's `fill` puts into a field by WebDriver BiDi does not reach React.
 */
export default defineConfig({
  ...chromium,
  testMatch: [
    "shell/keyboard-journey.spec.ts",
    "conversations/change-status.spec.ts",
    "conversations/undo.spec.ts",
    "messages/thread.spec.ts",
  ],
  timeout: 120_000,
  use: {
    trace: "off",
    channel: "moz-firefox",
    browserName: "firefox",
    launchOptions: { executablePath: "scripts/firefox.js" },
  },
});
