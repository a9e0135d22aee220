/** What a customer may be in a group. */
export const MEMBER_ROLES = ["owner", "admin", "member"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** The members that a group may have at one time. */
export const GROUP_MEMBERS_MAX = 1_000;
