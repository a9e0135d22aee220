import { createRun } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { openThread } from "@/server/setup/demo/conversation/thread";
import type { Database } from "@/server/store/_postgres/db";
import { type AgentPasswords, type Cast, createCast } from "./cast";
import { crowdSteps } from "./crowd-steps";
import { RARITIES, type Rarity } from "./failures";
import { createAttributesAndMacros, createLabelsAndReplies } from "./organising";
import { CROWDS } from "./people";
import { policySteps } from "./policy-history";
import { createRandom, type Random } from "./random";
import { play, type Step } from "./schedule";
import { createCompanies, tradeSteps } from "./trade";

const HOUR_MS = 3_600_000;
/** The same demo at every first run. */
const SEED = 20_261_120;

/** How long before now the demo's account was created: a day before its first conversation. */
export const DEMO_DAYS = 31;

export type DemoOptions = {
  /** A database in one transaction: see `oneTransaction`. */
  stage: Database;
  admin: Caller & { userId: number };
  passwords: AgentPasswords;
  now: Date;
};

/**
 * Fills an account with a month of a small shop: three inboxes, seven agents, some 270 conversations in eight languages,
 * four companies that buy wholesale.
 * All of it goes through commands, each with the clock at its own time, so every event, transition, cause and receipt is
 * what the product itself would have written then.
 */
export async function seedDemo({ stage, admin, passwords, now }: DemoOptions): Promise<void> {
  const opened = new Date(now.getTime() - DEMO_DAYS * 24 * HOUR_MS);
  const run = createRun({ database: stage, now: () => opened, onCommitted: () => {} });
  const cast = await createCast(run, admin, passwords);
  await createLabelsAndReplies(run, admin);
  await createAttributesAndMacros(run, admin);
  await createCompanies(run, cast);
  const random = createRandom(SEED);
  await play(stage, [
    ...policySteps(cast, now.getTime()),
    ...RARITIES.flatMap((rarity) => raritySteps(rarity, cast, random, now.getTime())),
    ...CROWDS.flatMap((crowd) => crowdSteps(crowd, { cast, random, now: now.getTime() })),
    ...tradeSteps({ cast, random, now: now.getTime() }),
  ]);
}

function raritySteps(rarity: Rarity, cast: Cast, random: Random, now: number): Step[] {
  const { hoursAgo, inbox, agent, customer, arrival } = rarity;
  return openThread({ cast, random, inbox, agent, customer, arrival }).place(now - hoursAgo * HOUR_MS, now);
}
