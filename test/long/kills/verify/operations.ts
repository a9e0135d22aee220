import { expect } from "vitest";
import type { BulkItemDto, BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { Event } from "@/server/contract/event/event";
import type { Client } from "@/test/long/kills/client";
import type { Promised } from "@/test/long/kills/load/scene";
import { groupBy } from "./group-by";

/** Each bulk operation ended once, and its items, its progress and its end agree with what it changed. */
export async function verifyOperations(
  client: Client,
  events: readonly Event[],
  { bulks }: Promised,
): Promise<void> {
  const byOperation = groupBy(events, ({ operationId }) => operationId);
  for (const bulk of bulks) {
    const name = `bulk operation ${bulk.id}, ${bulk.action}, ${bulk.mode}, ${bulk.state}`;
    const own = byOperation.get(bulk.operationId) ?? [];
    const changed = verifyProgress(own, name);
    expect(changed, name).toBe(bulk.succeeded);
    if (bulk.state === "rolled_back") expect({ ...bulk }, name).toMatchObject({ succeeded: 0, failed: 1 });
    else {
      expect(bulk.state, name).toMatch(/^completed/);
      expect(bulk.succeeded + bulk.unchanged + bulk.failed, name).toBe(bulk.total);
      expect(await countItems(client, bulk), name).toEqual({
        ...(bulk.succeeded && { succeeded: bulk.succeeded }),
        ...(bulk.unchanged && { unchanged: bulk.unchanged }),
        ...(bulk.failed && { failed: bulk.failed }),
      });
    }
  }
}

const CHANGES = [
  "conversation.status_changed",
  "conversation.moved",
  "conversation.trashed",
  "conversation.purged",
];

/** It began once, ended once, and reported its progress correctly. @returns conversations changed. */
function verifyProgress(own: readonly Event[], name: string): number {
  const many = (pattern: RegExp) => own.filter(({ type }) => pattern.test(type)).length;
  expect(
    [many(/^bulk\.started$/), many(/^bulk\.(completed|rolled_back)$/), many(/^operation\./)],
    name,
  ).toEqual([1, 1, 1]);
  const changed = new Set<number>();
  for (const { type, resource, data } of own) {
    if (CHANGES.includes(type)) {
      expect(changed.has(resource.id), `${name}: ${resource.id} is changed once`).toBe(false);
      changed.add(resource.id);
    } else if (type === "bulk.progress") expect(data, name).toMatchObject({ succeeded: changed.size });
  }
  return changed.size;
}

async function countItems(client: Client, { id }: BulkOperationDto): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { data: BulkItemDto[]; nextCursor: string | null } = await client.get(
      `/v1/bulk-operations/${id}/items?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { state } of page.data) counts[state] = (counts[state] ?? 0) + 1;
    cursor = page.nextCursor;
  }
  return counts;
}
