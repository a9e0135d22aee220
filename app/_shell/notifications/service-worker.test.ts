import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";

type Shown = { tag: string; data: { id: string; url: string }; close(): void };
type FakeWindow = {
  url: string;
  focused: boolean;
  visibilityState: "visible" | "hidden";
  /** Whether the page answers a message. */
  hasListener: boolean;
};

const ORIGIN = "https://inbox.acme.example";
const PAYLOAD = {
  title: "Li Wen",
  body: "Where is my parcel?",
  url: "/inbox?view=all&c=7",
  tag: "tickline-c7",
  conversation: 7,
  id: "1 100",
};

/** The service worker in a browser with these windows. */
function startWorker(windows: readonly FakeWindow[] = []) {
  const listeners = new Map<string, (event: object) => void>();
  const shown: Shown[] = [];
  const did: string[] = [];
  const showNotification = vi.fn((_: string, options: Shown) => {
    shown.splice(0, shown.length, ...shown.filter(({ tag }) => tag !== options.tag), options);
  });
  const clients = windows.map((window) => ({
    ...window,
    focus: () => did.push("focus"),
    navigate: (url: string) => did.push(`navigate ${url}`),
    postMessage: ({ url }: { url: string }, [port]: [MessagePort]) => {
      if (!window.hasListener) return;
      did.push(`message ${url}`);
      port.postMessage("taken");
      port.close();
    },
  }));
  const self = {
    location: { origin: ORIGIN },
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    clients: { matchAll: async () => clients, openWindow: (url: string) => did.push(`open ${url}`) },
    registration: {
      showNotification,
      getNotifications: async ({ tag }: { tag: string }) => shown.filter((one) => one.tag === tag),
    },
  };
  const given = { self, URL, MessageChannel, setTimeout };
  runInNewContext(readFileSync("public/sw.js", "utf8"), given);
  const dispatch = async (type: string, event: object) => {
    let work: unknown;
    listeners.get(type)?.({ ...event, waitUntil: (promise: unknown) => (work = promise) });
    await work;
  };
  return {
    did,
    showNotification,
    push: (payload: object) => dispatch("push", { data: { json: () => payload } }),
    click: () =>
      dispatch("notificationclick", { notification: { data: { url: PAYLOAD.url }, close: () => undefined } }),
  };
}

const window = (given: Partial<FakeWindow> = {}): FakeWindow => ({
  url: `${ORIGIN}/inbox?view=all`,
  focused: true,
  visibilityState: "visible",
  hasListener: true,
  ...given,
});

test("a push is shown, and one of the same state again without a sound", async () => {
  const worker = startWorker();
  await worker.push(PAYLOAD);
  await worker.push(PAYLOAD);
  await worker.push({ ...PAYLOAD, id: "1 200" });
  expect(worker.showNotification.mock.calls).toMatchObject([
    ["Li Wen", { body: PAYLOAD.body, tag: "tickline-c7", renotify: true, silent: false }],
    ["Li Wen", { renotify: false, silent: true }],
    ["Li Wen", { renotify: true, silent: false }],
  ]);
});

test.each<[string, Partial<FakeWindow>, number]>([
  ["that has the focus is not shown", { url: `${ORIGIN}/inbox?c=7` }, 0],
  ["in a window behind others is shown", { url: `${ORIGIN}/inbox?c=7`, focused: false }, 1],
  ["is shown while another conversation is open", { url: `${ORIGIN}/inbox?c=8` }, 1],
])("a push of the open conversation %s", async (_, given, count) => {
  const worker = startWorker([window(given)]);
  await worker.push(PAYLOAD);
  expect(worker.showNotification).toHaveBeenCalledTimes(count);
});

const URL_OF = `${ORIGIN}${PAYLOAD.url}`;
test.each<[string, FakeWindow[], string[]]>([
  ["opens a window if there is none", [], [`open ${URL_OF}`]],
  [
    "focuses a window and opens the conversation in it",
    [window({ visibilityState: "hidden" }), window()],
    ["focus", `message ${URL_OF}`],
  ],
  [
    "loads the page in a window that does not answer",
    [window({ hasListener: false })],
    ["focus", `navigate ${URL_OF}`],
  ],
])("a click %s", async (_, windows, expected) => {
  const worker = startWorker(windows);
  await worker.click();
  expect(worker.did).toEqual(expected);
});
