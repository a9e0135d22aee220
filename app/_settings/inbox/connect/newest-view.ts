import { FIRST_VIEW, type View } from "@/app/_shared/view/view";

/** The view whose first row is the newest conversation of an inbox. */
export const newestView = (inboxId: number): View => ({ ...FIRST_VIEW, scope: "all", status: null, inboxId });
