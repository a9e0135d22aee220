import { type BrowserContext, expect } from "@playwright/test";

/** Faults in a test's browsers that fail no assertion by themselves. */
export type Faults = {
  watch(context: BrowserContext): void;
  /** From now on console errors like this one are expected. */
  expect(error: RegExp): void;
  /** Fails the test if there was an unexpected fault. */
  check(): void;
};

/** What Firefox logs about the live stream of a page that is left. */
const LEFT_STREAM = /^Firefox can’t establish a connection to the server at \S+\/api\/trpc\/live/;

/** Console errors (a violated content security policy is one), thrown errors, 5xx and passwords in URLs. */
export function collectFaults(secrets: readonly string[], browserName: string): Faults {
  const found: string[] = [];
  const expected = browserName === "firefox" ? [LEFT_STREAM] : [];
  const note = (fault: string) => {
    if (!expected.some((error) => error.test(fault))) found.push(fault);
  };
  return {
    watch(context) {
      context.on("console", (message) => {
        if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => note(String(error.error())));
      context.on("response", (response) => {
        if (response.status() >= 500) note(`${response.status()} ${response.url()}`);
      });
      context.on("request", (request) => {
        const url = decodeURIComponent(request.url());
        if (secrets.some((secret) => url.includes(secret))) note(`a password in an address: ${url}`);
      });
    },
    expect: (error) => expected.push(error),
    check: () => expect(found, "console errors, 5xx, passwords in addresses").toEqual([]),
  };
}
