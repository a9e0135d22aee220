import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { beforeEach, expect, test } from "vitest";
import { FIRST_VIEW } from "@/app/_shell/view/view";
import type { AppRouter } from "@/server/trpc/router";
import { aContact, aConversation, aMessage, anAttachment } from "@/test/support/scenes/dtos";
import { createCacheWriter } from "./cache-writer";
import { clearRows } from "./newest-rows";
import { conversationsOfView, filesOf } from "./queries";
import type { Row } from "./rows";

const queryClient = new QueryClient();
const trpc = createTRPCOptionsProxy<AppRouter>({ queryClient, client: createTRPCClient({ links: [] }) });
const writer = createCacheWriter(queryClient, trpc, 1);
const { queryKey } = conversationsOfView(trpc, { ...FIRST_VIEW, scope: "all" });

const row = (version: number, status: "open" | "resolved"): Row => ({
  conversation: aConversation({ id: 1, version, status }),
  contact: aContact(),
});
const listed = () =>
  queryClient.getQueryData(queryKey)?.pages.flatMap(({ data }) => data.map((r) => r.conversation.version));

beforeEach(() => {
  queryClient.setQueryData(queryKey, {
    pages: [{ data: [], nextCursor: null, asOf: "e:1" }],
    pageParams: [null],
  });
});

test("an older response does not list a conversation again that has left the list", () => {
  writer.row(row(1, "open"));
  expect(listed()).toEqual([1]);
  writer.row(row(3, "resolved"));
  expect(listed()).toEqual([]);
  writer.row(row(2, "open"));
  expect(listed()).toEqual([]);
  writer.row(row(4, "open"));
  expect(listed()).toEqual([4]);
});

test("after the stream started anew, a lower version counts", () => {
  writer.row(row(9, "resolved"));
  clearRows(queryClient);
  writer.row(row(5, "open"));
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
