import type { Channel } from "@/server/domain/inbox/channel";
import { isInUndoWindow, type Withdrawable } from "./undo-window";

/** What a channel allows with a sent message; and whether its integrator reports that a customer took theirs back. */
type Ability = { edit: boolean; delete: boolean; takeBack: boolean };

/**
 * By channel. `api`: the integrator gets the events of both. `widget`: Tickline shows the messages itself. `evolution`: a
 * phone keeps a message until the adapter can change it. `wukongim`: members read the history that Tickline keeps.
 */
export const CHANNEL_ABILITIES: Readonly<Record<Channel, Ability>> = {
  api: { edit: true, delete: true, takeBack: true },
  widget: { edit: true, delete: true, takeBack: false },
  evolution: { edit: false, delete: false, takeBack: false },
  wukongim: { edit: true, delete: true, takeBack: true },
};

/** The fields of a message that decide whether it may be changed. */
export type Changeable = Withdrawable & {
  kind: "message" | "note" | "activity" | "system";
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

type Situation = {
  isWriter: boolean;
  /** The caller has a token: in an `api` inbox it speaks for the channel. */
  isIntegrator?: boolean;
  channel: keyof typeof CHANNEL_ABILITIES;
  now: Date;
};

/**
 * Why its writer may not change or delete a message, or null. Notes: always allowed. Messages: within their undo window
 * (the command refuses to delete them: withdraw), if they failed, and once sent if the channel can. A customer's message is
 * deleted by the channel's integrator only.
 */
export function whyNotChanged(
  change: Change,
  message: Changeable,
  { isWriter, isIntegrator = false, channel, now }: Situation,
): ChangeRefusal | null {
  const never = change === "edit" ? "message.not_editable" : "message.not_deletable";
  if (message.kind === "activity" || message.kind === "system") return never;
  const isCustomers = message.direction === "in";
  if (isCustomers && !(change === "delete" && isIntegrator && CHANNEL_ABILITIES[channel].takeBack))
    return never;
  if (!isCustomers && !isWriter) return "message.not_yours";
  if (message.deletedAt !== null || message.withdrawnAt !== null) return "message.deleted";
  if (isCustomers) return null;
  if (message.kind === "note" || message.status === "failed" || isInUndoWindow(message, now)) return null;
  return CHANNEL_ABILITIES[channel][change] ? null : "message.already_left";
}

/** For how long a deleted message can be restored. */
export const RESTORE_HOURS = 24;

/** Content types that ask the customer for something. */
const ANSWERABLE_TYPES: ReadonlySet<string> = new Set([
  "cards",
  "form",
  "input_csat",
  "input_email",
  "input_select",
  "input_text",
  "input_textarea",
  "integrations",
]);

const DAY_MS = 86_400_000;
/** How long a survey takes answers. */
const SURVEY_DAYS = 14;

type Answerable = { kind: string; direction: string | null; contentType: string; createdAt: Date };

/** Why a customer's values are no answer to a message, in words; null = they are. */
export function whyNotAnswered(
  { kind, direction, contentType, createdAt }: Answerable,
  now: Date,
): string | null {
  if (kind !== "message" || direction !== "out" || !ANSWERABLE_TYPES.has(contentType))
    return "the message asks for nothing";
  const isOver = now.getTime() - createdAt.getTime() > SURVEY_DAYS * DAY_MS;
  return contentType === "input_csat" && isOver
    ? `You cannot update the CSAT survey after ${SURVEY_DAYS} days`
    : null;
}

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
