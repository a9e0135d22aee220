import { type Channel, capabilitiesOf, changeLimitsOf } from "@/server/domain/inbox/channel";
import type { ChangeLimits } from "@/server/domain/inbox/channel-traits";
import { TEMPLATE_CONTENT_TYPE } from "./channel-template";
import { isInUndoWindow, type Withdrawable } from "./undo-window";

/** The fields of a message that decide whether it may be changed. */
export type Changeable = Withdrawable & {
  kind: "message" | "note" | "activity" | "system";
  direction: "in" | "out" | null;
  status: "pending" | "sent" | "failed" | "delivered" | "read" | null;
  deletedAt: Date | null;
  contentType?: string;
  /** When it left, as far as that is known. Counts only in channels whose provider changes messages for a while. */
  leftAt?: Date | null;
  /** The content types of its files. */
  fileTypes?: readonly string[];
};

export const CHANGES = ["edit", "delete"] as const;
export type Change = (typeof CHANGES)[number];

export type ChangeRefusal =
  | "message.not_yours"
  | "message.deleted"
  | "message.not_editable"
  | "message.not_deletable"
  | "message.already_left"
  | "message.edit_too_late"
  | "message.delete_too_late"
  | "message.file_not_editable";

type Situation = {
  isWriter: boolean;
  /** The caller has a token: in an `api` inbox it speaks for the channel. */
  isIntegrator?: boolean;
  /** The channel itself reports what was done to the message on the other side, by whoever it was. */
  isReported?: boolean;
  channel: Channel;
  now: Date;
};

/**
 * Why its writer may not change or delete a message, or null. Notes: always allowed. Messages: within their undo window
 * (the command refuses to delete them: withdraw), if they failed, and once sent if the channel can, as long as its provider takes changes. A customer's message is
 * deleted by the channel's integrator only, and changed if the channel itself reports it. The text of
 * a template is its provider's.
 */
export function whyNotChanged(
  change: Change,
  message: Changeable,
  { isWriter, isIntegrator = false, isReported = false, channel, now }: Situation,
): ChangeRefusal | null {
  const never = change === "edit" ? "message.not_editable" : "message.not_deletable";
  if (message.kind === "activity" || message.kind === "system") return never;
  if (isReported && message.kind === "message" && capabilitiesOf(channel).takeBack)
    return message.deletedAt !== null || message.withdrawnAt !== null ? "message.deleted" : null;
  const isCustomers = message.direction === "in";
  if (isCustomers && !(change === "delete" && isIntegrator && capabilitiesOf(channel).takeBack)) return never;
  if (!isCustomers && !isWriter) return "message.not_yours";
  if (message.deletedAt !== null || message.withdrawnAt !== null) return "message.deleted";
  if (isCustomers) return null;
  if (change === "edit" && message.contentType === TEMPLATE_CONTENT_TYPE) return never;
  if (message.kind === "note" || message.status === "failed" || isInUndoWindow(message, now)) return null;
  if (!capabilitiesOf(channel)[change]) return "message.already_left";
  const limits = changeLimitsOf(channel);
  return limits && whyProviderRefuses(change, message, { limits, now });
}

type Departure<T> = {
  leftAt?: T | null | undefined;
  sentAt?: T | null | undefined;
  sendAfter: T | null;
  createdAt: T;
};

/** When a message left, as far as that is known. */
export const leftAtOf = <T>({ leftAt, sentAt, sendAfter, createdAt }: Departure<T>): T =>
  leftAt ?? sentAt ?? sendAfter ?? createdAt;

const MINUTE_MS = 60_000;

/** Until when the provider takes a change of a message that left then. */
export const changeableUntil = (change: Change, leftAt: Date, limits: ChangeLimits): Date =>
  new Date(leftAt.getTime() + MINUTE_MS * (change === "edit" ? limits.editMinutes : 60 * limits.deleteHours));

/** Why the provider would not change a message that may be with the customer, or null. One that waits is not old yet. */
export function whyProviderRefuses(
  change: Change,
  { status, leftAt, fileTypes = [] }: Pick<Changeable, "status" | "leftAt" | "fileTypes">,
  { limits, now }: { limits: ChangeLimits; now: Date },
): "message.edit_too_late" | "message.delete_too_late" | "message.file_not_editable" | null {
  const isEditable = fileTypes.every((type) => limits.editableFiles.some((kind) => type.startsWith(kind)));
  if (change === "edit" && !isEditable) return "message.file_not_editable";
  if (status === "pending" || !leftAt || now <= changeableUntil(change, leftAt, limits)) return null;
  return change === "edit" ? "message.edit_too_late" : "message.delete_too_late";
}

/** For how long a deleted message can be restored. */
export const RESTORE_HOURS = 24;

/** Whether a text has at most so many characters (code points). Reads a long one only as far as it must. */
export function fitsInto(text: string, charsMax: number): boolean {
  if (text.length <= charsMax) return true;
  if (text.length > 2 * charsMax) return false;
  return charactersOf(text) <= charsMax;
}

/** The number of characters (code points) of a text. */
export function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
