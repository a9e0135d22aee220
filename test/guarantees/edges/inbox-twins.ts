import { updateInboxInput } from "@/server/contract/inbox/inputs";

/** The two forms of an inbox's settings: screens write the deletion of resolved conversations apart, after a confirmation. */
export const INBOX_TWINS = {
  "inboxes.update": {
    v1: "patch /v1/inboxes/{id}",
    target: { inboxId: 1 },
    base: { name: "Web" },
    onlyV1: ["deleteResolvedAfterDays"],
  },
  "inboxes.changeRetention": {
    v1: "patch /v1/inboxes/{id}",
    target: { inboxId: 1 },
    base: { deleteResolvedAfterDays: 30 },
    onlyV1: Object.keys(updateInboxInput.omit({ deleteResolvedAfterDays: true }).shape),
  },
};
