import type { OwnedRows, ProcedureCase } from "./procedure-case";

const inbox = ({ inboxId }: OwnedRows) => ({ inboxId });
const administrators = { kind: "mutation", foreign: "inbox.not_found", agent: "auth.forbidden" } as const;

/** The procedures that check an inbox's integration. */
export const INBOX_CHECKS: Record<string, ProcedureCase> = {
  "inboxes.diagnose": { kind: "query", input: inbox, foreign: "inbox.not_found", agent: "inbox.not_found" },
  "inboxes.testCallback": { ...administrators, input: inbox },
  "inboxes.checkEvolution": {
    ...administrators,
    input: (o) => ({ ...inbox(o), url: "http://192.0.2.1", instance: "refused", apiKey: "key" }),
  },
};
