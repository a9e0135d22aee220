import type { ChannelInbox } from "./places";

/** What a change is about is not here yet: the provider is to report the change again. */
export class MessageNotHere extends Error {
  override readonly name = "MessageNotHere";
}

/** A change of a message that is not here after so long is about one from before the inbox. */
const AWAITED_MS = 2 * 60_000;

/** Whether the message of a change from then may still come. */
export const isAwaited = ({ services }: ChannelInbox, changedAt: Date): boolean =>
  services.now().getTime() - changedAt.getTime() < AWAITED_MS;
