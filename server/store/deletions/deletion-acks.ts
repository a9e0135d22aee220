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

/** The confirmations of a deletion, in order of time: at most one for each endpoint, token and user. */
async function listAcks(db: Db, accountId: number, deletionId: number): Promise<Ack[]> {
  const rows = await prismaOf(db).deletionAck.findMany({
    where: { accountId, deletionId },
    orderBy: [{ at: "asc" }, { consumer: "asc" }],
    take: 1000,
    select: { consumer: true, name: true, at: true },
  });
  return rows.map(({ consumer, name, at }) => {
    const [kind, id] = consumer.split(":");
    const of = (wanted: string) => (kind === wanted ? Number(id) : null);
    return {
      endpointId: of("endpoint"),
      tokenId: of("token"),
      userId: of("user"),
      name,
      at: at.toISOString(),
    };
  });
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
 * The endpoints that have not confirmed a deletion, neither themselves nor by the token that created only them. Counts
 * endpoints that existed when it began and whose subscription matches its `conversation.purged` or `contact.erased`, also
 * those still to come.
 */
const listMissing = (
  db: Db,
  accountId: number,
  { id, kind, state, createdAt, requestedBy }: DeletionRow,
): Promise<DeletionDto["missing"]> =>
  db.query(
    `select e.id as "endpointId", e.url from endpoint e
      where e.account_id = $1 and e.deleted_at is null and e.created_at <= $3
        and ($6 and ${SUBSCRIBES("contact.erased")} or ${SUBSCRIBES("conversation.purged")} and exists (
          select 1 from deletion_item i join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
           where i.account_id = $1 and i.deletion_id = $2 and (i.state = 'purged' or $8 and i.state = 'pending')
             and (e.inbox_ids = '{}' or c.inbox_id = any(e.inbox_ids))))
        and not (e.suppress_self and coalesce(e.token_id = $7::bigint, false))
        and not exists (select 1 from deletion_ack a where a.account_id = $1 and a.deletion_id = $2
           and (a.consumer = 'endpoint:' || e.id or a.consumer = 'token:' || e.token_id and ${IS_ITS_TOKENS_ONLY}))
      order by e.id limit 1000`,
    [
      accountId,
      id,
      createdAt,
      ...FORMAT_TYPES(),
      kind === "contact" && (state === "running" || state === "succeeded"),
      requestedBy.type === "token" ? requestedBy.id : null,
      state === "running",
    ],
  );

/** The consumers that have confirmed a deletion, and the endpoints that have not. */
export async function readAcknowledgements(
  db: Db,
  accountId: number,
  row: DeletionRow,
): Promise<Pick<DeletionDto, "acks" | "missing">> {
  const acks = await listAcks(db, accountId, row.id);
  return { acks, missing: await listMissing(db, accountId, row) };
}
