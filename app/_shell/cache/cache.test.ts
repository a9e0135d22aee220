import { describe, expect, test } from "vitest";
import {
  applyRow,
  mapRows,
  mergeRow,
  type Row,
  type RowPage,
  rowsOf,
  withContact,
} from "@/app/_shared/conversation/rows";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { applyMessage, type MessagePage, messagesOf } from "./queries";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const row = (id: number, minute: number, more: Partial<Row["conversation"]> = {}): Row => ({
  conversation: aConversation({ id, lastActivityAt: at(minute), contactId: id, ...more }),
  contact: aContact({ id }),
});
const page = (data: Row[], nextCursor: string | null = null): RowPage => ({ data, nextCursor, asOf: "e:1" });
const list = (...pages: RowPage[]) => ({ pages, pageParams: pages.map(() => null) });
const idsOf = (cached: { pages: RowPage[] }) => cached.pages.map((p) => p.data.map((r) => r.conversation.id));
const isOpen = ({ status }: Row["conversation"]) => status === "open";

describe("a list after an event", () => {
  test("a new conversation is inserted by last activity", () => {
    const cached = list(page([row(1, 30), row(2, 10)], "more"), page([row(3, 5)]));
    expect(idsOf(applyRow(cached, row(4, 20), isOpen))).toEqual([[1, 4, 2], [3]]);
  });

  test("with equal activity the greater id comes first", () => {
    expect(idsOf(applyRow(list(page([row(1, 30), row(3, 30)])), row(2, 30), isOpen))).toEqual([[2, 1, 3]]);
    expect(idsOf(applyRow(list(page([row(3, 30), row(1, 30)])), row(2, 30), isOpen))).toEqual([[3, 2, 1]]);
  });

  test("a conversation below the loaded rows is left out; at the real end it is appended", () => {
    expect(idsOf(applyRow(list(page([row(1, 30)], "more")), row(2, 10), isOpen))).toEqual([[1]]);
    expect(idsOf(applyRow(list(page([row(1, 30)])), row(2, 10), isOpen))).toEqual([[1, 2]]);
  });

  test("the last loaded conversation keeps its place when another field changes", () => {
    const cached = list(page([row(1, 30), row(2, 10)], "more"));
    const next = applyRow(cached, row(2, 10, { version: 2, labels: ["vip"] }), isOpen);
    expect(idsOf(next)).toEqual([[1, 2]]);
    expect(rowsOf(next)[1]?.conversation.labels).toEqual(["vip"]);
  });

  test("a change from the stream keeps the reader's own mark, and a newer mark replaces it", () => {
    const mark = { conversationId: 1, displayId: 1, number: 1, incomingCount: 1, version: 1 };
    const cached = list(page([{ ...row(1, 30), seen: mark }]));
    const next = applyRow(cached, row(1, 40, { lastNumber: 2 }), isOpen);
    expect(rowsOf(next)[0]?.seen).toEqual(mark);
    const raised = { ...mark, number: 2, version: 2 };
    expect(mergeRow(row(1, 30), { ...row(1, 30), seen: raised }).seen).toEqual(raised);
    expect(mergeRow({ ...row(1, 30), seen: raised }, { ...row(1, 30), seen: mark }).seen).toEqual(raised);
    expect(mergeRow({ ...row(1, 30), seen: mark }, { ...row(1, 30), seen: null }).seen).toEqual(mark);
  });

  test("a conversation with a new message moves to the top", () => {
    const cached = list(page([row(1, 30), row(2, 10)]));
    expect(idsOf(applyRow(cached, row(2, 40, { lastNumber: 2 }), isOpen))).toEqual([[2, 1]]);
  });

  test("in a list by waiting time, the longest wait comes first and answered conversations last", () => {
    const waiting = (id: number, minute: number | null) =>
      row(id, 0, { waitingSince: minute === null ? null : at(minute) });
    const cached = list(page([waiting(1, 10), waiting(2, 30), waiting(3, null)]));
    const sort = "waiting_since";
    expect(idsOf(applyRow(cached, waiting(4, 20), isOpen, sort))).toEqual([[1, 4, 2, 3]]);
    const answered = { ...waiting(1, null).conversation, lastNumber: 2 };
    expect(idsOf(applyRow(cached, { ...waiting(1, null), conversation: answered }, isOpen, sort))).toEqual([
      [2, 1, 3],
    ]);
  });

  test("in a list by creation, a message moves nothing", () => {
    const begun = (id: number, minute: number, active: number) =>
      row(id, active, { createdAt: at(minute), lastNumber: active });
    const cached = list(page([begun(2, 20, 20), begun(1, 10, 10)]));
    const next = applyRow(cached, begun(1, 10, 50), isOpen, "created_at");
    expect(idsOf(next)).toEqual([[2, 1]]);
    expect(rowsOf(next)[1]?.conversation.lastNumber).toBe(50);
  });

  test("a conversation that no longer matches is removed", () => {
    const cached = list(page([row(1, 30), row(2, 10)]));
    expect(idsOf(applyRow(cached, row(1, 31, { version: 2, status: "resolved" }), isOpen))).toEqual([[2]]);
  });

  test("an older version changes nothing, not even the object", () => {
    const cached = list(page([row(1, 30, { version: 5 })]));
    expect(applyRow(cached, row(1, 10, { version: 4, status: "resolved" }), isOpen)).toBe(cached);
  });

  test("a changed contact is updated in each of its rows", () => {
    const cached = list(page([row(1, 30)]), page([row(2, 10)]));
    const renamed = aContact({ id: 2, version: 2, name: "New name" });
    const next = mapRows(cached, (row) => withContact(row, renamed));
    expect(rowsOf(next).map((r) => r.contact.name)).toEqual([aContact().name, "New name"]);
    const older = aContact({ id: 2, version: 1 });
    expect(mapRows(next, (row) => withContact(row, older))).toBe(next);
  });
});

describe("a thread after an event", () => {
  const messages = (...numbers: number[]): MessagePage => ({
    data: numbers.map((number) => aMessage({ id: number, number })),
    hasMore: false,
    asOf: "e:1",
  });
  const thread = (...pages: MessagePage[]) => ({ pages, pageParams: pages.map(() => null) });

  test("the next message is appended to the newest page", () => {
    const next = applyMessage(thread(messages(3, 4), messages(1, 2)), aMessage({ id: 5, number: 5 }));
    expect(next === "gap" ? next : messagesOf(next).map((m) => m.number)).toEqual([1, 2, 3, 4, 5]);
  });

  test("a newer version replaces a message on an older page too, an older version is dropped", () => {
    const cached = thread(messages(3), messages(1, 2));
    const next = applyMessage(cached, aMessage({ id: 2, number: 2, version: 2, content: "changed" }));
    expect(next === "gap" ? next : messagesOf(next)[1]?.content).toBe("changed");
    expect(next === "gap" ? next : applyMessage(next, aMessage({ id: 2, number: 2, version: 1 }))).toBe(next);
  });

  test("a message before the loaded ones is ignored, one beyond the next is a gap", () => {
    const cached = thread(messages(11, 12));
    expect(applyMessage(cached, aMessage({ id: 4, number: 4 }))).toBe(cached);
    expect(applyMessage(cached, aMessage({ id: 14, number: 14 }))).toBe("gap");
  });
});
