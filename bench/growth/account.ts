import { type BenchPostgres, prepare } from "@/bench/lib/postgres";
import { createRun, type Run } from "@/server/commands/_run/run";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createAccount } from "@/server/commands/members/account";
import { createMember } from "@/server/commands/members/members";
import { createLabel } from "@/server/commands/organising/labels";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { FILL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { stampBatch } from "@/server/store/events/relay";

/** Ids of the account's inboxes and agents: from 101 on, as those of bench/list. */
export const FIRST_ID = 101;
export const INBOXES = 5;
export const AGENTS = 6;
export const LABEL = "billing";

/** The account's administrator. */
export const ada: Caller = {
  accountId: 1,
  actor: { type: "user", id: FIRST_ID, name: "Ada" },
  role: "administrator",
  inboxIds: "all",
  userId: FIRST_ID,
  tokenId: null,
  via: "ui",
};

/** The program that brings messages and reports about those that leave. */
export const program: Caller = {
  ...ada,
  actor: { type: "token", id: 1, name: "Bridge" },
  userId: null,
  tokenId: 1,
  via: "api",
};

/** A database of the product, a clock that only the bench moves, and the commands. */
export type Place = {
  /** As the superuser. */
  url: string;
  database: Database;
  clock: { now: Date };
  run: Run;
  relay(): Promise<void>;
};

/** Creates a database with account 1: inboxes, agents, a label, and an endpoint that gets every event. */
export async function createPlace(
  { create, urlOf }: BenchPostgres,
  name: string,
): Promise<{ place: Place; appUrl: string }> {
  const roles = await create(name);
  await prepare(roles);
  const place = openPlace(urlOf(name), roles.DATABASE_URL);
  const { run, database } = place;
  const first = `select setval(pg_get_serial_sequence($1, 'id'), ${FIRST_ID}, false)`;
  for (const table of ["app_user", "inbox"]) await database.query(first, [table]);
  const person = (nth: number) => ({ email: `agent-${nth}@example.test`, passwordHash: "unusable" });
  const administrator = { name: "Ada", ...person(0) };
  await run(createAccount, systemCaller(0), { name: "Growth", administrator });
  for (let nth = 1; nth < AGENTS; nth++)
    await run(createMember, ada, {
      name: `Agent ${nth}`,
      ...person(nth),
      role: "administrator",
      inboxIds: [],
    });
  for (let nth = 1; nth <= INBOXES; nth++)
    await run(createInbox, ada, { name: `Inbox ${nth}`, channel: "api" });
  await run(createLabel, ada, { name: LABEL, colour: "blue", description: "" });
  await run(createEndpoint, ada, { url: "https://receiver.example.test/", types: ["*"] });
  await place.relay();
  return { place, appUrl: roles.DATABASE_URL };
}

/** `appUrl`: as the plain role. */
export function openPlace(url: string, appUrl: string): Place {
  const database = openDatabase({ url: appUrl, allAccountsUrl: url, max: 4, limits: FILL_LIMITS });
  const clock = { now: new Date() };
  const run = createRun({ database, now: () => clock.now, onCommitted: () => {} });
  const relay = async () => {
    for (;;) {
      const result = await stampBatch(database, clock.now);
      if (result.kind === "stamped" && !result.isFull) return;
    }
  };
  return { url, database, clock, run, relay };
}
