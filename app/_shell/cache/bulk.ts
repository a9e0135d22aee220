import type { QueryClient } from "@tanstack/react-query";
import type { useTRPC } from "@/app/_lib/trpc";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";

type Api = ReturnType<typeof useTRPC>;

export const bulkKey = (trpc: Api, id: number) => trpc.bulk.get.queryKey({ id });

/** Stores the progress of a bulk operation, unless the cache has a newer one. */
export function putBulk(queryClient: QueryClient, trpc: Api, bulk: BulkOperationDto): void {
  queryClient.setQueryData(bulkKey(trpc, bulk.id), (known) =>
    known && known.version >= bulk.version ? known : bulk,
  );
}
