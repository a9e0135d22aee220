import { type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { ADMIN, API_TOKEN } from "./environment";
import { enterTextAsEdits } from "./firefox";
import { type Integrator, integratorAt } from "./integrator";
import { awaitsReady, mutate, signIn } from "./ready";
import { test as base } from "./session";

type Who = { email: string; password: string };
type WindowOptions = BrowserContextOptions & {
  /** The signed-in member; null: nobody. Default: the administrator. */
  who?: Who | null;
  /** The undo window of their messages in seconds; default: none. */
  undoSend?: number;
};

type Fixtures = {
  /** Watches every window of the test, and fails the test on an unexpected fault. */
  faults: Faults;
  /** A separate browser, signed in: for another member, or a second one for the same member. */
  openWindow: (path: string, options?: WindowOptions) => Promise<Page>;
  /** The program that sends customers' messages and receipts over the public API. */
  integrator: Integrator;
};

export const test = base.extend<Fixtures>({
  faults: async ({ browserName }, use) => {
    const faults = collectFaults([ADMIN.password], browserName);
    await use(faults);
    faults.check();
  },
  openWindow: async ({ browser, browserName, baseURL, faults }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (path, { who = ADMIN, undoSend = 0, ...options } = {}) => {
      const context = await browser.newContext({ ...(baseURL && { baseURL }), ...options });
      contexts.push(context);
      faults.watch(context);
      if (browserName === "firefox") await enterTextAsEdits(context);
      if (who)
        await enter(context, {
          who,
          undoSend,
          origin: options.baseURL ?? String(baseURL),
          isNewSession: "userAgent" in options,
        });
      const opened = await context.newPage();
      const page = options.javaScriptEnabled === false ? opened : awaitsReady(opened);
      await page.goto(path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  integrator: async ({ origin }, use) => use(integratorAt(origin, API_TOKEN)),
});

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
/** The sessions by server and member, with the time of the last password: the tests of a worker share them. */
const signedIn = new Map<string, { cookies: Cookies; authenticatedAt: number }>();
/** The password allows sensitive actions for five minutes, and a test takes up to one. */
const RENEW_AFTER_MS = 3 * 60_000;

type SignInOptions = {
  who: Who;
  undoSend: number;
  origin: string;
  /** Signs in to a separate session. */
  isNewSession: boolean;
};

async function enter(
  context: BrowserContext,
  { who, undoSend, origin, isNewSession }: SignInOptions,
): Promise<void> {
  const key = [origin, who.email, who.password].join(" ");
  const choose = async () =>
    (await mutate(context.request, "me.setUndoSend", { seconds: undoSend }, origin)).status();
  const known = isNewSession ? undefined : signedIn.get(key);
  const { email, password } = who;
  if (known) {
    await context.addCookies(known.cookies);
    if ((await choose()) === 200) {
      if (Date.now() - known.authenticatedAt < RENEW_AFTER_MS) return;
      known.authenticatedAt = Date.now();
      expect((await mutate(context.request, "me.reauthenticate", { password }, origin)).status()).toBe(200);
      return;
    }
    await context.clearCookies(); // a test has ended the session
  }
  expect((await signIn(context.request, { email, password })).status()).toBe(200);
  expect(await choose()).toBe(200);
  if (!isNewSession) signedIn.set(key, { cookies: await context.cookies(), authenticatedAt: Date.now() });
}

/** Faults in a test's browsers that fail no assertion by themselves. */
type Faults = {
  watch(context: BrowserContext): void;
  /** From now on console errors like this one are expected. */
  expect(error: RegExp): void;
  /** Fails the test if there was an unexpected fault. */
  check(): void;
};

/** What Firefox logs about the live stream of a page that is left. */
const LEFT_STREAM = /^Firefox can’t establish a connection to the server at \S+\/api\/trpc\/live/;

/** Console errors (a violated content security policy is one), thrown errors, 5xx and passwords in URLs. */
function collectFaults(secrets: readonly string[], browserName: string): Faults {
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
