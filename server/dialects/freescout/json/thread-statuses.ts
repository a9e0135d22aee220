import type { Activity, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { type StatusWord, statusWord, wordOf } from "./words";

type Line = Pick<MessageDto, "id" | "createdAt" | "activity">;

/**
 * The status that a conversation had at each of its lines, by the line's id. `lines` are its newest ones, the newest
 * first, without a gap. A line has the status that the same commit gave: a message with which it was closed is closed,
 * as in FreeScout. Whether an earlier resolved state was spam is not recorded with the lines: it is shown as closed.
 */
export function statusesAt(
  conversation: Pick<ConversationDto, "status" | "labels">,
  lines: readonly Line[],
): ReadonlyMap<number, StatusWord> {
  const statuses = new Map<number, StatusWord>();
  let current = statusWord(conversation);
  let before: { status: StatusWord; at: string } | null = null;
  for (const { id, createdAt, activity } of lines) {
    if (before && before.at !== createdAt) {
      current = before.status;
      before = null;
    }
    statuses.set(id, current);
    if (activity && isOfStatus(activity)) before = { status: wordOf(activity.from), at: createdAt };
  }
  return statuses;
}

/** Whether an activity line is about the status: not about the trash or another inbox. */
export const isOfStatus = ({ lifecycle, inbox, from, to }: Activity): boolean =>
  lifecycle === undefined && inbox === undefined && from !== to;
