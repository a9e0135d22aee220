import { AT } from "./sample-dtos";

// What several samples of events have in common.

export const withUnconfirmed = (unconfirmed: boolean) => ({
  data: { status: "pending", unconfirmed },
  changes: { unconfirmed: { from: !unconfirmed, to: unconfirmed } },
});
export const bulkEnded = (state: string, errorCode: string | null) => ({
  data: { state, errorCode, finishedAt: AT },
  changes: { state: { from: "running", to: state } },
});
export const request = { kind: "request", subjectId: null, requestId: "crm-4711" };
export const ALL_DONE = { processed: 240, succeeded: 238, unchanged: 2, failed: 0, failures: {} };
