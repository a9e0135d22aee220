import type { EphemeralMessageDto } from "@/server/contract/message/ephemeral-message";
import { ephemeralEvents } from "@/server/live/hub/ephemeral-events";

/** Sends an ephemeral message to everyone who is connected and may see it. Call it after the commit. */
export function announceEphemeral(accountId: number, message: EphemeralMessageDto): void {
  const { displayId, inboxId } = message;
  ephemeralEvents()?.pass(accountId, { displayId, inboxId, ephemeral: message });
}

type Place = { displayId: number; inboxId: number };

/** Tells agents that recipients received command messages of these conversations. Call it after the commit. */
export function announceAcknowledged(accountId: number, conversations: readonly Place[]): void {
  for (const { displayId, inboxId } of conversations)
    ephemeralEvents()?.pass(accountId, { displayId, inboxId, hasAcknowledged: true });
}
