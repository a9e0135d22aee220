import { beforeEach, expect, test } from "vitest";
import { aRow, cachedList } from "@/test/support/scenes/cached-list";
import { aMessage, anAttachment } from "@/test/support/scenes/dtos";
import { clearRows } from "./newest-rows";
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
