import type { EphemeralMessageDto } from "@/server/contract/message/ephemeral-message";
import { ephemeralEvents } from "@/server/live/hub/ephemeral-events";

/** Sends an ephemeral message to everyone who is connected and may see it. Call it after the commit. */
export function announceEphemeral(accountId: number, message: EphemeralMessageDto): void {
  const { displayId, inboxId } = message;
  ephemeralEvents()?.pass(accountId, { displayId, inboxId, ephemeral: message });
}
