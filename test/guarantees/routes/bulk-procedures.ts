import type { ProcedureCase } from "./procedure-case";

const ofBulk = { foreign: "bulk_operation.not_found" } as const;

/** Procedures of bulk operations. */
export const BULK: Record<string, ProcedureCase> = {
  "bulk.start": {
    kind: "mutation",
    input: ({ bulkId }) => ({ action: "undo", params: { bulkOperationId: bulkId } }),
    ...ofBulk,
    agent: null,
  },
  "bulk.get": { kind: "query", input: ({ bulkId }) => ({ id: bulkId }), ...ofBulk, agent: null },
  "bulk.list": { kind: "query", input: () => ({ limit: 20 }), foreign: null, agent: "auth.forbidden" },
  "bulk.refused": {
    kind: "query",
    input: ({ bulkId }) => ({ id: bulkId }),
    ...ofBulk,
    agent: "bulk_operation.not_found",
  },
  "bulk.cancel": {
    kind: "mutation",
    input: ({ bulkId }) => ({ id: bulkId }),
    ...ofBulk,
    agent: "bulk_operation.not_found",
  },
};
