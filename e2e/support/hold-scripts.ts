import type { Page } from "@playwright/test";

/** Makes the scripts that a page requests from now on wait until the returned function is called. */
export async function holdScripts(page: Page): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
