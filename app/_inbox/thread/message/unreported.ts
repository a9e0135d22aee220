import type { InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { ReceiptDto } from "@/server/contract/message/receipt";

/** Whether the inbox marks the message as sent by itself: no callback accepted it, and no provider's id is known. */
export const beginsAsSent = (
  { callbackUrl, messagesStartAs }: Pick<InboxDto, "callbackUrl" | "messagesStartAs">,
  { sourceId }: Pick<MessageDto, "sourceId">,
): boolean => callbackUrl === null && messagesStartAs === "sent" && sourceId === null;

/** Whether a message shows as sent although nobody has reported that it was. */
export const isUnreported = (
  { status, sourceId, attempt, sender }: Pick<MessageDto, "status" | "sourceId" | "attempt" | "sender">,
  { receipts, hasMore }: { receipts: readonly Pick<ReceiptDto, "signal" | "attempt">[]; hasMore: boolean },
): boolean =>
  status === "sent" &&
  sourceId === null &&
  sender.type !== "token" && // a program that wrote it may have sent it
  !hasMore &&
  !receipts.some((receipt) => receipt.signal === "sent" && receipt.attempt === attempt);
