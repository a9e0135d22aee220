import { lockExisting } from "@/server/commands/conversations/_steps/lock-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoChangesInput } from "@/server/contract/conversation/inputs";
import {
  type FacetBefore,
  type StatusBefore,
  statusToRestore,
  whyNotUndone,
} from "@/server/domain/conversation/undo";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import {
  findChangesOf,
  hasAnsweredSince,
  markUndone,
} from "@/server/store/conversations/conversation-changes";
import { saveLifecycle, saveStatus } from "@/server/store/conversations/conversation-status";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { saveAssignee } from "@/server/store/conversations/posted-notices";
import { countUnread } from "@/server/store/conversations/seen";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";
import { provideLabels } from "@/server/store/organising/labels";
import { requireAssignable, requireTeam } from "./assign";
import { prepareMove } from "./move-conversation";

/** `operationId`: the operation whose changes of this conversation are undone. */
export type UndoChanges = { conversation: ConversationRef } & UndoChangesInput;

const cause = { rule: "undo" } as const;

/**
 * Undoes an operation's changes of a conversation's inbox, status, assignee, labels, priority, team, custom attributes
 * and trashing. All of them or, if one has changed since, none. Then the operation before it can be undone.
 */
export async function undoChanges(tx: Tx, input: UndoChanges): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  return undoInto(tx, before, input.operationId);
}

/** `undoChanges` for a conversation that is locked already. */
export async function undoInto(
  tx: Tx,
  before: ConversationRow,
  operationId: string,
): Promise<ConversationRow> {
  const changes = await findChangesOf(tx, { conversationId: before.id, operationId });
  const why = whyNotUndone(before, changes);
  if (why) throw new Refusal(why);
  return restoreChanges(tx, before, { changes, operationId });
}

/** Restores an operation's earlier values in a locked conversation. The caller has checked that it may. */
export async function restoreChanges(
  tx: Tx,
  before: ConversationRow,
  { changes, operationId }: { changes: readonly FacetBefore[]; operationId: string },
): Promise<ConversationRow> {
  await markUndone(tx, { conversationId: before.id, operationId });
  let conversation = before;
  for (const change of changes.toSorted((a, b) => turnOf(a) - turnOf(b)))
    conversation = await restoreFacet(tx, conversation, change);
  return conversation;
}

/**
 * The inbox first: the earlier assignee may not see the current one. Labels last: a conversation resolved as spam is
 * reopened before the label goes, so that no event shows it resolved without the label.
 */
const turnOf = ({ facet }: FacetBefore): number => (facet === "inbox" ? 0 : facet === "labels" ? 2 : 1);

async function restoreFacet(tx: Tx, now: ConversationRow, change: FacetBefore): Promise<ConversationRow> {
  switch (change.facet) {
    case "labels":
      await memoize(tx, `labels ${change.before.join("\n")}`, () => provideLabels(tx, change.before));
      return saveConversation(
        tx,
        now,
        { labels: [...change.before] },
        { type: "conversation.labelled", cause },
      );
    case "assignee": {
      const assigneeId = change.before;
      if (assigneeId !== null) await requireAssignable(tx, assigneeId, now.inboxId);
      const unreadCount = await countUnread(tx, { ...now, assigneeId });
      return saveAssignee(tx, now, { assigneeId, unreadCount, cause });
    }
    case "team":
      await requireTeam(tx, change.before);
      return saveConversation(
        tx,
        now,
        { teamId: change.before },
        { type: "conversation.team_changed", cause },
      );
    case "priority":
      return saveConversation(
        tx,
        now,
        { priority: change.before },
        { type: "conversation.priority_changed", cause },
      );
    case "inbox": {
      const { inboxId, contactInboxId } = change.before;
      const links = new Map([[now.id, contactInboxId]]);
      const move = await memoize(tx, moveBackTo(inboxId), () => prepareMove(tx, inboxId, [now], links));
      return move(now, "undo");
    }
    case "lifecycle":
      return now.lifecycle === change.before
        ? now
        : saveLifecycle(tx, now, { lifecycle: change.before, cause });
    case "attributes":
      return saveConversation(
        tx,
        now,
        { customAttributes: { ...change.before } },
        { type: "conversation.updated", cause },
      );
    case "status":
      return restoreStatus(tx, now, change.before);
  }
}

/** The key under which a bulk undo memoizes a prepared move back to this inbox. */
export const moveBackTo = (inboxId: number): string => `move back to ${inboxId}`;

const isSameTime = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

async function restoreStatus(tx: Tx, now: ConversationRow, before: StatusBefore): Promise<ConversationRow> {
  const status = statusToRestore(before, tx.now);
  const isSame =
    status.status === now.status && status.snoozedUntil?.getTime() === now.snoozedUntil?.getTime();
  if (isSame) return now;
  const waitedSince = before.waitingSince === null ? null : new Date(before.waitingSince);
  const stillWaits = waitedSince !== null && !(await hasAnsweredSince(tx, now.id, waitedSince));
  // A hand-off that is undone: nobody has written since it began the waiting.
  const waitsOnly = before.waitingSince === null && isSameTime(now.waitingSince, now.statusChangedAt);
  return saveStatus(tx, now, {
    ...status,
    cause,
    ...(stillWaits ? { waitingSince: waitedSince } : waitsOnly ? { waitingSince: null } : {}),
  });
}
