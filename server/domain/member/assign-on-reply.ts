/** A member's own choice whether their replies assign unassigned conversations to them; `account`: as the account has it. */
export const REPLY_ASSIGNMENTS = ["account", "always", "never"] as const;
export type ReplyAssignment = (typeof REPLY_ASSIGNMENTS)[number];

/** Whether a reply of a member to an unassigned conversation assigns it to them. */
export const assignsReplier = (
  choice: ReplyAssignment,
  { accountDefault }: { accountDefault: boolean },
): boolean => (choice === "account" ? accountDefault : choice === "always");
