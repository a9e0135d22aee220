import { reasonOf } from "@/server/lib/start-failure";
import { hasEndpoints, oweDeliveries } from "@/server/store/owe-deliveries";
import { createBell } from "./bell";
import { createSender, type SenderOptions } from "./sender";

export type Webhooks = {
  /** Something was stamped. Cheap, and nothing at all where nobody is to be told. */
  wake(): void;
  /** Takes nothing more, waits for what is under way, and writes how it ended. */
  stop(): Promise<void>;
};

/** Events of other processes are seen, retries tried, at most this much later. */
const LOOK_EVERY_MS = 500;
/** After an error of the database. */
const RETRY_MS = 1_000;

/**
 * Tells endpoints what is in the log: each event becomes a delivery of every endpoint that asked for it, and goes through
 * claim, prepare, call, settle. Any number of processes may do it.
 */
export function startWebhooks(options: SenderOptions): Webhooks {
  const { database, now, log } = options;
  const bell = createBell();
  const sender = createSender(options, bell.ring);
  let isStopping = false;
  let isNeeded = false; // while there is no endpoint, a look every now and then is all

  /** One turn; whether there is more to do at once. */
  async function turn(): Promise<boolean> {
    // What is owed does not depend on how the last ones ended; what is claimed does.
    const [, followed] = await Promise.all([sender.flush(), isStopping ? null : follow()]);
    if (followed === null || isStopping) return false;
    const { considered } = followed;
    const taken = await sender.take();
    if (considered + taken + sender.count() === 0) isNeeded = await hasEndpoints(database);
    return considered > 0;
  }

  /** What is in the log and not yet owed; null where there is nobody to tell. */
  async function follow(): Promise<{ considered: number } | null> {
    isNeeded ||= await hasEndpoints(database);
    return isNeeded ? oweDeliveries(database, now()) : null;
  }

  const loop = (async () => {
    while (!isStopping || sender.count() > 0) {
      try {
        if (!(await turn())) await bell.wait(LOOK_EVERY_MS);
      } catch (error) {
        log.error({ reason: reasonOf(error) }, "webhooks could not be worked on");
        if (isStopping) return; // their leases end; they are sent again, under the same id
        await bell.wait(RETRY_MS, { isDeaf: true });
      }
    }
  })();

  return {
    wake: () => {
      if (isNeeded) bell.ring();
    },
    stop() {
      isStopping = true;
      sender.letGo();
      bell.ring();
      return loop;
    },
  };
}
