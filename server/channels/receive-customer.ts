import { receivedText } from "@/server/commands/conversations/_steps/apply-change";
import { type ReceiveFrom, receiveFrom } from "@/server/commands/messages/receive-from";
import { defined } from "@/server/lib/defined";
import { findReceivedBefore } from "@/server/store/messages/received-before";
import { type ChannelInbox, callerOf } from "./places";

/** A customer's message with its provider's id of it. */
type Received = Omit<ReceiveFrom, "inboxId"> & { sourceId: string };

/** Stores a customer's message, once by its provider's id. A plain text shares its transaction with other changes that wait. */
export async function receiveCustomer(
  inbox: ChannelInbox,
  received: Received,
): Promise<{ isRepeated?: boolean | undefined }> {
  const { accountId, inboxId, services } = inbox;
  const { from, ...message } = received;
  const alone = async () => {
    const { sourceId } = message;
    const isRepeated = await findReceivedBefore(services.database, accountId, { inboxId, sourceId });
    if (isRepeated) return { isRepeated };
    return (await services.run(receiveFrom, callerOf(inbox), { ...received, inboxId })).result;
  };
  const change = receivedText(message);
  if (!change) return alone();
  const { sourceId, name, email, phone } = from;
  const to = { inboxId, sourceId, called: defined({ name, email, phone }) };
  return services.changes.change(callerOf(inbox), { to, change }, { alone, answer: () => ({}) });
}
