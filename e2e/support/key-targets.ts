import type { Page } from "@playwright/test";

/** What a change was sent for, or a key pressed at: by `displayId`; null: none. */
type Pointed = { open: number | null; ring: number | null };
type Press = Pointed & { key: string };
/** `shown`: the conversation of the thread on the screen. */
export type Sent = Pointed & { displayId: number; path: string };

declare global {
  interface Window {
    pressed: Press[];
    sent: Sent[];
  }
}

/** Calls that tell of a reader, not of a change. */
const QUIET = /presence\.|drafts\.|messages\.seen|markSeen|\.seen/;

/** Records in a page at which conversation each single key is pressed, and which conversation each change is of. */
export async function recordTargets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.pressed = [];
    window.sent = [];
    const idIn = (selector: string) =>
      Number(document.querySelector(selector)?.getAttribute("data-display-id")) || null;
    const pointed = () => ({
      open: Number(new URLSearchParams(location.search).get("c")) || null,
      ring: idIn("a[data-ring]"),
    });
    document.addEventListener(
      "keydown",
      ({ key, target }) => {
        const isInside = target instanceof Element && target.closest("textarea, input, [role=dialog]");
        if (!isInside) window.pressed.push({ key, ...pointed() });
      },
      true,
    );
    const send = window.fetch;
    window.fetch = (input, init) => {
      const path = input instanceof Request ? input.url : String(input);
      if (init?.method === "POST" && typeof init.body === "string")
        for (const [, id] of init.body.matchAll(/"displayIds?":\[?(\d+)/g))
          window.sent.push({ path, displayId: Number(id), ...pointed() });
      return send(input, init);
    };
  });
}

export const pressedIn = (page: Page): Promise<Press[]> => page.evaluate(() => window.pressed);

/** The changes that a page has sent. */
export const sentFrom = async (page: Page): Promise<Sent[]> =>
  (await page.evaluate(() => window.sent)).filter(({ path }) => !QUIET.test(path));
