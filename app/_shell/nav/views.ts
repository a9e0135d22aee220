import { FIRST_VIEW, type View } from "@/app/_shared/view/view";

/** The views in the column and in the palette, each with its count on the server. */
export const VIEWS = [
  { key: "mine", view: { ...FIRST_VIEW }, count: "mine" },
  { key: "unassigned", view: { ...FIRST_VIEW, scope: "unassigned" }, count: "unassigned" },
  { key: "open", view: { ...FIRST_VIEW, scope: "all" }, count: "open" },
  { key: "pending", view: { ...FIRST_VIEW, scope: "all", status: "pending" }, count: "pending" },
  { key: "snoozed", view: { ...FIRST_VIEW, scope: "all", status: "snoozed" }, count: "snoozed" },
  { key: "resolved", view: { ...FIRST_VIEW, scope: "all", status: "resolved" }, count: null },
  { key: "trash", view: { ...FIRST_VIEW, scope: "trash", status: null }, count: "trashed" },
] as const satisfies readonly { key: string; view: View; count: string | null }[];
