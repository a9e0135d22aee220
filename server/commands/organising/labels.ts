import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockReached } from "@/server/commands/_steps/require-contact";
import { lockExisting } from "@/server/commands/conversations/_steps/lock-conversation";
import {
  type LabelChange,
  labelsAfter,
  normalLabels,
  normalName,
} from "@/server/commands/organising/_steps/label-names";
import { renameInMacros, renameInViews } from "@/server/commands/organising/_steps/rename-label";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockContacts, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import {
  type ConversationRef,
  lockConversation,
  saveConversation,
} from "@/server/store/conversations/conversations";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";
import {
  appendLabelMove,
  deleteLabelMove,
  type LabelMove,
  lockLabelMove,
} from "@/server/store/organising/label-moves";
import { listLabelled, listLabelledContacts } from "@/server/store/organising/label-uses";
import {
  insertLabels,
  type LabelText,
  lockLabel,
  provideLabels,
  saveLabel,
  toLabelDto,
} from "@/server/store/organising/labels";

/** Creates a label. Administrators only; other members create one by adding a new name to a conversation. */
export async function createLabel(tx: Tx, { name, ...appearance }: LabelText): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const [made] = await insertLabels(tx, [{ ...appearance, name: normalName(name) }]);
  if (!made) throw new Refusal("label.taken", { field: "name" });
  return toLabelDto(made);
}

export type UpdateLabel = Partial<LabelText> & { labelId: number };

/** Changes a label's name, colour or description; the worker renames it on conversations. Administrators only. */
export async function updateLabel(tx: Tx, { labelId, ...patch }: UpdateLabel): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const before = await lockLabel(tx, labelId);
  if (!before) throw new Refusal("label.not_found");
  const name = patch.name === undefined ? before.name : normalName(patch.name);
  const { colour = before.colour, description = before.description } = patch;
  const isSame = name === before.name && colour === before.colour && description === before.description;
  if (isSame) return toLabelDto(before);
  const after = await saveLabel(tx, before, { name, colour, description });
  if (name !== before.name) await appendLabelMove(tx, { fromName: before.name, toName: name });
  return toLabelDto(after);
}

/** Deletes a label; the worker removes it from conversations. Administrators only. */
export async function deleteLabel(tx: Tx, { labelId }: { labelId: number }): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const before = await lockLabel(tx, labelId);
  if (!before) throw new Refusal("label.not_found");
  const after = await saveLabel(tx, before, { deletedAt: tx.now });
  await appendLabelMove(tx, { fromName: before.name, toName: null });
  return toLabelDto(after);
}

type LabelContact = { contactId: number } & LabelChange;

/** Changes a contact's labels: lower case, sorted, each once. A new name creates a label. */
export async function labelContact(tx: Tx, { contactId, ...change }: LabelContact): Promise<ContactDto> {
  const before = await lockReached(tx, contactId);
  const labels = labelsAfter(before.labels, change);
  await provideLabels(
    tx,
    labels.filter((label) => !before.labels.includes(label)),
  );
  return toContactDto(await saveContact(tx, before, { labels }));
}

type LabelConversation = { conversation: ConversationRef } & LabelChange;

/** Changes a conversation's labels: lower case, sorted, each once. A new name creates a label. */
export async function labelConversation(tx: Tx, input: LabelConversation): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  return labelInto(tx, before, input);
}

/** Changes the labels of a locked conversation. Without a change it returns the row as is and creates no event. */
export async function labelInto(
  tx: Tx,
  before: ConversationRow,
  change: LabelChange,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const labels = labelsAfter(before.labels, change);
  if (labels.join("\n") === before.labels.join("\n")) return before;
  const added = labels.filter((label) => !before.labels.includes(label));
  await memoize(tx, `labels ${added.join("\n")}`, () => provideLabels(tx, added));
  return saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
}

/** The most conversations, contacts, views and macros, each, per transaction. */
const MOVE_BATCH = 100;

/**
 * Renames or removes a label on its next contacts and conversations, trashed ones included, and renames it in views and
 * macros. `isDone` when none remain. Null if there is nothing to do or another process has the lock.
 */
export async function moveLabel(tx: Tx, { moveId }: { moveId: number }): Promise<{ isDone: boolean } | null> {
  const move = await lockLabelMove(tx, moveId);
  if (!move) return null;
  const ofContacts = await moveOnContacts(tx, move);
  const ofConversations = await moveOnConversations(tx, move);
  const ofSettings = await moveInSettings(tx, move);
  const isDone = ofContacts < MOVE_BATCH && ofConversations < MOVE_BATCH && ofSettings < MOVE_BATCH;
  if (isDone) await deleteLabelMove(tx, move.id);
  return { isDone };
}

/** From a contact that lost the label meanwhile, a merge may have moved it to another one: then another batch follows. */
async function moveOnContacts(tx: Tx, move: LabelMove): Promise<number> {
  const ids = await listLabelledContacts(tx, move.fromName, MOVE_BATCH);
  if (ids.length === 0) return 0;
  const labelled = (await lockContacts(tx, ids)).filter(({ labels }) => labels.includes(move.fromName));
  for (const before of labelled) await saveContact(tx, before, { labels: movedLabels(before.labels, move) });
  return labelled.length === ids.length ? ids.length : MOVE_BATCH;
}

async function moveOnConversations(tx: Tx, move: LabelMove): Promise<number> {
  const ids = await listLabelled(tx, move.fromName, MOVE_BATCH);
  for (const conversationId of ids) {
    const before = await lockConversation(tx, { conversationId });
    if (!before?.labels.includes(move.fromName)) continue;
    const labels = movedLabels(before.labels, move);
    await saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
  }
  return ids.length;
}

/** Views and macros that name a deleted label show that it is gone. */
async function moveInSettings(tx: Tx, { fromName, toName }: LabelMove): Promise<number> {
  if (toName === null) return 0;
  const renaming = { fromName, toName };
  const ofViews = await renameInViews(tx, renaming, MOVE_BATCH);
  return Math.max(ofViews, await renameInMacros(tx, renaming, MOVE_BATCH));
}

function movedLabels(before: readonly string[], { fromName, toName }: LabelMove): string[] {
  const kept = before.filter((label) => label !== fromName);
  return normalLabels(toName === null ? kept : [...kept, toName]);
}
