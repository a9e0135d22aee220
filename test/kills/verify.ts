import { expect } from "vitest";
import type { BulkItemDto, BulkOperationDto } from "@/server/contract/bulk";
import type { Event } from "@/server/contract/event";
import { emptySnapshot, reduceAll, type Snapshot } from "@/server/contract/reduce";
import type { Database } from "@/server/store/db";
import { readSnapshot } from "../laws/snapshot";
import type { Taken } from "../receiver";
import type { Client } from "./client";
import { type Promised, SECRET } from "./load";

/** The log from its beginning until what is committed by now is in it. */
export async function readAll(client: Client): Promise<Event[]> {
  const last = await client.post("/v1/contacts", { name: "The last" });
  const events: Event[] = [];
  const isThere = () =>
    events.some(({ type, resource: { id } }) => type === "contact.created" && id === last.id);
  for (let after = ""; !isThere(); ) {
    const page = await client.get(`/v1/events?limit=1000&wait=5${after}`);
    events.push(...page.data);
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
  return events;
}

/** Dense, each event once, each version of each conversation and message told by one event, and all that was promised. */
export function verifyLog(events: readonly Event[], { changes, begun }: Promised): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);

  const versions = groupBy(events, ({ resource: { type, id } }) => `${type} ${id}`);
  const wrong = [...versions].filter(
    ([key, told]) =>
      /^(conversation|message|bulk_operation) /.test(key) &&
      told.some(({ resource }, i) => resource.version !== i + 1),
  );
  expect(
    wrong.map(([key]) => key),
    "each version is told once, in order",
  ).toEqual([]);

  const statusAt = new Map(
    events.map(({ resource: { type, id, version }, data }) => [
      `${type} ${id} ${version}`,
      "status" in data ? data.status : null,
    ]),
  );
  const untold = changes.filter(
    ({ id, version, status }) => statusAt.get(`conversation ${id} ${version}`) !== status,
  );
  expect(untold, "acknowledged changes are told").toEqual([]);
  const created = events.filter(({ type }) => type === "conversation.created");
  expect(created.map(({ resource }) => resource.id).toSorted()).toEqual(begun.toSorted());
}

/** `reduce` over the log arrives at the tables. Conversation by conversation: one long log into one state is slow. */
export async function verifyTables(database: Database, events: readonly Event[]): Promise<void> {
  const tables = await readSnapshot(database, [1]);
  const groups = groupBy(events, ({ resource, data }) =>
    resource.type === "conversation" ? resource.id : "conversationId" in data ? data.conversationId : 0,
  );
  const replayed = [...groups.values()].map((group) => reduceAll(emptySnapshot, group));
  for (const type of ["bulk_operation", "conversation", "message", "operation"] as const) {
    const all: Snapshot[typeof type] = Object.assign({}, ...replayed.map((state) => state[type]));
    expect(Object.keys(all), type).toEqual(Object.keys(tables[type]));
    for (const [id, dto] of Object.entries(tables[type]))
      expect(all[Number(id)], `${type} ${id}`).toEqual(dto);
  }
}

/** Each bulk operation ended once, and its items, its progress and its end agree with what it changed. */
export async function verifyOperations(
  client: Client,
  events: readonly Event[],
  { bulks }: Promised,
): Promise<void> {
  const byOperation = groupBy(events, ({ operationId }) => operationId);
  for (const bulk of bulks) {
    const name = `bulk operation ${bulk.id}, ${bulk.mode}, ${bulk.state}`;
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

const CHANGES = ["conversation.status_changed", "conversation.trashed"];

/** Begun once, ended once, and at each step told as far as it was. @returns conversations changed. */
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

/** Each deletion is whole: as many tombstones as events, nothing left of what is gone, and nobody can read it. */
export async function verifyPurges(database: Database, { client, events, promised }: Purged): Promise<void> {
  const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
  const tombstones = await readTombstones(client);
  for (const { deletion, ids } of promised.purges) {
    const { operationId } = deletion;
    expect(deletion).toMatchObject({ state: "succeeded", total: ids.length, purged: ids.length, skipped: 0 });
    const told = events.filter((event) => event.operationId === operationId);
    const purged = told.filter(({ type }) => type === "conversation.purged");
    expect(sorted(purged.map(({ resource }) => resource.id))).toEqual(sorted(ids));
    expect(told.filter(({ type }) => type.startsWith("operation.")).map(({ type }) => type)).toEqual([
      "operation.succeeded",
    ]);
    const stones = tombstones.filter((stone) => stone.operationId === operationId);
    expect(sorted(stones.map(({ id }) => id))).toEqual(sorted(ids));
  }
  const gone = promised.purges.flatMap(({ ids }) => ids);
  expect(tombstones).toHaveLength(gone.length);
  for (const table of BELONGING)
    expect(
      await database.query(`select * from ${table} where conversation_id = any($1::bigint[]) limit 1`, [
        gone,
      ]),
      table,
    ).toEqual([]);
  expect(JSON.stringify(events)).not.toContain(SECRET);
}

async function readTombstones(client: Client): Promise<{ id: number; operationId: string }[]> {
  const all: { id: number; operationId: string }[] = [];
  for (let after = "", hasMore = true; hasMore; ) {
    const page = await client.get(`/v1/deletions?limit=1000${after}`);
    all.push(...page.data);
    hasMore = page.hasMore;
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
  return all;
}

/** Events that no POST has told of. */
export function unheard(owed: readonly Event[], taken: readonly Taken[]): Event[] {
  const ids = new Set(taken.map(({ headers }) => headers["webhook-id"]));
  return owed.filter(({ id }) => !ids.has(id));
}

/**
 * What came is in the log, as it is told there, under one id however often; only what was forgotten meanwhile may differ.
 * @returns how many came more than once.
 */
export function verifyReceived(events: readonly Event[], taken: readonly Taken[]): number {
  const byId = new Map(events.map((event) => [event.id, event]));
  const posts = groupBy(taken, ({ headers }) => String(headers["webhook-id"]));
  for (const [id, [first, ...others]] of posts) {
    const event = byId.get(id);
    expect(first?.json, `webhook ${id} is an event`).toMatchObject({
      id,
      seq: event?.seq,
      hash: event?.hash,
    });
    if (event?.redactedAt !== undefined) continue;
    expect(first?.json).toEqual(event);
    for (const { body } of others) expect(body, `webhook ${id} says the same again`).toBe(first?.body);
  }
  return [...posts.values()].filter(({ length }) => length > 1).length;
}

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
