import { randomBytes } from "node:crypto";
import { requireAdministrator } from "@/server/commands/_run/permission";
import { isOnHold } from "@/server/commands/deletions/_steps/contact-on-hold";
import { takePlan } from "@/server/commands/deletions/_steps/take-plan";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type BlockedDto,
  type ConfirmDeletionInput,
  type DeletionDto,
  type DeletionPlanDto,
  LISTED_IDS_MAX,
} from "@/server/contract/deletion/deletion";
import { DELETION_MAX, whyKept } from "@/server/domain/deletion/deletion";
import { type ContactRow, lockContact } from "@/server/store/contacts/contacts";
import { type Consumer, insertAck, readAcknowledgements } from "@/server/store/deletions/deletion-acks";
import {
  type Candidate,
  countLeftAlone,
  countMessages,
  findCandidates,
} from "@/server/store/deletions/deletion-candidates";
import { insertDeletion } from "@/server/store/deletions/deletion-work";
import { expiryOf, findDeletion, insertPlan, toDeletionDto } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { findEndpoint } from "@/server/store/webhooks/endpoints";

/** One of these: conversations by id or by number, or a contact with all conversations. */
export type PrepareDeletion = {
  ids?: readonly number[];
  displayIds?: readonly number[];
  contactId?: number;
  /** Whether there are more conversations than given. */
  hasMore?: boolean;
};

/**
 * Returns what a deletion would delete and what it would skip, and a token that confirms exactly that, once and within
 * ten minutes. Deletes nothing. Administrators only.
 */
export async function prepareDeletion(tx: Tx, input: PrepareDeletion): Promise<DeletionPlanDto> {
  requireAdministrator(tx.caller);
  const contact = input.contactId === undefined ? null : await requireContact(tx, input.contactId);
  const contactId = contact?.id ?? null;
  const named = { ids: input.ids ?? [], displayIds: input.displayIds ?? [], contactId };
  const found = await findCandidates(tx, named, DELETION_MAX + 1);
  if (found.length > DELETION_MAX) throw new Refusal("deletion.too_large");

  const isErasure = contactId !== null;
  const kept = found.map((row) => ({ row, code: whyKept(row, isErasure ? "all" : "trash") }));
  const planned = kept.filter(({ code }) => code === null).map(({ row }) => row);
  const blocked: BlockedDto[] = [
    ...kept.flatMap(({ row, code }) => (code === null ? [] : [{ ...place(row), code }])),
    ...unknownOf(input, found),
  ];
  if (contact && blocked.length === 0 && (await isOnHold(tx, contact))) blocked.push(ON_HOLD);
  const ids = planned.map(({ id }) => id);
  const hasWork = isErasure ? blocked.length === 0 : planned.length > 0;
  const token = hasWork ? newDeletionToken() : null;
  if (token !== null) await insertPlan(tx, { token, contactId, items: planned });
  return {
    token,
    expiresAt: expiryOf(tx.now).toISOString(),
    counts: {
      conversations: planned.length,
      ...(await countMessages(tx, ids)),
      contacts: isErasure ? 1 : await countLeftAlone(tx, ids),
      blocked: blocked.length,
    },
    blocked: blocked.slice(0, LISTED_IDS_MAX),
    hasMore: input.hasMore ?? false,
  };
}

const newDeletionToken = (): string => `del_${randomBytes(24).toString("base64url")}`;

/** None of the contact's own conversations is: a group, or an archive. */
const ON_HOLD: BlockedDto = { id: null, displayId: null, code: "inbox.legal_hold" };

async function requireContact(tx: Tx, contactId: number): Promise<ContactRow> {
  const contact = await lockContact(tx, contactId);
  if (!contact) throw new Refusal("contact.not_found", { field: "contactId" });
  return contact;
}

const place = ({ id, displayId }: Candidate) => ({ id, displayId });

/** The given ids or numbers that no conversation has. */
function unknownOf(
  { ids = [], displayIds = [] }: PrepareDeletion,
  found: readonly Candidate[],
): BlockedDto[] {
  const code = "conversation.not_found";
  const known = new Set(found.map(({ id }) => id));
  const knownNumbers = new Set(found.map(({ displayId }) => displayId));
  return [
    ...[...new Set(ids)].filter((id) => !known.has(id)).map((id) => ({ id, displayId: null, code })),
    ...[...new Set(displayIds)]
      .filter((displayId) => !knownNumbers.has(displayId))
      .map((displayId) => ({ id: null, displayId, code })),
  ];
}

/**
 * Begins a prepared deletion; the worker executes it under this operation. Refuses a token that is used, expired or
 * another account's, and a plan whose conversations have changed: the refusal lists them. Administrators only, and only
 * tokens with the scope `conversations:purge`.
 */
export async function confirmDeletion(tx: Tx, { token }: ConfirmDeletionInput): Promise<DeletionDto> {
  const { plan, planned } = await takePlan(tx, token);
  const row = await insertDeletion(tx, {
    ids: planned.map(({ id }) => id),
    contactId: plan.contactId,
    reason: plan.contactId === null ? "by_hand" : "erasure",
  });
  return toDeletionDto(row, await readAcknowledgements(tx, tx.caller.accountId, row));
}

/** `endpointId`: absent = the caller's token, and the endpoint that the token created if it is the only one. */
type AcknowledgeDeletion = { operationId: string; endpointId?: number };

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
