import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import type { Database } from "@/server/store/_postgres/db";
import type { Client } from "@/test/long/kills/client";
import { SECRET } from "@/test/long/kills/load/purge";
import type { Promised } from "@/test/long/kills/load/scene";
import { groupBy } from "./group-by";

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
