import type { Offer } from "@/app/_shell/keys/offers";
import type { MessageDto } from "@/server/contract/_shared/dto";

type CancelRetryParts = {
  cancel: (messageId: number) => void;
  /** The message on one line. */
  nameOf: (message: MessageDto) => string;
};

/**
 * The offer that cancels a planned attempt: of the only message that has one, or of a chosen one, newest first. Null if none
 * has one.
 */
export function cancelRetryOffer(
  messages: readonly MessageDto[],
  { cancel, nameOf }: CancelRetryParts,
): Offer | null {
  const planned = messages.filter(({ retryAt }) => retryAt !== null);
  const [only] = planned;
  if (!only) return null;
  if (planned.length === 1) return { run: () => cancel(only.id) };
  const choiceOf = (message: MessageDto) => ({
    id: String(message.id),
    name: nameOf(message),
    run: () => cancel(message.id),
  });
  return { choices: () => planned.toReversed().map(choiceOf) };
}
