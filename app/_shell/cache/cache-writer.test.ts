import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Row } from "@/app/_shared/conversation/rows";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import type { MessageWithFiles } from "@/server/contract/file/file";
import {
  aContact,
  aConversation,
  aMessage,
  anAttachment,
  aRow,
  cachedList,
} from "@/test/support/scenes/dtos";
import { waitFor } from "@/test/support/wait-for";
import { applyFiles, messagesWithFiles } from "./cache-writer";
import { clearRows, conversationsOfContact, filesOf, readAgain } from "./queries";
import { idsToRead } from "./use-own-marks";

describe("cache writer", () => {
  const { queryClient, trpc, writer, fill, listed } = cachedList();
  beforeEach(() => fill([]));

  test("an older response does not list a conversation again that has left the list", () => {
    writer.row(aRow(1, "open"));
    expect(listed()).toEqual([1]);
    writer.row(aRow(3, "resolved"));
    expect(listed()).toEqual([]);
    writer.row(aRow(2, "open"));
    expect(listed()).toEqual([]);
    writer.row(aRow(4, "open"));
    expect(listed()).toEqual([4]);
  });

  test("a conversation that leaves the shown lists stays among its contact's, which are read again", () => {
    clearRows(queryClient);
    fill([aRow(1, "open")]);
    const { queryKey } = conversationsOfContact(trpc, 1, 6);
    const page = { data: [aRow(1, "open")], nextCursor: null, asOf: "e:1" };
    queryClient.setQueryData(queryKey, { pages: [page], pageParams: [null] });
    writer.frame({ cursor: "e:2", events: [], rows: { enter: [], leave: [1] } });
    expect(listed()).toEqual([]);
    expect(queryClient.getQueryData(queryKey)?.pages[0]?.data).toHaveLength(1);
    expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(true);
    queryClient.removeQueries({ queryKey });
  });

  test("a customer's last conversation, read for a new one, does not end the updates of lists", () => {
    clearRows(queryClient);
    const { queryKey } = trpc.conversations.list.queryOptions({ contactId: 1, limit: 1 });
    queryClient.setQueryData(queryKey, { data: [aRow(1, "open")], nextCursor: null, asOf: "e:1" });
    fill([aRow(1, "open")]);
    writer.row(aRow(2, "open"));
    expect(listed()).toEqual([2]);
    writer.frame({ cursor: "e:2", events: [], rows: { enter: [], leave: [1] }, seen: [] });
    expect(listed()).toEqual([]);
    writer.frame({ cursor: "e:3", events: [], gone: { inboxIds: [1] } });
    writer.seen(1, null);
    queryClient.removeQueries({ queryKey });
  });

  test("after the stream started anew, a lower version counts", () => {
    writer.row(aRow(9, "resolved"));
    clearRows(queryClient);
    writer.row(aRow(5, "open"));
    expect(listed()).toEqual([5]);
  });

  test("a message of a response is listed with the conversation's files, and leaves them when it is deleted", () => {
    const { queryKey: filesKey } = filesOf(trpc, 7);
    queryClient.setQueryData(filesKey, {
      pages: [{ data: [], nextCursor: null, asOf: "e:1" }],
      pageParams: [null],
    });
    const listedFiles = () =>
      queryClient.getQueryData(filesKey)?.pages.flatMap(({ data }) => data.map(({ number }) => number));
    const message = aMessage({ id: 5, number: 5, attachments: [anAttachment()] });
    writer.message(8, message);
    expect(listedFiles()).toEqual([]);
    writer.message(7, message);
    expect(listedFiles()).toEqual([5]);
    writer.message(7, aMessage({ id: 5, number: 5, version: 2, content: "" }));
    expect(listedFiles()).toEqual([]);
  });

  const eventOf = (type: EventType) => ({ ...sampleEvent(type), hash: "" }) as Event; // of its own type

  test("a change of a group's members makes their list read again, other events do not", () => {
    const queryKey = trpc.groups.members.infiniteQueryKey({ displayId: 7, limit: 20 });
    const page = { data: [], nextCursor: null, asOf: "e:1" };
    queryClient.setQueryData(queryKey, { pages: [page], pageParams: [null] });
    const isStale = () => queryClient.getQueryState(queryKey)?.isInvalidated;
    writer.frame({ cursor: "e:2", events: [eventOf("label.created")] });
    expect(isStale()).toBe(false);
    writer.frame({ cursor: "e:3", events: [eventOf("conversation_member.joined")] });
    expect(isStale()).toBe(true);
  });

  const file = anAttachment();

  const message = (number: number, more: Partial<MessageDto> = {}): MessageDto & MessageWithFiles => {
    const { attachments = [file], ...rest } = aMessage({ id: number, number, attachments: [file], ...more });
    return { ...rest, attachments };
  };

  const withoutFiles = (number: number, version: number): MessageDto =>
    aMessage({ id: number, number, version });

  type Numbers = number[];

  /** Pages with these numbers; only the last page may be the end. */
  const list = (isWhole: boolean, ...pages: Numbers[]) => ({
    pages: pages.map((numbers, index) => ({
      data: numbers.map((number): MessageWithFiles => message(number)),
      nextCursor: isWhole && index === pages.length - 1 ? null : "more",
    })),
  });

  const numbersOf = (cached: ReturnType<typeof list>) =>
    cached.pages.map(({ data }) => data.map((m) => m.number));

  test("a new message with files comes first; one without changes nothing", () => {
    const cached = list(true, [9, 5]);
    expect(numbersOf(applyFiles(cached, message(10)))).toEqual([[10, 9, 5]]);
    expect(applyFiles(cached, withoutFiles(11, 1))).toBe(cached);
    expect(numbersOf(applyFiles(list(true, []), message(1)))).toEqual([[1]]);
  });

  test("a newer version replaces, and an older or equal one is dropped", () => {
    const cached = list(true, [9, 5]);
    const preview = { ...file, hasPreview: true };
    const next = applyFiles(cached, message(5, { version: 2, attachments: [preview] }));
    expect(messagesWithFiles(next)[1]?.attachments).toEqual([preview]);
    expect(applyFiles(next, message(5))).toBe(next);
  });

  test("a deleted message leaves; a restored one takes its place again, in its page", () => {
    const cached = list(false, [9, 7], [5, 3]);
    const deleted = applyFiles(cached, withoutFiles(7, 2));
    expect(numbersOf(deleted)).toEqual([[9], [5, 3]]);
    expect(numbersOf(applyFiles(deleted, message(7, { version: 3 })))).toEqual([[9], [7, 5, 3]]);
  });

  test("a message below the loaded ones is ignored until its page is loaded", () => {
    const cached = list(false, [9, 7], [5, 3]);
    expect(numbersOf(applyFiles(cached, message(2)))).toEqual([
      [9, 7],
      [5, 3],
    ]);
    expect(numbersOf(applyFiles(list(true, [9, 7], [5, 3]), message(2)))).toEqual([
      [9, 7],
      [5, 3, 2],
    ]);
  });
});

