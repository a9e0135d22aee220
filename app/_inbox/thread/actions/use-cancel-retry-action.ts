import type { Row } from "@/app/_shared/conversation/rows";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { useCancelRetry } from "@/app/_shared/message/planned-retry";
import { useActions } from "@/app/_shell/keys/actions";
import type { Offer } from "@/app/_shell/keys/offers";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { toLastMessage } from "@/server/contract/event/reduce";

/** Offers to cancel the planned retries among a conversation's loaded messages, in the palette. */
export function useCancelRetryAction({ lifecycle }: Row["conversation"], messages: readonly MessageDto[]) {
  const { mutate } = useCancelRetry();
  const messageLine = useMessageLine();
  const offer =
    lifecycle === "live"
      ? cancelRetryOffer(messages, {
          cancel: (messageId) => mutate({ messageId }),
          nameOf: (message) => messageLine(toLastMessage(message)),
        })
      : null;
  useActions("conversation", offer ? { cancelRetry: offer } : {});
}

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
