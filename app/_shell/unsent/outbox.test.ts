import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aBrowser } from "@/test/support/scenes/unsent-browser";
import { createOutbox, type OutboxParts, type SendResult } from "./outbox";
import type { UnsentMessage } from "./records";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
let written = 0;
const aMessage = (clientId: string, displayId = 1): UnsentMessage => ({
  displayId,
  clientId,
  kind: "message",
  content: clientId,
  files: [],
  resolve: false,
  at: new Date(Date.UTC(2026, 0, 1) + ++written).toISOString(),
});

/** A server that takes each client id once, is away, refuses, or takes a message and loses its answer. */
function aScene() {
  const browser = aBrowser();
  const taken: string[] = [];
  const requests: string[] = [];
  const late: string[] = [];
  const state = { server: "up" as "up" | "down" | "mute" | "refuses", isOnline: true };
  const locks = new Map<number, Promise<void>>();
  const lock: OutboxParts<string>["lock"] = (displayId, work) => {
    const turn = (locks.get(displayId) ?? Promise.resolve()).then(work);
    locks.set(displayId, turn);
    return turn;
  };
  async function request(
    { clientId }: UnsentMessage,
    { isLate }: { isLate: boolean },
  ): Promise<SendResult<string>> {
    requests.push(clientId);
    if (isLate) late.push(clientId);
    await Promise.resolve();
    if (state.server === "down") return { kind: "waiting", afterMs: null };
    if (state.server === "refuses") return { kind: "refused", code: "conversation.trashed" };
    if (!taken.includes(clientId)) taken.push(clientId);
    return state.server === "mute" ? { kind: "waiting", afterMs: null } : { kind: "sent", sent: clientId };
  }
  return {
    ...{ browser, taken, requests, late, state },
    open: () => {
      const store = browser.open();
      return createOutbox<string>({ store, request, lock, isOnline: () => state.isOnline });
    },
  };
}
const states = (outbox: ReturnType<ReturnType<typeof aScene>["open"]>) =>
  outbox.entries().map(({ clientId, state }) => `${clientId} ${state}`);
const noop = () => undefined;

test("a message leaves the outbox when the server has it, after it was shown", async () => {
  const scene = aScene();
  const outbox = scene.open();
  const shown = vi.fn(() => expect(outbox.entries()).toHaveLength(1));
  const result = outbox.add(aMessage("a"), shown);
  expect(states(outbox)).toEqual(["a sending"]);
  expect(await result).toEqual({ kind: "sent", sent: "a" });
  expect(shown).toHaveBeenCalledWith("a");
  expect(outbox.entries()).toEqual([]);
});

test.each(["offline", "down"] as const)(
  "while the server is %s messages wait, and go out by themselves, once and in order",
  async (why) => {
    const scene = aScene();
    if (why === "offline") scene.state.isOnline = false;
    else scene.state.server = "down";
    const outbox = scene.open();
    for (const id of ["a", "b"])
      expect(await outbox.add(aMessage(id), noop)).toMatchObject({ kind: "waiting" });
    expect(states(outbox)).toEqual(["a waiting", "b waiting"]);
    expect(outbox.entries().map(({ wasTried }) => wasTried)).toEqual([why === "down", false]);
    scene.state.isOnline = true;
    scene.state.server = "up";
    outbox.drain();
    await settle();
    expect(scene.taken).toEqual(["a", "b"]);
    expect(outbox.entries()).toEqual([]);
    expect(scene.late).toContain("b");
  },
);

test("without a sign that the server is back it is tried again, less and less often", async () => {
  const scene = aScene();
  scene.state.server = "down";
  const outbox = scene.open();
  await outbox.add(aMessage("a"), noop);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(scene.requests.length).toBeGreaterThan(5);
  expect(scene.requests.length).toBeLessThan(12);
});

test("an answer that was lost sends the same client id again, and the server takes it once", async () => {
  const scene = aScene();
  scene.state.server = "mute";
  const outbox = scene.open();
  await outbox.add(aMessage("a"), noop);
  scene.state.server = "up";
  outbox.drain();
  await settle();
  expect(scene.requests).toEqual(["a", "a"]);
  expect(scene.taken).toEqual(["a"]);
  expect(outbox.entries()).toEqual([]);
});

test("a message survives its page, and the next page sends it", async () => {
  const scene = aScene();
  scene.state.server = "down";
  void scene.open().add(aMessage("a"), noop); // the page is killed
  await Promise.resolve();
  scene.state.server = "up";
  const next = scene.open();
  await settle();
  next.drain();
  await settle();
  expect(scene.taken).toEqual(["a"]);
  await settle();
  expect(next.entries()).toEqual([]);
});

test("of several tabs one sends, and all show the same", async () => {
  const scene = aScene();
  scene.state.server = "down";
  const tabs = [scene.open(), scene.open(), scene.open()];
  await tabs[0]?.add(aMessage("a"), noop);
  expect(tabs.map(states)).toEqual([["a waiting"], ["a waiting"], ["a waiting"]]);
  scene.requests.length = 0;
  scene.state.server = "up";
  for (const tab of tabs) tab.drain();
  await settle();
  expect(scene.requests).toEqual(["a"]);
  expect(tabs.map(states)).toEqual([[], [], []]);
});

test("a refusal is shown and not tried again until its writer decides", async () => {
  const scene = aScene();
  scene.state.server = "refuses";
  const outbox = scene.open();
  expect(await outbox.add(aMessage("a"), noop)).toEqual({ kind: "refused", code: "conversation.trashed" });
  expect(states(outbox)).toEqual(["a refused"]);
  outbox.drain();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(scene.requests).toEqual(["a"]);
  scene.state.server = "up";
  outbox.retry("a", { lastSeenNumber: 7 });
  await settle();
  expect(scene.taken).toEqual(["a"]);
});

test("a refused message holds up no later one, and a discarded one is gone for all tabs", async () => {
  const scene = aScene();
  scene.state.server = "refuses";
  const [outbox, other] = [scene.open(), scene.open()];
  await outbox.add(aMessage("a"), noop);
  scene.state.server = "up";
  await outbox.add(aMessage("b"), noop);
  expect(scene.taken).toEqual(["b"]);
  outbox.remove("a");
  expect([states(outbox), states(other)]).toEqual([[], []]);
});

test("a conversation whose message waits holds up no other conversation", async () => {
  const scene = aScene();
  scene.state.server = "down";
  const outbox = scene.open();
  await outbox.add(aMessage("a", 1), noop);
  scene.state.server = "up";
  await outbox.add(aMessage("b", 2), noop);
  expect(scene.taken).toEqual(["b"]);
  expect(outbox.entries(1)).toHaveLength(1);
  expect(outbox.entries(2)).toEqual([]);
});
