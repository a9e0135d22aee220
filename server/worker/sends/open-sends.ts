import { type CallLoop, startCallLoop } from "@/server/worker/calls/call-loop";
import { createSendQueue, type SendQueueOptions } from "./send-queue";

const running = new Set<CallLoop>();

/** Call it when messages may have been queued: when events were stamped, or an undo window ended. */
export function wakeSends(): void {
  for (const sends of running) sends.wake();
}

/** Takes queued messages out to the programs behind their inboxes, until it is stopped. */
export function openSends(options: SendQueueOptions): Pick<CallLoop, "stop"> {
  const sends = startCallLoop({
    open: (onEnd) => createSendQueue(options, onEnd),
    log: options.log,
    failure: "messages could not be sent",
  });
  running.add(sends);
  return {
    async stop() {
      running.delete(sends);
      await sends.stop();
    },
  };
}
