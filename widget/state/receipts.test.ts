import { expect, test } from "vitest";
import type { WidgetMessage, WidgetReceiptsInput } from "@/server/contract/channel/widget";
import { EMPTY } from "@/test/support/widget/samples";
import { Refused } from "@/widget/net/client";
import { createReceipts, isAttentive, newestUnread } from "./receipts";

const ofMember = (id: number, status: WidgetMessage["status"] = "sent"): WidgetMessage => ({
  ...EMPTY,
  id,
  from: "member",
  status,
});

function recorded(faults: Error[] = [], wait?: Parameters<typeof createReceipts>[1]) {
  const posted: WidgetReceiptsInput[] = [];
  const post = async (input: WidgetReceiptsInput) => {
    const fault = faults.shift();
    if (fault) throw fault;
    posted.push(input);
  };
  const receipts = createReceipts(post, wait);
  return { ...receipts, posted };
}

test.each([
  [{ isOpen: true, isVisible: true, hasFocus: true }, true],
  [{ isOpen: false, isVisible: true, hasFocus: true }, false],
  [{ isOpen: true, isVisible: false, hasFocus: true }, false],
  [{ isOpen: true, isVisible: true, hasFocus: false }, false],
])("with %o the visitor sees the thread: %s", (attention, expected) => {
  expect(isAttentive(attention)).toBe(expected);
});

test("each message is reported once as delivered and once as read", async () => {
  const { delivered, read, posted } = recorded();
  await delivered(ofMember(3));
  await delivered(ofMember(3));
  await read(ofMember(3));
  await read(ofMember(3, "delivered"));
  expect(posted).toEqual([
    { conversationId: 1, delivered: 3 },
    { conversationId: 1, read: 3 },
  ]);
});

test("a message that the server knows as delivered or read is not reported as delivered", async () => {
  const { delivered, posted } = recorded();
  await delivered(ofMember(3, "delivered"));
  await delivered(ofMember(4, "read"));
  expect(posted).toEqual([]);
});

test("a message that comes late, with a lower id, is reported too", async () => {
  const { delivered, posted } = recorded();
  await delivered(ofMember(4));
  await delivered(ofMember(3));
  expect(posted).toEqual([
    { conversationId: 1, delivered: 4 },
    { conversationId: 1, delivered: 3 },
  ]);
});

test("a lost report is made again after a pause, or at once when the server answers; a refused one is not", async () => {
  const faults = [new TypeError("Failed to fetch"), new Refused(503), new Refused(404, "resource.not_found")];
  const pauses: (() => void)[] = [];
  const { delivered, read, retry, posted } = recorded(
    faults,
    (_, signal) =>
      new Promise((end) => {
        pauses.push(end);
        signal?.addEventListener("abort", () => end());
      }),
  );
  const first = delivered(ofMember(3));
  const second = delivered(ofMember(4));
  await read(ofMember(4));
  await expect.poll(() => pauses.length).toBe(2);
  expect(posted).toEqual([]);
  pauses[0]?.();
  await first;
  expect(posted).toEqual([{ conversationId: 1, delivered: 3 }]);
  retry();
  await second;
  expect(posted.at(-1)).toEqual({ conversationId: 1, delivered: 4 });
  expect(posted.length).toBe(2);
});

test("the newest message of a member that is not read is the one to look at", () => {
  const own: WidgetMessage = { ...EMPTY, id: 9 };
  expect(newestUnread([ofMember(1), ofMember(2), ofMember(3, "read"), own])?.id).toBe(2);
  expect(newestUnread([ofMember(1, "read"), own])).toBeUndefined();
});
