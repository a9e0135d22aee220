import { type CallLoop, startCallLoop } from "@/server/worker/calls/call-loop";
import { createChangeQueue } from "./change-queue";
import { createSendQueue, type SendQueueOptions } from "./send-queue";

const running = new Set<CallLoop>();

/** Call it when messages or changes may have been queued: when events were stamped, or an undo window ended. */
export function wakeSends(): void {
  for (const sends of running) sends.wake();
}

/** Takes queued messages out to the programs behind their inboxes, and later changes of them, until it is stopped. */
export function openSends(options: SendQueueOptions): Pick<CallLoop, "stop"> {
  const { log } = options;
  const loops = [
    startCallLoop({
      open: (onEnd) => createSendQueue(options, onEnd),
      log,
      failure: "messages could not be sent",
    }),
    startCallLoop({
      open: (onEnd) => createChangeQueue(options, onEnd),
      log,
      failure: "changes of messages could not be taken out",
    }),
  ];
  for (const loop of loops) running.add(loop);
  return {
    async stop() {
      for (const loop of loops) running.delete(loop);
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
