/** So many a member has of their own, and an account shared: a screen can hold all of them. */
export const VIEWS_MAX = 100;

type Kept = { ownerId: number; isShared: boolean };
type Who = { userId: number | null; role: "administrator" | "agent" | "system" };

/** One's own is nobody else's business; what is shared is everybody's to open. */
export const mayOpenView = (view: Kept, { userId }: Who): boolean => view.isShared || view.ownerId === userId;

/** A shared one is changed by who made it and by administrators. */
export const mayChangeView = (view: Kept, { userId, role }: Who): boolean =>
  view.ownerId === userId || (view.isShared && role !== "agent");
