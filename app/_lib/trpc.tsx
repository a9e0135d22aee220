"use client";

import { focusManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  type HTTPBatchLinkOptions,
  httpBatchLink,
  httpSubscriptionLink,
  type Operation,
  retryLink,
  splitLink,
  type TRPCClient,
  TRPCClientError,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { memberHeaders } from "@/app/_lib/session/page-member";
import { reauthenticationLink } from "@/app/_lib/session/reauthentication";
import { noteServerTime } from "@/app/_lib/times/server-now";
import { BATCH_CALLS_MAX } from "@/server/contract/_shared/limits";
import type { AppRouter } from "@/server/trpc/router";

const URL = "/api/trpc";
/** The longest URL of a batch of queries, in characters: some proxies refuse longer ones. */
const URL_LENGTH_MAX = 4000;
/** The longest input of a query in a URL, encoded: beside it are the path and the encoding's own. */
const INPUT_LENGTH_MAX = 3500;
const RETRY_MS_MAX = 2000;

/** Superjson, without references between values: the server refuses them. */
const transformer = {
  serialize(input: unknown) {
    const { json, meta } = superjson.serialize(input);
    return meta?.values ? { json, meta: { values: meta.values, v: meta.v } } : { json };
  },
  deserialize: superjson.deserialize,
};

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** Provides the typed API (`useTRPC`) and its cache to the screens. One per page load. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createApiClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

type LinkOptions = HTTPBatchLinkOptions<AppRouter["_def"]["_config"]["$types"]>;
type Fetch = NonNullable<LinkOptions["fetch"]>;

/** Each answer has the server's time. */
const timed =
  (request: Fetch): Fetch =>
  async (url, init) => {
    const startedAt = Date.now();
    const response = await request(url, init);
    if (response instanceof Response) noteServerTime(response, startedAt);
    return response;
  };

const fetchNow: Fetch = (url, init) => globalThis.fetch(url, init as RequestInit);

/** Sends queries and mutations, in batches. */
export const apiLink = ({ fetch: request = fetchNow, ...options }: Partial<LinkOptions> = {}) =>
  httpBatchLink<AppRouter>({
    url: URL,
    transformer,
    headers: memberHeaders,
    maxURLLength: URL_LENGTH_MAX,
    maxItems: BATCH_CALLS_MAX,
    fetch: timed(request),
    ...options,
  });

/** Whether no URL has room for a query, such as a list with many conditions. */
const isLong = ({ type, input }: Operation): boolean =>
  type === "query" && encodeURIComponent(JSON.stringify(input ?? null)).length > INPUT_LENGTH_MAX;

/** The client for code outside React's tree. Queries and mutations are batched; subscriptions reconnect by themselves. */
export function createApiClient(): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === "subscription",
        true: [
          // EventSource stops permanently after any status but 200, such as a proxy's 503 while the server restarts.
          retryLink({
            retry: ({ error }) => !isRefused(error),
            retryDelayMs: (attempt) => Math.min(200 * 2 ** attempt, RETRY_MS_MAX),
          }),
          httpSubscriptionLink({ url: URL, transformer }),
        ],
        false: [
          reauthenticationLink,
          splitLink({ condition: isLong, true: apiLink({ methodOverride: "POST" }), false: apiLink() }),
        ],
      }),
    ],
  });
}

/** A member returns to a tab that was hidden, or to a window that was visible beside another. */
focusManager.setEventListener((onReturn) => {
  if (typeof window === "undefined") return undefined;
  const ending = new AbortController();
  for (const type of ["visibilitychange", "focus"])
    window.addEventListener(type, () => onReturn(), { signal: ending.signal });
  return () => ending.abort();
});

/** Live events keep the cache current, so focus and remounting refetch nothing. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => !isRefused(error) && failures < 3,
        retryDelay: (failures, error) => retryAfterMsOf(error) ?? Math.min(1000 * 2 ** failures, 30_000),
      },
      // Without a network a change fails at once: one that waits would be made after its dialog was closed.
      mutations: { networkMode: "always" },
    },
  });
}

/** Whether the server refused the request, as opposed to an unreachable server or a rate limit: a retry would not help. */
export function isRefused(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status: unknown = error.data?.httpStatus;
  return typeof status === "number" && status >= 400 && status < 500 && status !== 429;
}

/** How long a rate limit asks to wait, in ms, or null. Up to half as long again, so that calls do not return together. */
export function retryAfterMsOf(error: unknown): number | null {
  if (!(error instanceof TRPCClientError) || error.data?.httpStatus !== 429) return null;
  const response: unknown = error.meta?.["response"];
  const seconds = response instanceof Response ? Number(response.headers.get("retry-after")) : 0;
  return Math.max(1, seconds || 0) * 1000 * (1 + Math.random() / 2);
}
