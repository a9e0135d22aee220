import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import type { DeletionRow } from "./deletions";
import { CONSUMERS_MAX, listMissing } from "./missing-acks";

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
  await prismaOf(tx).deletionAck.createMany({
    data: [{ accountId: tx.caller.accountId, deletionId, consumer: nameOf(consumer), name, at: tx.now }],
    skipDuplicates: true,
  });
}

/** Deletes the confirmations of a deletion that is resumed: it will delete more. */
export async function dropAcks(tx: Tx, deletionId: number): Promise<void> {
  await prismaOf(tx).deletionAck.deleteMany({ where: { accountId: tx.caller.accountId, deletionId } });
}

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
