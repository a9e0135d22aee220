import { onFilledAccount } from "@/bench/lib/filled-account";
import { execute, queryOne } from "@/bench/lib/postgres";
import { type Bench, type BenchResult, compare } from "@/bench/lib/report";
import { BARE_SEQUENCE, PER_CONVERSATION } from "@/bench/ticks/data";
import type { BulkAnswer, BulkQuestion } from "./worker";

const TARGET = 0.3;
const TICKS_PER_S = 100;
const SIZES = {
  tiny: { conversations: 100, rounds: 1, quietMs: 100 },
  short: { conversations: 5_000, rounds: 2, quietMs: 3_000 },
  long: { conversations: 100_000, rounds: 3, quietMs: 3_000 },
};

/** The least work of resolving: the rows, and as many events with whole bodies. It locks, decides and stamps nothing. */
const BARE = `
  with changed as (
    update conversation set status = $1, version = version + 1, cause = '{"rule":"bulk"}', status_changed_at = now(),
                            last_activity_at = now(), updated_at = now()
     where account_id = 1 and id <= $2 returning *
  ), events as (
    insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                       conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
    select 1, nextval('bare_seq'), gen_random_uuid(), 'conversation.status_changed', gen_random_uuid(), 'conversation',
           c.id, c.version, c.id, c.inbox_id, now(), now(), '',
           json_build_object('data', to_json(c), 'contact', to_json(t))
      from changed c join contact t on t.account_id = 1 and t.id = c.contact_id
    returning 1
  )
  select count(*)::int as events from events`;
const COUNT_EVENTS = `select ((select count(*) from event where type = 'conversation.status_changed')
  + (select count(*) from outbox where type = 'conversation.status_changed'))::int as events`;

/** Conversations that bulk operations resolve and reopen under ticks, against one statement with the same writes. */
export const bulk: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  const messages = size.conversations * PER_CONVERSATION;
  return onFilledAccount({ folder: "bulk", messages }, async ({ postgres, child }) => {
    await postgres.execute("create database bare template ours");
    await execute(postgres.urlOf("bare"), BARE_SEQUENCE);
    const { request } = child<BulkQuestion, BulkAnswer>(new URL("./worker.ts", import.meta.url));
    return await measure(size, { request, urlOf: postgres.urlOf });
  });
};

type Sides = { request(question: BulkQuestion): Promise<BulkAnswer>; urlOf(database: string): string };

async function measure(
  { conversations, rounds, quietMs }: (typeof SIZES)["short"],
  { request, urlOf }: Sides,
): Promise<BenchResult> {
  const faults: string[] = [];
  const signals = { ours: 0, bare: 0 };
  const p99s: number[] = [];
  let firstMessage = 1;
  const isEven = (side: keyof typeof signals) => signals[side]++ % 2 === 0;

  async function question(many: number): Promise<BulkAnswer> {
    const signal = many > 0 && isEven("ours") ? "resolve" : "reopen";
    const answer = await request({
      databaseUrl: urlOf("ours"),
      conversations: many,
      signal,
      ticksPerS: TICKS_PER_S,
      firstMessage,
      quietMs,
    });
    firstMessage += answer.ticks + answer.failures.length;
    faults.push(...answer.failures.map((failure) => `tick: ${failure}`));
    return answer;
  }
  async function ours(): Promise<number> {
    const before = await queryOne<{ events: number }>(urlOf("ours"), COUNT_EVENTS);
    const { seconds, succeeded, p99Ms } = await question(conversations);
    const after = await queryOne<{ events: number }>(urlOf("ours"), COUNT_EVENTS);
    if (succeeded !== conversations || after.events - before.events !== conversations)
      faults.push(`${succeeded} changed and ${after.events - before.events} events of ${conversations}`);
    p99s.push(p99Ms);
    return conversations / seconds;
  }
  async function bare(): Promise<number> {
    const began = performance.now();
    const values = [isEven("bare") ? "resolved" : "open", conversations];
    const { events } = await queryOne<{ events: number }>(urlOf("bare"), BARE, values);
    if (events !== conversations) faults.push(`bare: ${events} events`);
    return conversations / ((performance.now() - began) / 1000);
  }
  const quiet = await question(0);
  const compared = await compare({ ours, bare, rounds });
  const p99Ms = Math.max(...p99s);
  const rate = {
    name: `bulk-resolve-${conversations}`,
    ours: compared.ours,
    bare: compared.bare,
    ratio: compared.ratio,
    unit: "conversations/s",
    target: `≥ ${TARGET}`,
    leastRatio: TARGET,
    isVoid: compared.isVoid,
  };
  const underLoad = {
    name: "bulk-ticks-meanwhile-p99",
    ours: Math.round(p99Ms * 10) / 10,
    bare: Math.round(quiet.p99Ms * 10) / 10,
    ratio: null,
    unit: `ms at ${TICKS_PER_S}/s`,
    target: "– (bare: the same without a bulk operation)",
    isVoid: compared.isVoid,
  };
  return { lines: [rate, underLoad], faults, detail: { compared, p99s, quiet } };
}
