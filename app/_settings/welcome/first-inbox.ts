import type { InboxDto } from "@/server/contract/_shared/dto";

/** The channels that a newcomer can try at once: the others need an account with a provider. */
export const FIRST_CHANNELS = ["widget", "api"] as const;
export type FirstChannel = (typeof FIRST_CHANNELS)[number];
const isFirst = (channel: string): boolean => FIRST_CHANNELS.some((one) => one === channel);

/** Of the inboxes of these channels the one that was created last; null if there is none. */
export const firstInboxOf = (inboxes: readonly InboxDto[]): InboxDto | null =>
  inboxes.filter(({ channel }) => isFirst(channel)).sort((a, b) => b.id - a.id)[0] ?? null;
