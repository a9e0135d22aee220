import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import { FORMAT_TYPES } from "@/server/store/webhooks/fan-out-deliveries";
import type { DeletionRow } from "./deletions";

type Ack = DeletionDto["acks"][number];
export type Consumer = { endpointId: number } | { tokenId: number } | { userId: number };

function nameOf(consumer: Consumer): string {
  if ("endpointId" in consumer) return `endpoint:${consumer.endpointId}`;
  return "tokenId" in consumer ? `token:${consumer.tokenId}` : `user:${consumer.userId}`;
}

/** Stores that a consumer has deleted its copy; a repeated confirmation changes nothing. */
export async function insertAck(
  tx: Tx,
  deletionId: number,
  { consumer, name }: { consumer: Consumer; name: string },
): Promise<void> {
  await tx.query(
    `insert into deletion_ack (account_id, deletion_id, consumer, name, at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [tx.caller.accountId, deletionId, nameOf(consumer), name, tx.now],
  );
}

/** Deletes the confirmations of a deletion that is resumed: it will delete more. */
export async function dropAcks(tx: Tx, deletionId: number): Promise<void> {
  await prismaOf(tx).deletionAck.deleteMany({ where: { accountId: tx.caller.accountId, deletionId } });
}

/** The most consumers that are read of one deletion. */
const CONSUMERS_MAX = 1000;

/** The confirmations of deletions by deletion, in order of time: at most one for each endpoint, token and user. */
async function listAcks(db: Db, accountId: number, ids: readonly number[]): Promise<Map<number, Ack[]>> {
  const rows = await prismaOf(db).deletionAck.findMany({
    where: { accountId, deletionId: { in: [...ids] } },
    orderBy: [{ at: "asc" }, { consumer: "asc" }],
    take: CONSUMERS_MAX * ids.length,
    select: { deletionId: true, consumer: true, name: true, at: true },
  });
  const acks = new Map<number, Ack[]>(ids.map((id) => [id, []]));
  for (const { deletionId, consumer, name, at } of rows) {
    const [kind, id] = consumer.split(":");
    const of = (wanted: string) => (kind === wanted ? Number(id) : null);
    acks.get(Number(deletionId))?.push({
      endpointId: of("endpoint"),
      tokenId: of("token"),
      userId: of("user"),
      name,
      at: at.toISOString(),
    });
  }
  return acks;
}

/** Whether `e` subscribes to a type that its format can express. */
const SUBSCRIBES = (type: string): string => `
  ('${type}' = any(e.types) or '*' = any(e.types)) and exists (
    select 1 from unnest($4::text[], $5::text[]) as t (format, type) where t.format = e.format and t.type = '${type}')`;

/** Whether its token created no endpoint but `e`: then the token's confirmation is valid for `e`. */
const IS_ITS_TOKENS_ONLY = `not exists (
  select 1 from endpoint o
   where o.account_id = e.account_id and o.token_id = e.token_id and o.id <> e.id and o.deleted_at is null)`;

/**
 * The endpoints that have not confirmed deletions, by deletion: neither themselves nor by the token that created only them.
 * Counts endpoints that existed when a deletion began and whose subscription matches its `conversation.purged` or
 * `contact.erased`, also those still to come.
 */
async function listMissing(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<Map<number, DeletionDto["missing"]>> {
  const rows = await db.query<{ deletionId: number; endpointId: number; url: string }>(MISSING, [
    accountId,
    ids,
    CONSUMERS_MAX,
    ...FORMAT_TYPES(),
  ]);
  const missing = new Map<number, DeletionDto["missing"]>(ids.map((id) => [id, []]));
  for (const { deletionId, ...endpoint } of rows) missing.get(deletionId)?.push(endpoint);
  return missing;
}

const MISSING = `
  select d.id as "deletionId", m.id as "endpointId", m.url
    from deletion d cross join lateral (
      select e.id, e.url from endpoint e
       where e.account_id = $1 and e.deleted_at is null and e.created_at <= d.created_at
         and (d.kind = 'contact' and d.state in ('running', 'succeeded') and ${SUBSCRIBES("contact.erased")}
              or ${SUBSCRIBES("conversation.purged")} and exists (
           select 1 from deletion_item i join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
            where i.account_id = $1 and i.deletion_id = d.id
              and (i.state = 'purged' or d.state = 'running' and i.state = 'pending')
              and (e.inbox_ids = '{}' or c.inbox_id = any(e.inbox_ids))))
         and not (e.suppress_self and d.actor->>'type' = 'token' and coalesce(e.token_id = (d.actor->>'id')::bigint, false))
         and not exists (select 1 from deletion_ack a where a.account_id = $1 and a.deletion_id = d.id
            and (a.consumer = 'endpoint:' || e.id or a.consumer = 'token:' || e.token_id and ${IS_ITS_TOKENS_ONLY}))
       order by e.id limit $3) m
   where d.account_id = $1 and d.id = any($2::bigint[])
   order by m.id`;

type Acknowledgements = Pick<DeletionDto, "acks" | "missing">;

/** The consumers that have confirmed each of the deletions, and the endpoints that have not: two statements together. */
export async function readAcknowledgementsOf(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<(deletionId: number) => Acknowledgements> {
  const acks = await listAcks(db, accountId, ids);
  const missing = await listMissing(db, accountId, ids);
  return (id) => ({ acks: acks.get(id) ?? [], missing: missing.get(id) ?? [] });
}

/** The consumers that have confirmed a deletion, and the endpoints that have not. */
export async function readAcknowledgements(
  db: Db,
  accountId: number,
  { id }: DeletionRow,
): Promise<Acknowledgements> {
  return (await readAcknowledgementsOf(db, accountId, [id]))(id);
}
