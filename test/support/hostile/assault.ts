import { checkInboxAlerts } from "@/server/commands/check-alerts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createRandom } from "@/server/setup/demo/random";
import type { World } from "@/test/support/scenes/world";
import { createParty, credentialsOf, digestOf, type Party } from "./parties";
import { createGenerator, type HostileRequest, type Parties } from "./requests";
import { createSender, DAMAGED_HEADS, type HostileAnswer } from "./send";
import type { Door, NEXT_TARGETS } from "./targets";

export type Assault = {
  world: World;
  url: string;
  seed: number;
  requests: number;
  /** Targets besides the APIs. */
  more?: typeof NEXT_TARGETS;
  /** The id of a server action; by default its name. */
  idOf?: (action: string) => string;
};

export type AssaultResult = {
  /** Answers that must not be: 5xx, or with rows of another account. */
  faults: string[];
  /** Answers by door and status. */
  answers: Record<string, number>;
  /** Tables in which a row of the account that never calls has changed. */
  changedTables: string[];
};

/** Requests in flight; fewer than the long polls of a token. */
const CONCURRENCY = 16;
const FAULTS_MAX = 20;
/** Credentials are renewed after so many requests: some requests end sessions and revoke tokens. */
const RENEW_EVERY = 200;

/** Sends random hostile requests from two accounts and nobody, and checks every answer, and a third account's rows. */
export async function assault({
  world,
  url,
  seed,
  requests,
  more = [],
  idOf = (action) => action,
}: Assault): Promise<AssaultResult> {
  const place = { world, url };
  const parties: Parties = {
    attacker: await createParty(place, { isQuiet: false }),
    foreign: await createParty(place, { isQuiet: false }),
    victim: await createParty(place, { isQuiet: true }),
  };
  const stamped = async () => {
    while ((await world.database.query("select 1 from outbox limit 1")).length > 0) await world.relay();
  };
  await settle(world, parties.victim.tenant.accountId);
  await stamped();
  const before = await digestOf(world, parties.victim.tenant.accountId);
  const result: AssaultResult = { faults: [], answers: {}, changedTables: [] };
  const sender = createSender(url, CONCURRENCY);
  try {
    for (const head of DAMAGED_HEADS) check(result, parties, null, await sender.sendRaw(head), head);
    const random = createRandom(seed);
    for (let sent = 0; sent < requests && result.faults.length < FAULTS_MAX; sent += RENEW_EVERY) {
      await renew(world, parties);
      const generator = createGenerator(parties, { origin: url, more, idOf });
      const batch = Array.from({ length: Math.min(RENEW_EVERY, requests - sent) }, () =>
        generator.next(random),
      );
      await inParallel(batch, async (request) =>
        check(result, parties, request, await sender.send(request), textOf(request)),
      );
    }
  } finally {
    sender.close();
  }
  await stamped();
  const after = await digestOf(world, parties.victim.tenant.accountId);
  result.changedTables = Object.keys(after).filter((table) => after[table] !== before[table]);
  return result;
}

/** What the worker of a running product would change in an account by itself: its clock is ahead of the world's. */
async function settle(world: World, accountId: number): Promise<void> {
  await world.database.query("update inbox set review_every_days = 0 where account_id = $1", [accountId]);
  const inboxes = await world.database.query<{ id: number }>("select id from inbox where account_id = $1", [
    accountId,
  ]);
  for (const { id } of inboxes) await world.run(checkInboxAlerts, systemCaller(accountId), { inboxId: id });
}

function check(
  result: AssaultResult,
  parties: Parties,
  request: HostileRequest | null,
  { status, text }: HostileAnswer,
  what: string,
): void {
  const key = `${request?.door ?? "raw"} ${status}`;
  result.answers[key] = (result.answers[key] ?? 0) + 1;
  if (status >= 500) result.faults.push(`${status} ${what}\n→ ${text.slice(0, 300)}`);
  const unseen = Object.values(parties).filter((party) => !isOwn(party, request, parties));
  if (unseen.some(({ mark }) => text.includes(mark))) result.faults.push(`a foreign row: ${what}`);
}

/** Whether an answer may have the party's rows. What a visitor wrote to a public inbox may be read again by a visitor. */
function isOwn(party: Party, request: HostileRequest | null, { attacker, foreign }: Parties): boolean {
  if (!request || request.role === "none" || request.role === "garbage") return false;
  return party === (request.role === "foreign" ? foreign : attacker);
}

const textOf = ({ role, method, path, headers, body, cutAt }: HostileRequest): string =>
  `${role} ${method} ${path.slice(0, 500)} ${JSON.stringify(headers)} ${cutAt ?? ""} ${(body ?? "").slice(0, 500)}`;

async function renew(world: World, { attacker, foreign }: Parties): Promise<void> {
  const accounts = [attacker, foreign].map(({ tenant }) => tenant.accountId);
  const admins = [attacker, foreign].map(({ tenant }) => tenant.admin.userId);
  await world.database.query(
    `update member set state = 'active', role = case when user_id = any($2) then 'administrator' else 'agent' end
      where account_id = any($1)`,
    [accounts, admins],
  );
  for (const party of [attacker, foreign]) {
    party.administrator = await credentialsOf(world, party.tenant.admin);
    party.member = await credentialsOf(world, party.agent);
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Doors whose valid requests were never answered: the test would not reach behind their checks. */
export const unreached = ({ answers }: AssaultResult, doors: readonly Door[]): Door[] =>
  doors.filter((door) => !Object.keys(answers).some((key) => new RegExp(`^${door} 2\\d\\d$`).test(key)));
