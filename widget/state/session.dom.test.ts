import { expect, test } from "vitest";
import type { WidgetSession, WidgetSessionInput } from "@/server/contract/channel/widget";
import { ANONYMOUS, CONFIG } from "@/test/support/widget/samples";
import { Refused } from "@/widget/net/client";
import { createClaims } from "./claims";
import { createSession, VISITOR } from "./session";
import type { Storage } from "./storage";

type Listener = (name: string) => void;

/** What the tabs of one browser share: a tab learns what another one changed. */
function createBrowser() {
  const values = new Map<string, string>();
  const listeners: Listener[] = [];
  return (): Storage => {
    const own: Listener[] = [];
    const tell = (name: string) => {
      for (const listener of listeners) if (!own.includes(listener)) queueMicrotask(() => listener(name));
    };
    return {
      read: (name) => values.get(name) ?? null,
      write(name, value) {
        if (values.get(name) === value) return;
        values.set(name, value);
        tell(name);
      },
      remove(name) {
        if (values.delete(name)) tell(name);
      },
      names: () => [...values.keys()],
      watch(listener) {
        own.push(listener);
        listeners.push(listener);
      },
    };
  };
}

/** A server that makes a visitor for each new name; a token begins with whose it is. */
function createServer() {
  const requests: WidgetSessionInput[] = [];
  const session = async (input: WidgetSessionInput): Promise<WidgetSession> => {
    requests.push(input);
    if (requests.length > 20) return new Promise(() => {}); // they would go on for ever
    const { visitor, identify } = input;
    const isKnown = visitor && (!identify || visitor.startsWith(`${identify.id} `));
    const token = isKnown ? visitor : `${identify?.id ?? "nobody"} ${requests.length}`;
    return { visitor: token, contact: ANONYMOUS, config: CONFIG, cursor: "1", unread: 0 };
  };
  return { requests, client: { session } };
}

type Server = ReturnType<typeof createServer>;

function openTab(storage: Storage, { client }: Server) {
  const claims = createClaims();
  const ignored = () => {};
  const session = createSession({
    client,
    options: { locale: "en" },
    storage,
    claims,
    begin: async () => ignored,
    onLost: ignored,
    onRefused: ignored,
  });
  return { claims, session, storage };
}

/** Lets the tabs answer each other until none has a reason to answer. */
async function settle({ requests }: Server): Promise<void> {
  for (let before = -1; before < requests.length; ) {
    before = requests.length;
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }
}

/** A tab of Ada, and one in which the site then knows somebody else. */
async function openTabs() {
  const server = createServer();
  const openStorage = createBrowser();
  const ada = openTab(openStorage(), server);
  ada.claims.identify({ id: "ada", hash: "1" });
  await ada.session.connect();
  const bob = openTab(openStorage(), server);
  return { server, ada, bob };
}

test("a conversation that is deleted while a session begins does not end the widget", async () => {
  const { client, requests } = createServer();
  const refused: string[] = [];
  const ignored = () => {};
  const session = createSession({
    client,
    options: { locale: "en" },
    storage: createBrowser()(),
    claims: createClaims(),
    begin: async () => {
      if (requests.length === 1) throw new Refused(404, "conversation.not_found");
      return ignored;
    },
    onLost: ignored,
    onRefused: () => refused.push("widget"),
  });
  await session.connect();
  expect([refused, requests.length, session.isOpen()]).toEqual([[], 2, true]);
});

test.each([
  ["attributes", "input.invalid", { identify: { id: "ada", hash: "1" }, attributes: {} }],
  ["identify", "channel.identity_invalid", { identify: null, attributes: { plan: "pro" } }],
] as const)(
  "what the server refuses in %s takes nothing else that the page claims with it",
  async (name, code, kept) => {
    const { client, requests } = createServer();
    const refusing = async (input: WidgetSessionInput) => {
      const { [name]: claimed } = input;
      if (claimed && Object.keys(claimed).length > 0) throw new Refused(422, code);
      return client.session(input);
    };
    const { claims, session } = openTab(createBrowser()(), { client: { session: refusing }, requests });
    claims.identify({ id: "ada", hash: "1" });
    claims.add({ plan: "pro" });
    await session.connect();
    expect(requests).toEqual([expect.objectContaining(kept)]);
  },
);

test("a tab follows another one that the site has identified since, and does not identify again", async () => {
  const { server, ada, bob } = await openTabs();
  bob.claims.identify({ id: "bob", hash: "2" });
  await bob.session.connect();
  await settle(server);
  expect(ada.storage.read(VISITOR)).toMatch(/^bob /);
  expect(server.requests.length).toBe(3);
});

test("after a logout in one tab the other tabs' customer does not come back", async () => {
  const { server, ada, bob } = await openTabs();
  await bob.session.connect();
  bob.storage.remove(VISITOR);
  await bob.session.reconnect();
  await settle(server);
  expect(ada.storage.read(VISITOR)).toMatch(/^nobody /);
});

test("an identity that replaces another one while that is refused is the visitor's", async () => {
  const { client, requests } = createServer();
  const { claims, session } = openTab(createBrowser()(), {
    requests,
    client: {
      session: async (input) => {
        if (input.identify?.hash !== "1") return client.session(input);
        claims.identify({ id: "ada", hash: "2" });
        throw new Refused(403, "channel.identity_invalid");
      },
    },
  });
  claims.identify({ id: "ada", hash: "1" });
  await session.connect();
  expect(requests).toEqual([expect.objectContaining({ identify: { id: "ada", hash: "2" } })]);
});
