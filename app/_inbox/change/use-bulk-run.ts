"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { TRPCClient } from "@trpc/client";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { BulkAsk, BulkOperationDto } from "@/server/contract/bulk";
import type { AppRouter } from "@/server/trpc/router";
import { bulkKey, putBulk } from "../cache/bulk";

/** How often it is asked how far one is: the stream tells it before, where it is there. */
const ASK_MS = 2_000;

export type BulkRun = (
  request: BulkAsk,
  onStarted: (bulk: BulkOperationDto) => void,
) => Promise<BulkOperationDto>;

/** Has many conversations changed, and resolves when that has ended. Throws where it could not be begun. */
export function useBulkRun(): BulkRun {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (request, onStarted) => {
    const bulk = await client.bulk.start.mutate(request);
    putBulk(queryClient, trpc, bulk);
    onStarted(bulk);
    return whenEnded({ client, trpc, queryClient }, bulk.id);
  };
}

type Api = { client: TRPCClient<AppRouter>; trpc: ReturnType<typeof useTRPC>; queryClient: QueryClient };

function whenEnded({ client, trpc, queryClient }: Api, id: number): Promise<BulkOperationDto> {
  return new Promise((resolve) => {
    const look = () => {
      const known = queryClient.getQueryData(bulkKey(trpc, id));
      if (!known || known.state === "running") return;
      clearInterval(asking);
      unsubscribe();
      resolve(known);
    };
    // What cannot be reached now is asked again.
    const ask = () =>
      client.bulk.get.query({ id }).then(
        (bulk) => putBulk(queryClient, trpc, bulk),
        () => undefined,
      );
    const asking = setInterval(() => void ask(), ASK_MS);
    const unsubscribe = queryClient.getQueryCache().subscribe(look);
    look();
  });
}