describe("use own marks", () => {
  const NOW = Date.parse("2026-01-02T12:00:00.000Z");

  const mark = { conversationId: 1, displayId: 1, number: 1, incomingCount: 1, version: 1 };

  const row = (id: number, more: Partial<Row["conversation"]> = {}, seen?: Row["seen"]): Row => ({
    conversation: aConversation({ id, createdAt: "2026-01-01T12:00:00.000Z", ...more }),
    contact: aContact(),
    ...(seen !== undefined && { seen }),
  });

  const shown = [
    row(1, {}, mark),
    row(2, {}, null),
    row(3),
    row(3),
    row(4, { assigneeId: 7 }),
    row(5, { createdAt: "2026-01-02T11:59:30.000Z" }),
  ];

  test("only marks are read that are unknown: not the assignee's own, and not of a conversation that has just begun", () => {
    expect(idsToRead(shown, { isAll: false, userId: 7, now: NOW })).toEqual({ young: [5], unknown: [3] });
  });

  test("after a broken connection all are read", () => {
    expect(idsToRead(shown, { isAll: true, userId: 7, now: NOW }).unknown).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("readAgain", () => {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  afterEach(() => queryClient.clear());

  /** A screen that shows `key`; `answer` resolves its oldest pending request. */
  function show(key: string) {
    const requests: ((value: string | Error) => void)[] = [];
    const observer = new QueryObserver<string>(queryClient, {
      queryKey: [key],
      queryFn: () =>
        new Promise((resolve, reject) => {
          requests.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
        }),
    });
    const stop = observer.subscribe(() => undefined);
    return {
      answer: (value: string | Error) => requests.shift()?.(value),
      underWay: () => requests.length,
      shown: () => observer.getCurrentResult().data,
      stop,
    };
  }

  test("readAgain refetches a first load that was running when the data changed", async () => {
    const screen = show("settings");
    readAgain(queryClient, { queryKey: ["settings"] });
    expect(screen.underWay()).toBe(1);
    screen.answer("before the change");
    await waitFor(() => expect(screen.underWay()).toBe(1));
    screen.answer("after it");
    await waitFor(() => expect(screen.shown()).toBe("after it"));
    expect(screen.underWay()).toBe(0);
    screen.stop();
  });

  test("readAgain refetches a failed query, and no other", async () => {
    const [failing, other] = [show("failing"), show("other")];
    readAgain(queryClient, { queryKey: ["failing"] });
    other.answer("quiet");
    failing.answer(new Error("no network"));
    await waitFor(() => expect(failing.underWay()).toBe(1));
    expect([other.shown(), other.underWay()]).toEqual(["quiet", 0]);
    failing.stop();
    other.stop();
  });

  test("readAgain refetches loaded queries immediately", async () => {
    const screen = show("list");
    screen.answer("old");
    await waitFor(() => expect(screen.shown()).toBe("old"));
    readAgain(queryClient);
    await waitFor(() => expect(screen.underWay()).toBe(1));
    screen.answer("new");
    await waitFor(() => expect(screen.shown()).toBe("new"));
    screen.stop();
  });
});
