import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import { LISTED_IDS_MAX } from "@/server/contract/deletion/deletion";
import { changesOf, type Planned } from "@/server/domain/deletion/deletion";
import { type ContactRow, lockContact } from "@/server/store/contacts/contacts";
import { type Candidate, findCandidates } from "@/server/store/deletions/deletion-candidates";
import { lockPlan, type Plan, spendPlan } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { isOnHold } from "./contact-on-hold";

/** Spends the token of a prepared deletion and returns its plan. Refuses as `confirmDeletion` does. */
export async function takePlan(tx: Tx, token: string): Promise<{ plan: Plan; planned: readonly Planned[] }> {
  requireAdministrator(tx.caller);
  requireScope(tx.caller, "conversations:purge");
  const plan = await lockPlan(tx, token);
  if (!plan) throw new Refusal("deletion.token_unknown", { field: "token" });
  if (plan.usedAt !== null) throw new Refusal("deletion.token_used", { field: "token" });
  if (plan.expiresAt <= tx.now) throw new Refusal("deletion.token_expired", { field: "token" });
  const planned = await requireUnchanged(tx, plan);
  await spendPlan(tx, plan.id);
  return { plan, planned };
}

async function requireUnchanged(tx: Tx, { contactId, items }: Plan): Promise<readonly Planned[]> {
  const isErasure = contactId !== null;
  const contact = isErasure ? await requireItself(tx, contactId) : null;
  const ids = items.map(({ id }) => id);
  const found = await findCandidates(tx, { ids, displayIds: [], contactId }, items.length + LISTED_IDS_MAX);
  const now = new Map<number, Candidate>(found.map((row) => [row.id, row]));
  const planned = new Set(ids);
  const added = found
    .filter(({ id }) => !planned.has(id))
    .map(({ id }) => ({ id, code: "conversation.added" as const }));
  const changed = [...changesOf(items, now, isErasure ? "all" : "trash"), ...added];
  if (changed.length === 0) {
    if (contact && (await isOnHold(tx, contact))) throw changedOf("inbox.legal_hold");
    return items;
  }
  const listed = changed.slice(0, LISTED_IDS_MAX);
  const detail = listed.map((change) => ({ ...change, displayId: now.get(change.id)?.displayId ?? null }));
  throw new Refusal("deletion.set_changed", { field: "token", detail: JSON.stringify(detail) });
}

/** Locks the planned contact. Refuses if it was merged since: another contact's data would be deleted. */
async function requireItself(tx: Tx, contactId: number): Promise<ContactRow> {
  const contact = await lockContact(tx, contactId);
  if (contact?.id === contactId) return contact;
  throw changedOf("contact.not_found");
}

/** Why none of the contact's conversations may be deleted. */
function changedOf(code: "contact.not_found" | "inbox.legal_hold"): Refusal {
  const detail = [{ id: null, displayId: null, code }];
  return new Refusal("deletion.set_changed", { field: "token", detail: JSON.stringify(detail) });
}
