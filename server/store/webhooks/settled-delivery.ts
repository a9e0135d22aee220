import type { DroppedReason } from "@/server/contract/webhook/endpoint";

/** The result of a claimed delivery, with its try, if there was one. */
export type SettledDelivery = {
  accountId: number;
  deliveryId: number;
  endpointId: number;
  /** The claim's lease: a process that has lost it does not change the delivery for the next one. */
  leaseUntil: Date;
  next:
    | { state: "delivered" | "failed" }
    | { state: "dropped"; reason: DroppedReason }
    | { state: "waiting"; dueAt: Date };
  /** Null: no request was sent. */
  made: {
    number: number;
    at: Date;
    durationMs: number;
    address: string | null;
    status: number | null;
    fault: string | null;
    message: string | null;
    excerpt: string | null;
    pauseMs: number | null;
  } | null;
};
