import { advanceBulk } from "@/server/commands/advance-bulk";
import type { Command, Run } from "@/server/commands/run";
import { startBulk } from "@/server/commands/start-bulk";
import type { BulkAction } from "@/server/contract/bulk";
import { type Caller, systemCaller } from "@/server/contract/caller";
import type { Actor } from "@/server/contract/dto";
import type { EventType, UnstampedEvent } from "@/server/contract/event";
import { conversation } from "./entries/states";
import type { Stage } from "./stage";

export type Path = {
  /** The path of a status or lifecycle, as other inboxes know it. */
  title: string;
  /** The command that takes it, by its file. */
  command: string;
  given?: (stage: Stage) => Promise<unknown>;
  act: (stage: Stage, run: Run) => Promise<readonly UnstampedEvent[]>;
  /** Exactly these, in this order. */
  told: readonly EventType[];
  /** The same once more; not said where that is another thing, such as another message. */
  again?: readonly EventType[];
  /** Who did it; whoever asked unless said. */
  actor?: Actor["type"];
};

/** Runs a command, by the agent unless said; in two steps, as `entry`. */
export const by =
  <I>(command: Command<I, unknown>) =>
  (input: (stage: Stage) => I, as: (stage: Stage) => Caller = (s) => s.agent) =>
  async (stage: Stage, run: Run): Promise<readonly UnstampedEvent[]> =>
    (await run(command, as(stage), input(stage))).events;

export const ref = (stage: Stage) => ({ conversation: conversation(stage) });
export const program = (stage: Stage): Caller => ({
  ...stage.admin,
  actor: { type: "token", id: stage.token.id, name: stage.token.name },
  tokenId: stage.token.id,
  via: "api",
});

/** A bulk operation of the stage's conversations, from its acceptance to its end. */
export const inBulk =
  (change: BulkAction) =>
  async (stage: Stage, run: Run): Promise<readonly UnstampedEvent[]> => {
    const displayIds = await stage.world.database.query<{ displayId: number }>(
      `select display_id as "displayId" from conversation where account_id = $1 order by id`,
      [stage.accountId],
    );
    const started = await run(startBulk, stage.agent, {
      change,
      target: { displayIds: displayIds.map(({ displayId }) => displayId) },
      mode: "best_effort",
      timeoutS: 600,
    });
    const done = await run(advanceBulk, systemCaller(stage.accountId), { bulkId: started.result.id });
    return [...started.events, ...done.events];
  };
