import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { Row } from "@/app/_shared/conversation/rows";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { conversationsOfView } from "@/app/_shell/cache/queries";
import type { AppRouter } from "@/server/trpc/router";
import { aContact, aConversation } from "@/test/support/scenes/dtos";

/** A query cache with one list of open conversations, and what writes it. */
export function cachedList() {
  const queryClient = new QueryClient();
  const trpc = createTRPCOptionsProxy<AppRouter>({ queryClient, client: createTRPCClient({ links: [] }) });
  const { queryKey } = conversationsOfView(trpc, { ...FIRST_VIEW, scope: "all" });
  const pages = () => queryClient.getQueryData(queryKey)?.pages;
  return {
    queryClient,
    trpc,
    writer: createCacheWriter(queryClient, trpc, 1),
    /** Replaces the list by one page. */
    fill(data: Row[]): void {
      const page = { data, nextCursor: null, asOf: "e:1" };
      queryClient.setQueryData(queryKey, { pages: [page], pageParams: [null] });
    },
    /** The versions of the listed conversations. */
    listed: () => pages()?.flatMap(({ data }) => data.map((row) => row.conversation.version)),
  };
}

export const aRow = (version: number, status: "open" | "resolved"): Row => ({
  conversation: aConversation({ id: 1, version, status }),
  contact: aContact(),
});
