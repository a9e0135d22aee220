import { isAdministrative, type Role } from "@/server/domain/member/role";

/** The most macros of an account that are not a member's own, and the most of one member's own. */
export const MACROS_MAX = 100;
export const OWN_MACROS_MAX = 50;
/** The most actions of a macro. */
export const MACRO_ACTIONS_MAX = 20;
/** The longest snooze by a macro, in minutes: a year. */
export const MACRO_SNOOZE_MINUTES_MAX = 525_600;

/** What a macro does, in the order of a menu. */
export const MACRO_ACTION_TYPES = [
  "reply",
  "draft",
  "note",
  "status",
  "snooze",
  "assign",
  "team",
  "label",
  "priority",
  "follow",
] as const;

type Kept = { ownerId: number | null };
type Who = { userId: number | null; role: Role };

/** A member's own macro is theirs only, any other everybody's. */
export const mayRunMacro = ({ ownerId }: Kept, { userId }: Who): boolean =>
  ownerId === null || ownerId === userId;

/** A member changes their own macros, an administrator everybody's. */
export const mayChangeMacro = ({ ownerId }: Kept, who: Who): boolean =>
  ownerId === null ? isAdministrative(who) : ownerId === who.userId;
