import { expect } from "vitest";
import type { Database } from "@/server/store/_postgres/db";
import { type Promised, RANKS } from "./load";
import type { LiveReader } from "./reader";

/** How many events wait for their stamp, and the log's last seq. */
export async function readLogEnd(database: Database): Promise<{ waiting: number; lastSeq: number }> {
  const [row] = await database.query<{ waiting: number; lastSeq: number }>(
    `select (select count(*) from outbox) as waiting,
            (select last_seq from account_head where account_id = 1) as "lastSeq"`,
  );
  return row ?? { waiting: -1, lastSeq: 0 };
}

/** Every acknowledged send happened once, and the acknowledged ticks remain. */
export async function verifySends(database: Database, promised: Promised): Promise<void> {
  expect(promised.faults).toEqual([]);
  const messages = await database.query<{ id: number; clientId: string; status: string }>(
    `select id, client_id as "clientId", status from message where account_id = 1 and client_id is not null`,
  );
  const byClient = new Map(messages.map((message) => [message.clientId, message]));
  expect(byClient.size, "each send happened once").toBe(messages.length);
  expect(messages.filter(({ clientId }) => !promised.attempted.has(clientId))).toEqual([]);
  const lost = [...promised.sends].filter(([clientId, id]) => byClient.get(clientId)?.id !== id);
  expect(lost, "acknowledged sends are there").toEqual([]);
  const statusOf = new Map(messages.map(({ id, status }) => [id, status]));
  const rankOf = (status: string | undefined) => RANKS.indexOf(status ?? "");
  const fallen = [...promised.ticks].filter(([id, floor]) => rankOf(statusOf.get(id)) < rankOf(floor));
  expect(fallen, "acknowledged ticks remain").toEqual([]);
}

/** Everything acknowledged exists once; the log is dense, in each resource's order, with one event per change. */
export async function verifyDatabase(database: Database, promised: Promised): Promise<void> {
  await verifySends(database, promised);
  const events = await database.query<{ seq: number; key: string; status: string | null }>(
    `select seq, resource_type || ' ' || resource_id || ' ' || resource_version as key,
            body -> 'data' ->> 'status' as status
       from event where account_id = 1 order by seq`,
  );
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const statusAt = new Map(events.map(({ key, status }) => [key, status]));
  const missing = promised.statuses.filter(
    ({ id, version, status }) => statusAt.get(`conversation ${id} ${version}`) !== status,
  );
  expect(missing, "acknowledged statuses are in the log").toEqual([]);
  const [wrong] = await database.query<{ reversed: number; missing: number; doubled: number }>(
    `select (select count(*) from (select resource_version - lag(resource_version) over
                 (partition by resource_type, resource_id order by seq) as step from event where account_id = 1) s
              where step < 0) as reversed,
            (select count(*) from message m
               left join (select resource_id, count(*) as events from event
                           where account_id = 1 and type = 'message.created' group by resource_id) e
                 on e.resource_id = m.id
              where m.account_id = 1 and kind = 'message' and e.events is distinct from 1) as missing,
            (select count(*) from transition where account_id = 1 and from_status is not null)
          - (select count(*) from event where account_id = 1 and type = 'conversation.status_changed') as doubled`,
  );
  expect(wrong).toEqual({ reversed: 0, missing: 0, doubled: 0 });
}

/** A reader received every event since it connected, once and in order. */
export function verifyReader({ seqs, faults }: LiveReader, lastSeq: number): void {
  expect(faults).toEqual([]);
  const [first = lastSeq + 1] = seqs;
  expect(seqs).toEqual(Array.from({ length: lastSeq - first + 1 }, (_, i) => first + i));
}
