import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDrafts, type Text } from "./drafts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const note = (content: string): Text => ({ kind: "note", content });
const EMPTY = { kind: "message", content: "" };

/** A server that keeps one text per conversation and responds when the test lets it. */
function aServer() {
  const kept = new Map<number, Text | null>();
  const responses: { give: () => void; fail: () => void }[] = [];
  const respond = <R>(result: () => R) =>
    new Promise<R>((give, fail) => {
      responses.push({ give: () => give(result()), fail: () => fail(new Error("away")) });
    });
  return {
    kept,
    drafts: createDrafts({
      load: (id) => respond(() => kept.get(id) ?? null),
      save: (id, text) => respond(() => kept.set(id, text)),
    }),
    waiting: () => responses.length,
    give: async () => {
      responses.shift()?.give();
      await vi.advanceTimersByTimeAsync(0);
    },
    fail: async () => {
      responses.shift()?.fail();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test("a text is saved once, after a pause", async () => {
  const server = aServer();
  for (const content of ["D", "De", "Dear"]) server.drafts.write(1, note(content));
  await vi.advanceTimersByTimeAsync(799);
  expect(server.waiting()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  await server.give();
  expect(server.kept.get(1)).toEqual(note("Dear"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
});

test("text written during a save is saved after that save, never before", async () => {
  const server = aServer();
  server.drafts.write(1, note("one"));
  server.drafts.flush();
  server.drafts.write(1, note("two"));
  server.drafts.flush();
  expect(server.waiting()).toBe(1);
  await server.give();
  await server.give();
  expect(server.kept.get(1)).toEqual(note("two"));
});

test("a failed save is retried", async () => {
  const server = aServer();
  server.drafts.write(1, note("one"));
  server.drafts.flush();
  await server.fail();
  await vi.advanceTimersByTimeAsync(5_000);
  await server.give();
  expect(server.kept.get(1)).toEqual(note("one"));
});

test("after sending nothing more is saved, and a running save is cleared", async () => {
  const server = aServer();
  server.drafts.write(1, note("one"));
  server.drafts.send(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
  expect(server.drafts.read(1)).toEqual(EMPTY);

  server.drafts.write(1, note("two"));
  server.drafts.flush();
  server.drafts.send(1);
  await server.give();
  expect(server.kept.get(1)).toEqual(note("two"));
  await server.give();
  expect(server.kept.get(1)).toBeNull();
});

test("a cleared text is deleted on the server", async () => {
  const server = aServer();
  server.drafts.write(1, note("one"));
  server.drafts.flush();
  await server.give();
  server.drafts.write(1, note(" "));
  await vi.advanceTimersByTimeAsync(800);
  await server.give();
  expect(server.kept.get(1)).toBeNull();
});

test("a text from the server is taken over, also another browser's later text", async () => {
  const server = aServer();
  for (const content of ["from home", "from work"]) {
    server.kept.set(1, note(content));
    const loaded = server.drafts.load(1);
    await server.give();
    await loaded;
    expect(server.drafts.read(1)).toEqual(note(content));
  }
});

test("a text that is being written is never replaced by the server's", async () => {
  const server = aServer();
  const first = server.drafts.load(1);
  await server.give();
  await first;
  server.drafts.write(1, note("mine"));
  server.kept.set(1, note("other"));
  const loaded = server.drafts.load(1);
  await server.give();
  await loaded;
  expect(server.drafts.read(1)).toEqual(note("mine"));
});

test("a text written before the first response is appended to the stored one", async () => {
  const server = aServer();
  server.kept.set(1, note("Dear Li,"));
  const loaded = server.drafts.load(1);
  server.drafts.write(1, note("t"));
  await server.give();
  await loaded;
  expect(server.drafts.read(1)).toEqual(note("Dear Li,\nt"));
});

test("every listener is notified of every change", () => {
  const server = aServer();
  const listener = vi.fn();
  const unsubscribe = server.drafts.subscribe(listener);
  server.drafts.write(1, note("a"));
  unsubscribe();
  server.drafts.write(1, note("ab"));
  expect(listener).toHaveBeenCalledTimes(1);
});

test("an unsent text is restored before what was written since", () => {
  const { drafts } = aServer();
  drafts.restore(1, { kind: "message", content: "First" });
  expect(drafts.read(1)).toEqual({ kind: "message", content: "First" });
  drafts.write(1, note("Then"));
  drafts.restore(1, { kind: "message", content: "First" });
  expect(drafts.read(1).content).toBe("First\n\nThen");
  drafts.restore(1, { kind: "message", content: "" }); // a message of files only
  expect(drafts.read(1).content).toBe("First\n\nThen");
});
