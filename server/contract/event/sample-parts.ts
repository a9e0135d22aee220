import { AT, ada, manual, message } from "./sample-dtos";

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
export const MOVED = {
  data: {
    inboxId: 2,
    activity: {
      ...message,
      id: 1208,
      inboxId: 2,
      number: 6,
      version: 1,
      kind: "activity",
      direction: null,
      content: "",
      status: null,
      attempt: 0,
      sourceId: null,
      activity: {
        from: "open",
        to: "open",
        snoozedUntil: null,
        cause: manual,
        actor: ada,
        inbox: { from: 1, to: 2 },
      },
    },
  },
  changes: { inboxId: { from: 1, to: 2 } },
  cause: manual,
};
