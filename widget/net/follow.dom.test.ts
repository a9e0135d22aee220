import { afterEach, expect, test, vi } from "vitest";
import type { WidgetEvent } from "@/server/contract/channel/widget";
import { follow } from "./follow";

afterEach(() => {
  vi.useRealTimers();
});

const event = (cursor: string): WidgetEvent => ({ cursor, type: "reset", data: null });
const frameOf = (cursor: string) => `id: ${cursor}\ndata: ${JSON.stringify(event(cursor))}\n\n`;
/** A stream that sends this text and ends, or stays open. */
const streamOf = (text: string, isOpen = false) =>
  new Response(
    new ReadableStream({
      start(controller) {
        if (text) controller.enqueue(new TextEncoder().encode(text));
        if (!isOpen) controller.close();
      },
    }),
  );

type Streams = (cursor: string, cut: AbortSignal) => Promise<Response>;

function following(stream: Streams, poll = () => Promise.reject(new Error("no poll"))) {
  const seen: string[] = [];
  const connections: boolean[] = [];
  const polls = vi.fn<(cursor: string) => Promise<{ cursor: string; data: WidgetEvent[] }>>(poll);
  const onUnauthorised = vi.fn();
  const stop = follow({
    client: { stream, poll: polls },
    cursor: "0",
    onEvent: ({ cursor }) => seen.push(cursor),
    onConnection: (isConnected) => connections.push(isConnected),
    onUnauthorised,
  });
  return { seen, connections, polls, stop, onUnauthorised };
}

test("a stream that ends or cannot be opened is resumed at the cursor of the last event", async () => {
  vi.useFakeTimers();
  const cursors: string[] = [];
  const answers: (() => Promise<Response>)[] = [
    async () => streamOf(`${frameOf("1")}: beat\nid: 2\n\n`),
    () => Promise.reject(new TypeError("Failed to fetch")),
    async () => new Response("", { status: 503 }),
    async () => streamOf(frameOf("3"), true),
  ];
  const { seen, connections, stop } = following(async (cursor) => {
    cursors.push(cursor);
    return (answers.shift() ?? (() => Promise.reject(new Error("one too many"))))();
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(cursors).toEqual(["0", "2", "2", "2"]);
  expect(seen).toEqual(["1", "3"]);
  expect(connections).toEqual([true, false, false, true]);
  stop();
});

test("where streams bring no byte, long polls do: from the cursor, and to the next one", async () => {
  vi.useFakeTimers();
  const silent: Streams = async (_, cut) =>
    new Response(
      new ReadableStream({
        start: (controller) => cut.addEventListener("abort", () => controller.error(new Error("cut"))),
      }),
    );
  const { seen, polls, stop } = following(silent);
  polls.mockResolvedValueOnce({ cursor: "5", data: [event("4"), event("5")] });
  polls.mockResolvedValue({ cursor: "6", data: [] });
  await vi.advanceTimersByTimeAsync(42_000);
  expect(seen).toEqual(["4", "5"]);
  expect(polls.mock.calls.slice(0, 3)).toEqual([["0"], ["5"], ["6"]]);
  stop();
});

test("a token that is not valid any more ends it", async () => {
  const { onUnauthorised, connections } = following(async () => new Response("", { status: 401 }));
  await expect.poll(() => onUnauthorised.mock.calls.length).toBe(1);
  expect(connections).toEqual([]);
});
