import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { beforeEach, expect, test } from "vitest";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { conversationsOfView } from "@/app/_shell/cache/queries";
import type { Row } from "@/app/_shell/cache/rows";
import { FIRST_VIEW } from "@/app/_shell/view/view";
import type { AppRouter } from "@/server/trpc/router";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { toWrittenResult } from "./change-result";

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
    pages: [{ data: [row(1, "open")], nextCursor: null, asOf: "e:1" }],
    pageParams: [null],
  });
});

test("a conversation that is resolved leaves the list of open ones with the answer, without an event", async () => {
  const result = await toWrittenResult(writer, async () => ({
    row: row(2, "resolved"),
    operationId: "resolving",
  }));
  expect(result).toEqual({ ok: true, operationId: "resolving" });
  expect(listed()).toEqual([]);
});

test("a refused change, and one that hid the conversation, leave the list to the events", async () => {
  const refused = Object.assign(new Error(), { data: { refusal: { code: "conversation.not_found" } } });
  expect(await toWrittenResult(writer, () => Promise.reject(refused))).toMatchObject({ ok: false });
  expect(await toWrittenResult(writer, async () => ({ row: null, operationId: "moving" }))).toMatchObject({
    ok: true,
  });
  expect(listed()).toEqual([1]);
});
