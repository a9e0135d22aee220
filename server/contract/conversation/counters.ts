import type { ConversationStatus } from "@/server/domain/conversation/conversation";

/** Numbers of conversations: all, assigned to the caller, unassigned. */
export type Tally = { all: number; mine: number; unassigned: number };

/** Exact numbers of the conversations that a caller may see; absolute values of one instant. */
export type Counters = {
  byStatus: Record<ConversationStatus, Tally>;
  /** Inboxes without any live conversation may be absent. */
  byInbox: Record<number, Record<ConversationStatus, Tally>>;
  /** In the trash, with any status. */
  trashed: Tally;
};

/** Lists without a maintained counter are counted up to this: of the open list, and of each saved view. */
export const LIST_COUNT_MAX = 999;
export const SAVED_COUNT_MAX = 99;

/** The numbers next to the inbox's views. */
export type ViewCounts = Record<ConversationStatus, number> & {
  /** Open and assigned to the caller; open and unassigned. */
  mine: number;
  unassigned: number;
  /** In the trash, with any status. */
  trashed: number;
  /** Open, by inbox; inboxes without any are absent. */
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
