import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Database } from "@/server/store/_postgres/db";
import { listUnanswered, type Unanswered } from "@/server/store/webhooks/unanswered-bots";
import { forEachDue } from "@/server/worker/for-each-due";

type Opening = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

const BATCH = 100;

/** Hands every conversation over to the agents that waits for a bot which does not accept its messages. */
export async function openUnanswered({ database, run, now, log }: Opening): Promise<void> {
  const open = async ({ accountId, conversationId }: Unanswered) => {
    const handoff = { conversation: { conversationId }, signal: "handoff" as const };
    try {
      await run(changeStatus, systemCaller(accountId), handoff);
    } catch (error) {
      if (!isRefusal(error)) throw error; // changed or deleted meanwhile
    }
  };
  await forEachDue({
    list: (limit) => listUnanswered(database, { now: now(), limit }),
    handle: open,
    batch: BATCH,
    log,
    failure: "could not hand over a conversation of a failing bot",
  });
}
