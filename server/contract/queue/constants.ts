// Without zod: the browser loads it.

/** Rows of one inbox, of one endpoint and of one kind of job are counted up to this. */
export const QUEUE_COUNT_MAX = 10_000;

/** Rows that one request may retry or discard. */
export const QUEUE_CHANGE_MAX = 500;

/** `due`: its time has come; `waiting`: it is not tried before `dueAt`; `in_flight`: a process is calling the receiver. */
export const QUEUED_STATES = ["due", "waiting", "in_flight"] as const;

/** Which deliveries a list shows: those that wait or are in flight, or those that failed. */
export const DELIVERY_QUEUES = ["waiting", "failed"] as const;
export type DeliveryQueue = (typeof DELIVERY_QUEUES)[number];

/** Background work of an account. */
export const JOB_KINDS = [
  "bulk_operations",
  "deletions",
  "undo_windows",
  "automatic_retries",
  "file_fetches",
  "file_inspections",
  "mails",
  "pushes",
  "search_entries",
  "label_changes",
  "events",
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Jobs whose rows can be listed; of the others only the number is of use. */
export const LISTED_JOBS = [
  "bulk_operations",
  "deletions",
  "undo_windows",
  "automatic_retries",
  "file_fetches",
  "file_inspections",
  "mails",
  "pushes",
] as const satisfies readonly JobKind[];
export type ListedJob = (typeof LISTED_JOBS)[number];

/** Jobs that are tried again after a failure, and can be tried earlier. */
export const RETRIED_JOBS = [
  "bulk_operations",
  "deletions",
  "file_fetches",
  "file_inspections",
  "mails",
  "pushes",
] as const satisfies readonly JobKind[];
export type RetriedJob = (typeof RETRIED_JOBS)[number];

/** Jobs that nothing else depends on. */
export const DISCARDED_JOBS = ["mails", "pushes"] as const satisfies readonly RetriedJob[];
export type DiscardedJob = (typeof DISCARDED_JOBS)[number];
