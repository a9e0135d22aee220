import type { Actor, MessageDto } from "@/server/contract/_shared/dto";

/** The source of a forwarded note, in its `contentAttributes.forwardedFrom`. */
export type ForwardedFrom = { displayId: number; number: number; sender: Actor };

/** Reads the source from a note's attributes, which integrators may write too. No schema: browsers load this file. */
export function readForwarded(
  attributes: MessageDto["contentAttributes"],
): { displayId: number; number: number; who: string | null } | null {
  const from = attributes["forwardedFrom"];
  if (!isObject(from)) return null;
  const { displayId, number, sender } = from;
  if (!isWhole(displayId) || !isWhole(number)) return null;
  const name = isObject(sender) ? sender["name"] : null;
  return { displayId, number, who: typeof name === "string" ? name : null };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/**
 * In `contentAttributes.undecidedFailure` of a note by which a program reported a failure without naming its message: the
 * messages that it can be about, none of which was marked as failed.
 */
export type UndecidedFailure = { messageIds: number[] };

/** Whether a note has it. Integrators may write it too. No schema: browsers load this file. */
export const isUndecidedFailure = ({ kind, contentAttributes }: MessageDto): boolean =>
  kind === "note" && contentAttributes["undecidedFailure"] !== undefined;
