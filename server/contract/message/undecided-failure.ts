import type { MessageDto } from "@/server/contract/_shared/dto";

/**
 * In `contentAttributes.undecidedFailure` of a note by which a program reported a failure without naming its message: the
 * messages that it can be about, none of which was marked as failed.
 */
export type UndecidedFailure = { messageIds: number[] };

/** Whether a note has it. Integrators may write it too. No schema: browsers load this file. */
export const isUndecidedFailure = ({ kind, contentAttributes }: MessageDto): boolean =>
  kind === "note" && contentAttributes["undecidedFailure"] !== undefined;
