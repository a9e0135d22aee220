import { expect, test } from "vitest";
import type { WidgetMessage, WidgetMessageInput } from "@/server/contract/channel/widget";
import { EMPTY, FILE } from "@/test/support/widget/samples";
import { Refused } from "@/widget/net/client";
import { createOutbox, type Pending } from "./outbox";
import type { Storage } from "./storage";

/** What the tabs of one browser share. */
function memory(): Storage {
  const values = new Map<string, string>();
  return {
    read: (name) => values.get(name) ?? null,
    write: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
    names: () => [...values.keys()],
    watch: () => {},
  };
}

/** A server that stores each `clientId` once, and fails as the test says. */
function server() {
  const stored: WidgetMessage[] = [];
  const calls: string[] = [];
  const faults: (Error | "answer lost")[] = [];
  return {
    stored,
    calls,
    faults,
    async send({ clientId, text = "", conversationId }: WidgetMessageInput): Promise<WidgetMessage> {
      calls.push(text);
      const fault = faults.shift();
      if (fault instanceof Error) throw fault;
      const message = stored.find((one) => one.clientId === clientId) ?? {
        ...EMPTY,
        id: stored.length + 1,
        clientId,
        text,
        conversationId: conversationId ?? 5,
      };
      if (!stored.includes(message)) stored.push(message);
      if (fault) throw new TypeError("Failed to fetch");
      return message;
    },
  };
}

function tab(storage: Storage, send: ReturnType<typeof server>["send"], isReady = () => true) {
  const shown: { pending: Pending[] } = { pending: [] };
  const outbox = createOutbox({
    storage,
    send,
    isReady,
    onChange: (pending) => {
      shown.pending = pending;
    },
    onSent: ({ conversationId }, pending) => {
      outbox.discard(pending.clientId);
      if (pending.conversationId === null) outbox.assign(conversationId);
    },
    wait: async () => {},
  });
  return { ...outbox, shown };
}

const draft = (text: string, conversationId: number | null = 5) => ({ conversationId, text, files: [] });

test("messages are sent in the order in which they were written", async () => {
  const { send, stored } = server();
  const { add, run } = tab(memory(), send);
  for (const text of ["one", "two", "three"]) add(draft(text));
  await expect.poll(() => stored.length).toBe(3);
  expect(stored.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  await run();
});

test("a message whose answer was lost is sent again and stored once", async () => {
  const { send, stored, calls, faults } = server();
  faults.push("answer lost", new TypeError("Failed to fetch"));
  const { add, shown } = tab(memory(), send);
  add(draft("hello"));
  await expect.poll(() => shown.pending).toEqual([]);
  expect(calls).toEqual(["hello", "hello", "hello"]);
  expect(stored).toHaveLength(1);
});

test("what was not sent is there after a reload, and goes when a session exists", async () => {
  const storage = memory();
  const { send, stored } = server();
  tab(storage, send, () => false).add(draft("hello"));
  expect(stored).toEqual([]);
  const later = tab(storage, send);
  expect(later.list().map(({ text }) => text)).toEqual(["hello"]);
  await later.run();
  expect(stored.map(({ text }) => text)).toEqual(["hello"]);
  expect(later.list()).toEqual([]);
});

test("two tabs with the same storage neither lose nor double a message", async () => {
  const storage = memory();
  const { send, stored } = server();
  const first = tab(storage, send);
  const second = tab(storage, send);
  first.add(draft("from the first"));
  second.add(draft("from the second"));
  await Promise.all([first.run(), second.run()]);
  await expect.poll(() => first.list()).toEqual([]);
  expect(stored.map(({ text }) => text).sort()).toEqual(["from the first", "from the second"]);
});

test("a refused message waits for the visitor, does not hold up others, and can be tried again or removed", async () => {
  const { send, stored, faults } = server();
  faults.push(new Refused(422, "input.invalid", "Too long."));
  const { add, list, retry, discard } = tab(memory(), send);
  add(draft("refused"));
  add(draft("fine"));
  await expect.poll(() => stored.map(({ text }) => text)).toEqual(["fine"]);
  const [refused] = list();
  expect(refused).toMatchObject({ text: "refused", failure: "Too long." });
  faults.push(new Refused(422, "input.invalid", "Too long."));
  retry(refused?.clientId ?? "");
  await expect.poll(() => list()[0]?.failure).toBe("Too long.");
  discard(refused?.clientId ?? "");
  expect(list()).toEqual([]);
});

test.each([401, 408, 425, 429, 500, 503])("%i is tried again", async (status) => {
  const { send, stored, faults } = server();
  faults.push(new Refused(status, "", ""));
  const { add } = tab(memory(), send);
  add(draft("hello"));
  await expect.poll(() => stored.length).toBe(1);
});

test("what another tab has sent meanwhile is not tried any more", async () => {
  const storage = memory();
  const { send, calls, faults } = server();
  faults.push(new TypeError("Failed to fetch"));
  const pauses: (() => void)[] = [];
  const outbox = createOutbox({
    storage,
    send,
    isReady: () => true,
    onChange: () => {},
    onSent: () => {},
    wait: () => new Promise((resolve) => pauses.push(resolve)),
  });
  outbox.add(draft("hello"));
  await expect.poll(() => pauses.length).toBe(1);
  for (const name of storage.names()) storage.remove(name);
  pauses[0]?.();
  await outbox.run();
  expect(calls).toEqual(["hello"]);
});

test("messages behind the first of a new conversation go to that conversation", async () => {
  const { send, stored } = server();
  const { add } = tab(memory(), send);
  add(draft("one", null));
  add(draft("two", null));
  await expect.poll(() => stored.length).toBe(2);
  expect(stored.map(({ conversationId }) => conversationId)).toEqual([5, 5]);
});

test("a message with files is sent on a page that gives arrays a `toJSON`, as old scripts do", async () => {
  const toJSON = function (this: unknown[]) {
    return `[${this.map((one) => JSON.stringify(one)).join(", ")}]`;
  };
  Object.defineProperty(Array.prototype, "toJSON", { value: toJSON, configurable: true, writable: true });
  try {
    const bodies: string[] = [];
    const { send } = server();
    const { add, list } = tab(memory(), (input) => {
      bodies.push(JSON.stringify(input));
      return send(input);
    });
    add({ ...draft("hello"), files: [FILE] });
    await expect.poll(() => list()).toEqual([]);
    expect(bodies.map((body) => JSON.parse(body).fileIds)).toEqual([[FILE.id]]);
  } finally {
    Reflect.deleteProperty(Array.prototype, "toJSON");
  }
});
