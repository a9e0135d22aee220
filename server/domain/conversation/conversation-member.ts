import { type Channel, keepsOneConversation } from "@/server/domain/inbox/channel";

/** What a customer may be in a group, the highest first. */
export const MEMBER_ROLES = ["owner", "admin", "member"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** The one of two roles with more rights. */
export const higherRole = (a: MemberRole, b: MemberRole): MemberRole =>
  MEMBER_ROLES.indexOf(a) <= MEMBER_ROLES.indexOf(b) ? a : b;

/** The members that a group may have at one time. */
export const GROUP_MEMBERS_MAX = 1_000;

/** Whether a new conversation has a history that its members read: a group's, and each of a channel that keeps one. */
export const hasMembersHistory = (inbox: { channel: Channel }, { isGroup }: { isGroup: boolean }): boolean =>
  isGroup || keepsOneConversation(inbox);

/** The names that a notice lists before it only counts. */
export const NAMES_LISTED = 20;

/** The names of members in a notice: the first ones, then how many more. */
export function listNames(names: readonly string[]): string {
  const listed = names.slice(0, NAMES_LISTED).join(", ");
  const more = names.length - NAMES_LISTED;
  return more > 0 ? `${listed} (+${more})` : listed;
}

/** Up to which number of the history something came to each of these members: the least; null without members. */
export const reachedByAll = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((least, number) => Math.min(least, number));
