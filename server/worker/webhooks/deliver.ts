import { type CallLoop, startCallLoop } from "@/server/worker/calls/call-loop";
import { createSender, type SenderOptions } from "./sender";

/** `wake`: call it when events were stamped. */
export type Webhooks = CallLoop;

/**
 * Sends the log's events to endpoints: each event becomes a delivery for every endpoint whose subscription matches, and
 * goes through claim, prepare, call, settle. Any number of processes may do it.
 */
export const startWebhooks = (options: SenderOptions): Webhooks =>
  startCallLoop({
    open: (onEnd) => createSender(options, onEnd),
    log: options.log,
    failure: "webhooks could not be worked on",
  });
