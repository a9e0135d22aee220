import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { type Consumer, insertAck, readAcknowledgements } from "@/server/store/deletions/deletion-acks";
import { findDeletion, toDeletionDto } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { findEndpoint } from "@/server/store/webhooks/endpoints";

/** `endpointId`: absent = the caller's token, and the endpoint that the token created if it is the only one. */
export type AcknowledgeDeletion = { operationId: string; endpointId?: number };

/**
 * A consumer confirms that it deleted its copies of a deletion's conversations. A repetition changes nothing. Refused
 * while the deletion runs: it may delete more.
 */
export async function acknowledgeDeletion(
  tx: Tx,
  { operationId, endpointId }: AcknowledgeDeletion,
): Promise<DeletionDto> {
  requireAdministrator(tx.caller);
  const { accountId } = tx.caller;
  const ack = endpointId === undefined ? ofCaller(tx) : await ofEndpoint(tx, endpointId);
  const row = await findDeletion(tx, accountId, operationId);
  if (!row) throw new Refusal("deletion.not_found");
  if (row.state === "running") throw new Refusal("deletion.running");
  await insertAck(tx, row.id, ack);
  return toDeletionDto(row, await readAcknowledgements(tx, accountId, row));
}

async function ofEndpoint(tx: Tx, endpointId: number): Promise<{ consumer: Consumer; name: string }> {
  const endpoint = await findEndpoint(tx, tx.caller.accountId, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found", { field: "endpointId" });
  return { consumer: { endpointId }, name: endpoint.url };
}

function ofCaller({ caller: { tokenId, userId, actor } }: Tx): { consumer: Consumer; name: string } {
  const consumer = tokenId === null ? { userId: userId ?? 0 } : { tokenId };
  return { consumer, name: actor.name ?? "" };
}
