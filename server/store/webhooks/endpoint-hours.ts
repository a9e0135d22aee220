import type { EndpointHourDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { SettledDelivery } from "./settled-delivery";

const HOUR_MS = 3_600_000;

type Count = {
  accountId: number;
  endpointId: number;
  at: Date;
  tries: number;
  delivered: number;
  sumMs: number;
  maxMs: number;
};

/**
 * A `with` part that counts tries into the hours in which they began; its seven parameters, from `$first`, are those of
 * `hoursOf`. Lock the endpoints' endpoint_progress rows first: two settlers then never run this for the same endpoint.
 */
export const COUNT_HOURS = (first: number): string => `hours as (
    insert into endpoint_hour as h (account_id, endpoint_id, at, tries, delivered, duration_ms, duration_max_ms)
    select * from unnest($${first}::bigint[], $${first + 1}::bigint[], $${first + 2}::timestamptz[],
                         $${first + 3}::int[], $${first + 4}::int[], $${first + 5}::bigint[], $${first + 6}::int[])
    on conflict (account_id, endpoint_id, at) do update
      set tries = h.tries + excluded.tries, delivered = h.delivered + excluded.delivered,
          duration_ms = h.duration_ms + excluded.duration_ms,
          duration_max_ms = greatest(h.duration_max_ms, excluded.duration_max_ms)
  )`;

export function hoursOf(settled: readonly SettledDelivery[]): readonly (number | Date)[][] {
  const counts = [...countsOf(settled).values()];
  return [
    counts.map((c) => c.accountId),
    counts.map((c) => c.endpointId),
    counts.map((c) => c.at),
    counts.map((c) => c.tries),
    counts.map((c) => c.delivered),
    counts.map((c) => c.sumMs),
    counts.map((c) => c.maxMs),
  ];
}

function countsOf(settled: readonly SettledDelivery[]): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const { accountId, endpointId, made, next } of settled) {
    if (!made) continue;
    const at = new Date(Math.floor(made.at.getTime() / HOUR_MS) * HOUR_MS);
    const key = `${endpointId} ${at.getTime()}`;
    const count = counts.get(key) ?? {
      accountId,
      endpointId,
      at,
      tries: 0,
      delivered: 0,
      sumMs: 0,
      maxMs: 0,
    };
    count.tries++;
    if (next.state === "delivered") count.delivered++;
    count.sumMs += made.durationMs;
    count.maxMs = Math.max(count.maxMs, made.durationMs);
    counts.set(key, count);
  }
  return counts;
}

/** The hours since then with tries, in order. Index: endpoint_hour_pkey. */
export async function listHours(
  db: Db,
  accountId: number,
  { endpointIds, since }: { endpointIds: readonly number[]; since: Date },
): Promise<Map<number, EndpointHourDto[]>> {
  const found = await prismaOf(db).endpointHour.findMany({
    where: { accountId, endpointId: { in: [...endpointIds] }, at: { gte: since } },
    orderBy: { at: "asc" },
    omit: { accountId: true },
  });
  const hours = new Map<number, EndpointHourDto[]>(endpointIds.map((id) => [id, []]));
  for (const { endpointId, at, tries, delivered, durationMs, durationMaxMs: maxMs } of found) {
    const meanMs = Math.trunc(Number(durationMs) / Math.max(tries, 1));
    hours.get(Number(endpointId))?.push({ at: at.toISOString(), tries, delivered, meanMs, maxMs });
  }
  return hours;
}
