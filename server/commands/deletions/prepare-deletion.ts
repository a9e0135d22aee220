import { randomBytes } from "node:crypto";
import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type BlockedDto, type DeletionPlanDto, LISTED_IDS_MAX } from "@/server/contract/deletion/deletion";
import { DELETION_MAX, whyKept } from "@/server/domain/deletion/deletion";
import { lockContact } from "@/server/store/contacts/contacts";
import {
  type Candidate,
  countLeftAlone,
  countMessages,
  expiryOf,
  findCandidates,
  insertPlan,
} from "@/server/store/deletions/deletion-plans";
import type { Tx } from "@/server/store/events/tx";

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
  const contactId = input.contactId === undefined ? null : await requireContact(tx, input.contactId);
  const named = { ids: input.ids ?? [], displayIds: input.displayIds ?? [], contactId };
  const found = await findCandidates(tx, named, DELETION_MAX + 1);
  if (found.length > DELETION_MAX) throw new Refusal("deletion.too_large");

  const isErasure = contactId !== null;
  const kept = found.map((row) => ({ row, code: whyKept(row, isErasure ? "all" : "trash") }));
  const planned = kept.filter(({ code }) => code === null).map(({ row }) => row);
  const blocked = [
    ...kept.flatMap(({ row, code }) => (code === null ? [] : [{ ...place(row), code }])),
    ...unknownOf(input, found),
  ];
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

async function requireContact(tx: Tx, contactId: number): Promise<number> {
  const contact = await lockContact(tx, contactId);
  if (!contact) throw new Refusal("contact.not_found", { field: "contactId" });
  return contact.id;
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
