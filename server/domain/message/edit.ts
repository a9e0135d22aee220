import { isInUndoWindow, type Withdrawable } from "./undo-window";

/** What a channel allows with a sent message. */
type Ability = { edit: boolean; delete: boolean };

/**
 * By channel. `api`: the integrator gets the events of both. `widget`: Tickline shows the messages itself. `evolution`: a
 * phone keeps a message until the adapter can change it.
 */
export const CHANNEL_ABILITIES: Readonly<Record<"api" | "widget" | "evolution", Ability>> = {
  api: { edit: true, delete: true },
  widget: { edit: true, delete: true },
  evolution: { edit: false, delete: false },
};

/** The fields of a message that decide whether it may be changed. */
export type Changeable = Withdrawable & {
  kind: "message" | "note" | "activity";
  direction: "in" | "out" | null;
  status: "pending" | "sent" | "failed" | "delivered" | "read" | null;
  deletedAt: Date | null;
};

export type Change = "edit" | "delete";

export type ChangeRefusal =
  | "message.not_yours"
  | "message.deleted"
  | "message.not_editable"
  | "message.not_deletable"
  | "message.already_left";

type Situation = { isWriter: boolean; channel: keyof typeof CHANNEL_ABILITIES; now: Date };

/**
 * Why its writer may not change or delete a message, or null. Notes: always allowed. Messages: within their undo window
 * (the command refuses to delete them: withdraw), if they failed, and once sent if the channel can.
 */
export function whyNotChanged(
  change: Change,
  message: Changeable,
  { isWriter, channel, now }: Situation,
): ChangeRefusal | null {
  const never = change === "edit" ? "message.not_editable" : "message.not_deletable";
  if (message.kind === "activity" || message.direction === "in") return never;
  if (!isWriter) return "message.not_yours";
  if (message.deletedAt !== null || message.withdrawnAt !== null) return "message.deleted";
  if (message.kind === "note" || message.status === "failed" || isInUndoWindow(message, now)) return null;
  return CHANNEL_ABILITIES[channel][change] ? null : "message.already_left";
}

/** For how long a deleted message can be restored. */
export const RESTORE_HOURS = 24;
