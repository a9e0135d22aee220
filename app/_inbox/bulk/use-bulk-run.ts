"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { TRPCClient } from "@trpc/client";
import { useTranslations } from "next-intl";
import { requestOnce } from "@/app/_lib/request-once";
import { isRefused, useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { bulkKey, putBulk } from "@/app/_shell/cache/cache-writer";
import { beginChange } from "@/app/_shell/undo/superseded";
import { warn } from "@/app/_ui/overlay/toast";
import type { BulkOperationDto, BulkRequestInput } from "@/server/contract/conversation/bulk";
import type { AppRouter } from "@/server/trpc/router";

/** Interval of polling the progress; the live stream reports it earlier where it is connected. */
const POLL_INTERVAL_MS = 2_000;

type OnStarted = (bulk: BulkOperationDto) => void;

export type BulkRun = {
  /**
   * Starts a bulk operation and resolves when it has ended; null when it cannot be read any more. Throws when it cannot be
   * started.
   */
  begin(request: BulkRequestInput, onStarted: OnStarted): Promise<BulkOperationDto | null>;
  /** Follows an operation that was started before; null when it cannot be found. */
  follow(id: number, onStarted: OnStarted): Promise<BulkOperationDto | null>;
};

export function useBulkRun(): BulkRun {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const t = useTranslations("bulk");
  const watch = async (bulk: BulkOperationDto, onStarted: OnStarted) => {
    putBulk(queryClient, trpc, bulk);
    onStarted(bulk);
    const ended = await whenEnded({ client, trpc, queryClient }, bulk.id);
    if (ended === null) warn({ text: t("lost") });
    return ended;
  };
  return {
    async begin(request, onStarted) {
      const end = beginChange();
      let operationId: string | null = null;
      try {
        const bulk = await requestOnce("bulk", request, (clientId) =>
          client.bulk.start.mutate({ ...request, clientId }),
        );
        operationId = bulk.operationId;
        return await watch(bulk, onStarted);
      } finally {
        end(operationId);
      }
    },
    async follow(id, onStarted) {
      const bulk = await client.bulk.get.query({ id }).catch(() => null);
      return bulk && watch(bulk, onStarted);
    },
  };
}

type Api = { client: TRPCClient<AppRouter>; trpc: ReturnType<typeof useTRPC>; queryClient: QueryClient };

/** Null: the server refuses to show it. */
function whenEnded({ client, trpc, queryClient }: Api, id: number): Promise<BulkOperationDto | null> {
  return new Promise((resolve) => {
    const end = (bulk: BulkOperationDto | null) => {
      clearInterval(interval);
      unsubscribe();
      resolve(bulk);
    };
    const poll = () => {
      const known = queryClient.getQueryData(bulkKey(trpc, id));
      if (known && known.state !== "running") end(known);
    };
    // Unreachable: poll again.
    const reload = () =>
      client.bulk.get.query({ id }).then(
        (bulk) => putBulk(queryClient, trpc, bulk),
        (error: unknown) => isRefused(error) && end(null),
      );
    const interval = setInterval(() => void reload(), POLL_INTERVAL_MS);
    const unsubscribe = queryClient.getQueryCache().subscribe(poll);
    poll();
  });
}
