import { expect } from "vitest";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { RANKS } from "@/test/guarantees/processes/cluster/load";
import type { Client } from "@/test/long/kills/client";
import type { Promised } from "@/test/long/kills/load/scene";
import { groupBy } from "./group-by";

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
