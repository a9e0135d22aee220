import type { ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { type Change, type ChangeRefusal, whyNotChanged } from "@/server/contract/message/change";

type Reader = {
  meId: number;
  channel: InboxDto["channel"] | null;
  lifecycle: ConversationDto["lifecycle"];
  now: Date;
};

/** Why the reader may not edit or delete a message, as the server would say; null = they may, as far as known here. */
export function whyNot(
  change: Change,
  message: MessageDto,
  { meId, channel, lifecycle, now }: Reader,
): ChangeRefusal | "conversation.trashed" | null {
  if (lifecycle !== "live") return "conversation.trashed";
  const { sender, kind, direction, status, sendAfter, withdrawnAt, deletedAt } = message;
  const isWriter = sender.type === "user" && sender.id === meId;
  const dates = {
    sendAfter: toDate(sendAfter),
    withdrawnAt: toDate(withdrawnAt),
    deletedAt: toDate(deletedAt),
  };
  // Until the inbox is known, the server decides.
  const situation = { isWriter, channel: channel ?? "api", now };
  return whyNotChanged(change, { kind, direction, status, ...dates }, situation);
}

const toDate = (at: string | null): Date | null => (at === null ? null : new Date(at));
