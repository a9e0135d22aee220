import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { useCancelRetry } from "@/app/_shared/message/use-cancel-retry";
import type { Row } from "@/app/_shell/cache/rows";
import { useActions } from "@/app/_shell/keys/actions";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { toLastMessage } from "@/server/contract/event/reduce";
import { cancelRetryOffer } from "./cancel-retry-offer";

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
