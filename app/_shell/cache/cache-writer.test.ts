import { beforeEach, expect, test } from "vitest";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { aRow, cachedList } from "@/test/support/scenes/cached-list";
import { aMessage, anAttachment } from "@/test/support/scenes/dtos";
import { clearRows } from "./keys";
import { filesOf } from "./queries";

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
