import { expect } from "vitest";
import type { BulkItemDto, BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { Event } from "@/server/contract/event/event";
import type { Database } from "@/server/store/_postgres/db";
import type { Client } from "@/test/long/kills/client";
import { SECRET } from "@/test/long/kills/load/purge";
import type { Promised } from "@/test/long/kills/load/scene";
import { groupBy } from "./tables";

const BELONGING = [
  "message",
  "message_receipt",
  "transition",
  "policy_decision",
  "conversation_change",
  "conversation_seen",
  "notification",
];

type Purged = { client: Client; events: readonly Event[]; promised: Promised };
type Tombstone = { id: number; operationId: string };

/**
 * Each deletion is complete: one tombstone and one event for each purged conversation, in bulk or not, and nothing of
 * them can be read.
 */
export async function verifyPurges(database: Database, { client, events, promised }: Purged): Promise<void> {
  const tombstones = await readTombstones(client);
  const purged = events.filter(({ type }) => type === "conversation.purged");
  const recorded = purged.map(({ resource: { id }, operationId }) => ({ id, operationId }));
  const wanted = promised.purges.flatMap(({ deletion: { operationId }, ids }) =>
    ids.map((id) => ({ id, operationId })),
  );
  expect(ascending(recorded), "each purge has one event").toEqual(ascending(wanted));
  expect(ascending(tombstones), "and has one tombstone").toEqual(ascending(wanted));

  const byOperation = groupBy(events, ({ operationId }) => operationId);
  for (const { deletion, ids } of promised.purges) {
    expect(deletion).toMatchObject({ state: "succeeded", total: ids.length, purged: ids.length, skipped: 0 });
    const ends = (byOperation.get(deletion.operationId) ?? []).filter(({ type }) =>
      type.startsWith("operation."),
    );
    expect(ends.map(({ type, data }) => [type, "kind" in data && data.kind])).toEqual([
      ["operation.succeeded", "deletion"],
    ]);
  }
  const gone = wanted.map(({ id }) => id);
  for (const table of BELONGING)
    expect(
      await database.query(`select * from ${table} where conversation_id = any($1::bigint[]) limit 1`, [
        gone,
      ]),
      table,
    ).toEqual([]);
  expect(JSON.stringify(events)).not.toContain(SECRET);
}

const ascending = (stones: readonly Tombstone[]): Tombstone[] =>
  stones.map(({ id, operationId }) => ({ id, operationId })).toSorted((a, b) => a.id - b.id);

async function readTombstones(client: Client): Promise<Tombstone[]> {
  const all: Tombstone[] = [];
  for (let after = "", hasMore = true; hasMore; ) {
    const page = await client.get(`/v1/deletions?limit=1000${after}`);
    all.push(...page.data);
    hasMore = page.hasMore;
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
  return all;
}

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
