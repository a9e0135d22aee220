import type { ConversationStatus } from "@/server/domain/conversation/conversation";

/** Conversations: all of them, the caller's own, and nobody's. */
export type Tally = { all: number; mine: number; unassigned: number };

/** How many live conversations a caller may see, exactly; absolute values, of one instant. */
export type Counters = {
  byStatus: Record<ConversationStatus, Tally>;
  /** Inboxes without any live conversation may be absent. */
  byInbox: Record<number, Record<ConversationStatus, Tally>>;
  /** Those in the trash, whatever their status. */
  trashed: Tally;
};

/** The numbers that stand beside the views of the inbox. */
export type ViewCounts = Record<ConversationStatus, number> & {
  /** Open ones of the caller, and of nobody. */
  mine: number;
  unassigned: number;
  /** In the trash, whatever their status. */
  trashed: number;
  /** Open ones by inbox; inboxes without any are absent. */
  byInbox: Record<number, number>;
};

export function toViewCounts({ byStatus, byInbox, trashed }: Counters): ViewCounts {
  const open = Object.entries(byInbox).map(([id, statuses]) => [Number(id), statuses.open.all] as const);
  return {
    mine: byStatus.open.mine,
    unassigned: byStatus.open.unassigned,
    open: byStatus.open.all,
    pending: byStatus.pending.all,
    snoozed: byStatus.snoozed.all,
    resolved: byStatus.resolved.all,
    trashed: trashed.all,
    byInbox: Object.fromEntries(open.filter(([, count]) => count > 0)),
  };
}
