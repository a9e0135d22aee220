import { isAdministrative, type Role } from "@/server/domain/member/role";

/** The most own views of a member, and the most shared views of an account: a screen loads all of them. */
export const VIEWS_MAX = 100;

type Kept = { ownerId: number; isShared: boolean };
type Who = { userId: number | null; role: Role };

/** A member's own view is visible to them only, a shared one to everybody. */
export const mayOpenView = (view: Kept, { userId }: Who): boolean => view.isShared || view.ownerId === userId;

/** A shared view may be changed by its owner and by administrators. */
export const mayChangeView = (view: Kept, who: Who): boolean =>
  view.ownerId === who.userId || (view.isShared && isAdministrative(who));
