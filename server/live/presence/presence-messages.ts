import { z } from "zod";
import { shared } from "@/server/lib/shared";
import { type AccountSignal, createAccountSignal } from "@/server/live/hub/account-signal";
import type { Present } from "./presence-book";

/** Tells who starts or stops typing, in this process or another; one per process. */
export const typingSignal = (): AccountSignal<[entry: Present, isTyping: boolean]> =>
  shared("typing-signal", createAccountSignal<[entry: Present, isTyping: boolean]>);

const whole = z.number().int();
/** Conversation, inbox, member, and 1 for a note: short, because a payload is limited. */
const entry = z.tuple([whole, whole, whole, z.literal(1).optional()]);
const entries = z.array(entry).optional();

/** A presence report between processes. A lost report is repeated later. */
const reportSchema = z.object({
  accountId: whole,
  /** The feed whose streams it is about. */
  from: z.string(),
  here: entries,
  gone: entries,
  typing: entries,
  stopped: entries,
  /** A feed has just opened and requests the reports of others. */
  isRequest: z.boolean().optional(),
});
type Entry = z.infer<typeof entry>;

const MARK = "presence ";
/** Entries per message that fit into a process-bus payload. */
const ENTRIES_MAX = 150;

export type PresenceReport = { accountId: number; from: string; isRequest: boolean } & Record<
  "here" | "gone" | "typing" | "stopped",
  Present[]
>;

/** The messages for these entries, in as many pieces as needed. */
export function presenceMessages(
  of: { accountId: number; from: string },
  report: Partial<Omit<PresenceReport, "accountId" | "from">>,
): string[] {
  const { isRequest, ...lists } = report;
  const pieces: object[] = isRequest ? [{ isRequest }] : [];
  for (const [kind, list = []] of Object.entries(lists))
    for (let at = 0; at < list.length; at += ENTRIES_MAX)
      pieces.push({ [kind]: list.slice(at, at + ENTRIES_MAX).map(toEntry) });
  return pieces.map((piece) => MARK + JSON.stringify({ ...of, ...piece }));
}

/** Parses a report; null for another kind of message. Throws on a malformed report. */
export function readPresenceMessage(text: string): PresenceReport | null {
  if (!text.startsWith(MARK)) return null;
  const parsed = reportSchema.parse(JSON.parse(text.slice(MARK.length)));
  const { here, gone, typing, stopped, isRequest = false, ...of } = parsed;
  return {
    ...of,
    isRequest,
    here: toPresent(here),
    gone: toPresent(gone),
    typing: toPresent(typing),
    stopped: toPresent(stopped),
  };
}

const toEntry = ({ displayId, inboxId, userId, isPrivate }: Present): Entry =>
  isPrivate ? [displayId, inboxId, userId, 1] : [displayId, inboxId, userId];

const toPresent = (list: readonly Entry[] = []): Present[] =>
  list.map(([displayId, inboxId, userId, isPrivate]) => ({
    displayId,
    inboxId,
    userId,
    ...(isPrivate && { isPrivate: true as const }),
  }));
