import type { z } from "zod";
import type { ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { deriveKey } from "@/server/lib/crypto/seal";
import type { MailInbox } from "./receive/find-thread";
import type { emailSettings } from "./settings";

type Connected = Omit<ConnectedInbox<Pick<z.output<typeof emailSettings>, "address">>, "keepRefreshToken">;

/** An e-mail inbox as mail is assigned to its conversations. The key is the installation's: reply addresses stay valid while it does. */
export const mailInboxOf = ({ accountId, inbox, settings: { address } }: Connected): MailInbox => ({
  accountId,
  inboxId: inbox.id,
  address,
  replyKey: deriveKey("tickline email reply address"),
});
