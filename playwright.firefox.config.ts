import { defineConfig } from "@playwright/test";
import chromium from "./playwright.config";

/** `npm run e2e:firefox`: the main journeys in the system's Firefox (Debian: `apt-get install -y firefox-esr`). */
export default defineConfig({
  ...chromium,
  testMatch: [
    "sign-in/sign-in.spec.ts",
    "shell/keyboard-journey.spec.ts",
    "shell/keys.spec.ts",
    "shell/offline.spec.ts",
    "shell/contacts.spec.ts",
    "shell/two-windows.spec.ts",
    "conversations/bulk.spec.ts",
    "conversations/change-status.spec.ts",
    "conversations/search.spec.ts",
    "conversations/undo.spec.ts",
    "messages/attachments.spec.ts",
    "messages/thread.spec.ts",
    "messages/undo-send.spec.ts",
    "settings/policy.spec.ts",
    "settings/webhooks.spec.ts",
  ],
  timeout: 120_000,
  use: {
    trace: "off",
    channel: "moz-firefox",
    browserName: "firefox",
    launchOptions: { executablePath: "scripts/firefox.js" },
  },
});
