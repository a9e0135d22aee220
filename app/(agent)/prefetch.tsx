import { QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { Hydrate, type Prefetched } from "@/app/_lib/hydration/hydrate";
import { findPageCaller, readPageStart } from "@/app/_lib/session/session";
import { services } from "@/server/commands/_run/services";
import { contextOf } from "@/server/trpc/context";
import { type AppRouter, appRouter } from "@/server/trpc/router";

/** A page waits this long for its first data. Its islands fetch the rest. */
const WITHIN_MS = 1_000;

/** Fills a cache of this request with the caller's permissions, through the procedures that the islands call. */
export type Reader = {
  cache: QueryClient;
  trpc: TRPCOptionsProxy<AppRouter>;
  api: ReturnType<typeof appRouter.createCaller>;
};

/** The left column of the inbox and the contacts, in addition to what `AgentLayout` reads. */
export const readNav = ({ cache, trpc }: Reader): Promise<unknown>[] => [
  cache.prefetchQuery(trpc.conversations.counts.queryOptions()),
  cache.prefetchQuery(trpc.views.list.queryOptions()),
  cache.prefetchQuery(trpc.teams.list.queryOptions()),
  cache.prefetchQuery(trpc.undelivered.counts.queryOptions()),
];

type PrefetchProps = {
  /** Starts every query that the first paint needs: `cache.prefetchQuery(trpc.labels.list.queryOptions())`. */
  read: (reader: Reader) => Promise<unknown>[];
  children: ReactNode;
};

/**
 * Runs the islands' queries on the server, so that the HTML has their rows. A query that is refused, fails or takes too
 * long is left out: the island repeats it and shows the result. A navigation from another screen prefetches nothing: the
 * cache may have the rows already.
 */
export async function Prefetch({ read, children }: PrefetchProps) {
  return <Hydrate prefetched={await prefetch(read)}>{children}</Hydrate>;
}

async function prefetch(read: PrefetchProps["read"]): Promise<Prefetched | null> {
  const begun = await begin();
  if (!begun) return null;
  const { asOf, ctx } = begun;
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const trpc = createTRPCOptionsProxy<AppRouter>({ router: appRouter, ctx, queryClient });
  const api = appRouter.createCaller(ctx);
  await within(WITHIN_MS, Promise.allSettled(read({ cache: queryClient, trpc, api })));
  const queries = queryClient
    .getQueryCache()
    .getAll()
    .flatMap(({ queryKey, state }) => (state.status === "success" ? [[queryKey, state.data]] : []));
  return { queries: JSON.stringify(queries), asOf };
}

/** The caller and the cursor of the live stream, once per request; null when nothing is to be prefetched. */
const begin = cache(async () => {
  const [caller, given] = await Promise.all([findPageCaller(), headers()]);
  // Browsers send this header over https and on localhost only.
  if (!caller || given.get("sec-fetch-dest") === "empty") return null;
  const asOf = await readPageStart(caller.accountId);
  return { asOf, ctx: contextOf(services(), caller, new Headers(given)) };
});

/** Waits until a promise is settled, but not longer than `ms`. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
