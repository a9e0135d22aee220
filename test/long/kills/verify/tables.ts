import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, isAbout, reduceAll, type Snapshot } from "@/server/contract/event/reduce";
import type { Database } from "@/server/store/_postgres/db";
import { auditCounters, type Drift } from "@/server/store/conversations/counter-audit";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { RANKS } from "@/test/guarantees/processes/cluster/load";
import type { Client } from "@/test/long/kills/client";
import type { Promised } from "@/test/long/kills/load/scene";

const ACCOUNT = 1;

/** `reduce` over the log equals the tables, the invariants are true, and the counters equal a recount. */
export async function verifyTables(database: Database, events: readonly Event[]): Promise<void> {
  const tables = await readSnapshot(database, [ACCOUNT]);
  const replayed = replay(events);
  for (const type of typesOf(tables)) {
    expect(Object.keys(replayed[type]), type).toEqual(Object.keys(tables[type]));
    for (const [id, dto] of Object.entries(tables[type]))
      expect(replayed[type][Number(id)], `${type} ${id}`).toEqual(dto);
  }
  expect(await findBroken(database)).toEqual({});
  expect(await recount(database)).toEqual([]);
}

/** Per conversation, because reducing one long log into one state is slow. Events of no conversation are one group. */
function replay(events: readonly Event[]): Snapshot {
  const groups = groupBy(events, conversationOf);
  const { conversation: _, message: __, ...others } = reduceAll(emptySnapshot, groups.get(null) ?? []);
  const conversations = [...groups].flatMap(([id, group]) =>
    id === null ? [] : [reduceAll(emptySnapshot, group)],
  );
  return {
    ...others,
    conversation: Object.assign({}, ...conversations.map(({ conversation }) => conversation)),
    message: Object.assign({}, ...conversations.map(({ message }) => message)),
  };
}

const typesOf = (snapshot: Snapshot) => Object.keys(snapshot) as (keyof Snapshot)[];

/** Repeats a read that conflicts with the worker's. */
const recount = async (database: Database): Promise<Drift[]> =>
  (await auditCounters(database, ACCOUNT, new Date())) ?? recount(database);

/** Every remaining conversation is listed in one inbox, that of its last event, and its moves lead there. */
export async function verifyPlaces(
  client: Client,
  { events, inboxIds }: { events: readonly Event[]; inboxIds: readonly number[] },
): Promise<void> {
  const places = new Map<number, { inboxId: number; isThere: boolean }>();
  for (const { type, resource, data, changes } of events) {
    if (resource.type !== "conversation" || !("inboxId" in data) || !("lifecycle" in data)) continue;
    const before = places.get(resource.id)?.inboxId ?? data.inboxId;
    const move = { from: before, to: data.inboxId };
    expect(changes["inboxId"], `${type} of ${resource.id}`).toEqual(
      type === "conversation.moved" ? move : undefined,
    );
    if (type !== "conversation.moved") expect(data.inboxId, `${type} of ${resource.id}`).toBe(before);
    places.set(resource.id, { inboxId: data.inboxId, isThere: data.lifecycle !== "purged" });
  }
  const expected = [...places].flatMap(([id, { inboxId, isThere }]) =>
    isThere ? [`${id} in ${inboxId}`] : [],
  );
  const listed: string[] = [];
  for (const inboxId of inboxIds)
    for (const lifecycle of ["live", "trashed"])
      for (const id of await listIn(client, `inboxId=${inboxId}&lifecycle=${lifecycle}`))
        listed.push(`${id} in ${inboxId}`);
  expect(listed.toSorted()).toEqual(expected.toSorted());
}

async function listIn(client: Client, query: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { data: { id: number }[]; nextCursor: string | null } = await client.get(
      `/v1/conversations?limit=100&${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

export function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** Reads the whole log, after waiting until everything committed is in it. */
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

/** An event's conversation, or null. */
export const conversationOf = ({ resource, data }: Event): number | null =>
  resource.type === "conversation" ? resource.id : "conversationId" in data ? data.conversationId : null;

/** The log is dense, has each event once, one event per version of each resource, and everything acknowledged. */
export function verifyLog(events: readonly Event[], { changes, begun, ticks }: Promised): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);

  const versions = groupBy(events, ({ resource: { type, id } }) => `${type} ${id}`);
  const wrong = [...versions].filter(
    ([key, ofResource]) =>
      /^(conversation|message|bulk_operation|operation) /.test(key) &&
      ofResource.some(({ resource }, i) => resource.version !== i + 1),
  );
  expect(
    wrong.map(([key]) => key),
    "each version has one event, in order",
  ).toEqual([]);

  const placeAt = new Map(
    events.map(({ resource: { type, id, version }, data }) => [`${type} ${id} ${version}`, placeOf(data)]),
  );
  const missing = changes.filter(
    ({ id, version, status, inboxId }) =>
      placeAt.get(`conversation ${id} ${version}`) !== placeOf({ status, inboxId }),
  );
  expect(missing, "acknowledged changes have events").toEqual([]);
  const statuses = new Map(
    events.flatMap((event) => (isAbout(event, "message") ? [[event.data.id, event.data.status]] : [])),
  );
  const rankOf = (status: string | null | undefined) => RANKS.indexOf(status ?? "");
  const fallen = ticks.filter(({ id, status }) => rankOf(statuses.get(id)) < rankOf(status));
  expect(fallen, "acknowledged ticks remain").toEqual([]);
  const created = events.filter(({ type }) => type === "conversation.created");
  expect(created.map(({ resource }) => resource.id).toSorted()).toEqual(begun.toSorted());
}

/** Status and inbox of a conversation, or an empty text. */
const placeOf = (data: object): string =>
  "status" in data && "inboxId" in data ? `${data.status} in ${data.inboxId}` : "";
