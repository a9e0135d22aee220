import { QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { Hydrate, type Prefetched } from "@/app/_lib/hydration/hydrate";
import { findPageCaller, readPageStart } from "@/app/_lib/session/session";
import { services } from "@/server/commands/_run/services";
import { contextOf } from "@/server/trpc/context";
import { type AppRouter, appRouter } from "@/server/trpc/router";

/** A page does not wait longer for what it could show at once: its islands read the rest. */
const WITHIN_MS = 1_000;

/** Reads into a cache of this request, with the caller's rights, by the procedures that the islands call. */
export type Reader = {
  cache: QueryClient;
  trpc: TRPCOptionsProxy<AppRouter>;
  api: ReturnType<typeof appRouter.createCaller>;
};

/** The left column of the inbox and the contacts, beside what `AgentLayout` reads. */
export const readNav = ({ cache, trpc }: Reader): Promise<unknown>[] => [
  cache.prefetchQuery(trpc.conversations.counts.queryOptions()),
  cache.prefetchQuery(trpc.views.list.queryOptions()),
  cache.prefetchQuery(trpc.teams.list.queryOptions()),
];

type PrefetchProps = {
  /** Begins every reading that the first paint needs: `cache.prefetchQuery(trpc.labels.list.queryOptions())`. */
  read: (reader: Reader) => Promise<unknown>[];
  children: ReactNode;
};

/**
 * Reads on the server what the screens below show, so that the HTML has their rows. What is refused, fails or takes too
 * long is left out: the island asks for it, and shows its answer. Where a screen is opened from another one, nothing is
 * read: the cache may have it already.
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

/** Who reads and from where the live stream goes on, once a request; null when nothing is to be read. */
const begin = cache(async () => {
  const [caller, given] = await Promise.all([findPageCaller(), headers()]);
  // Browsers say what a request is for over https, and on this machine.
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
