import { RateLimiterMemory } from "rate-limiter-flexible";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { shared } from "@/server/lib/shared";
import { ephemeralEvents } from "./ephemeral-events";

/** Far more than a writer needs. */
const limiter = () => shared("typing-limit", () => new RateLimiterMemory({ points: 10, duration: 10 }));

/**
 * Counts a writer's typing signs. False above ten in ten seconds: further ones are ignored. `writer`: a member's id, or
 * a key.
 */
export const mayAnnounceTyping = (writer: number | string): Promise<boolean> =>
  limiter()
    .consume(writer)
    .then(
      () => true,
      () => false,
    );

type Typer = { conversation: Pick<ConversationDto, "displayId" | "inboxId">; userId: number };

/**
 * Tells the members who see a conversation that somebody starts or stops typing in it. It is not stored.
 * @param userId a member, or `CUSTOMER`.
 */
export function announceTyping(accountId: number, { conversation, userId }: Typer, isTyping: boolean): void {
  const { displayId, inboxId } = conversation;
  ephemeralEvents()?.type(accountId, { displayId, inboxId, userId }, isTyping);
}
