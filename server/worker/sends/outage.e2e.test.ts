import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createMember } from "@/server/commands/members/members";
import { setAlertMails } from "@/server/commands/members/profile";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Mailer } from "@/server/lib/web/mailer";
import { listAlerts } from "@/server/queries/health/alerts";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { claimSends } from "@/server/store/sends/claim-sends";
import { markAllStuck } from "@/server/worker/jobs/message-jobs";
import { sendMails } from "@/server/worker/mails/send-mails";
import { watchAlerts } from "@/server/worker/watches/watch-alerts";
import { type FailingProgram, openFailingProgram } from "@/test/support/clients/receiver";
import { BASE_URL, openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterAll(() => scene.close());

const MINUTE = 60_000;
const STEP_MS = 15_000;
const log = { error: () => undefined };

/** An account with two conversations, three administrators and an agent; one administrator wants no mails. */
async function open(program: FailingProgram, deduplicates: boolean) {
  const s = await scene.stage(program, { callbackDeduplicates: deduplicates });
  await s.run(recordReceipts, { receipts: [{ messageId: s.outgoing.id, signal: "delivered" }] });
  const begin = async () => {
    const [inboxId, contactId] = [s.inbox.id, s.contact.id];
    const { result } = await s.run(createConversation, { inboxId, contactId, startedBy: "other" });
    return result.conversation.id;
  };
  const administrator = async (name: string): Promise<Caller> => {
    const email = `${name}-${s.accountId}@example.test`;
    const fields = { name, email, role: "administrator" as const, inboxIds: [], passwordHash: "unusable" };
    const { result } = await s.run(createMember, fields);
    return { ...s.admin, actor: { type: "user", id: result.id, name }, userId: result.id };
  };
  const [grace, quiet] = [await administrator("grace"), await administrator("quiet")];
  await scene.world.run(setAlertMails, quiet, { alertMails: "off" });
  const ids = new Map<string, number>();
  const conversations = { A: s.conversation.id, B: await begin(), K: await begin() };
  return {
    s,
    administrators: [s.admin, grace, quiet],
    ids,
    async write(where: keyof typeof conversations, number: number) {
      const content = `${where}${number}`;
      const conversation = { conversationId: conversations[where] };
      ids.set(content, (await s.run(sendMessage, { conversation, content })).result.message.id);
    },
  };
}
type Account = Awaited<ReturnType<typeof open>>;

/** A worker claims the only message, writes it to the program, and is killed before it stores the answer. */
async function killWithinCall(program: FailingProgram): Promise<void> {
  const { database, clock } = scene.world;
  const [claim, ...others] = await claimSends(database, { now: clock.now, inFlight: new Map(), room: 10 });
  if (!claim || others.length > 0) throw new Error("not one message was due");
  const body = JSON.stringify({ message: { content: "K1" } });
  await fetch(program.url, { method: "POST", body, headers: { "webhook-id": claim.key } });
}

const PHASES = [
  [MINUTE, "is down"],
  [2 * MINUTE, "throttles"],
  [8 * MINUTE, "hangs"],
  [10 * MINUTE, "is down"],
] as const;

/** What workers do within one step of the clock. */
async function work(worker: { turn(): Promise<void> }): Promise<void> {
  const { database, run, clock } = scene.world;
  const context = { database, run, now: () => clock.now, log };
  await worker.turn();
  await markAllStuck(context);
  await watchAlerts(context);
  scene.pass(STEP_MS);
}

/** Ten minutes in which the program takes nothing, while messages are written. */
async function sufferOutage(program: FailingProgram, { write }: Account, worker: { turn(): Promise<void> }) {
  const { clock } = scene.world;
  const beganMs = clock.now.getTime();
  let [written, state] = [0, ""];
  for (;;) {
    const passedMs = clock.now.getTime() - beganMs;
    const phase = PHASES.find(([untilMs]) => passedMs < untilMs);
    if (!phase) return;
    if (phase[1] !== state) await program.become(phase[1]);
    state = phase[1];
    if (passedMs >= written * MINUTE) {
      written++;
      for (const where of ["A", "B"] as const) await write(where, written);
      if (written === 2) await write("K", written);
    }
    await work(worker);
  }
}

const isLeft = async ({ s }: Account): Promise<boolean> => {
  const [row] = await scene.world.database.query<{ left: boolean }>(
    "select exists (select 1 from send where account_id = $1 and settled_at is null) as left",
    [s.accountId],
  );
  return row?.left ?? true;
};

/** The drill, to the end of all sends. */
async function drill(program: FailingProgram, deduplicates: boolean): Promise<Account> {
  const account = await open(program, deduplicates);
  await program.become("works");
  await account.write("K", 1);
  await killWithinCall(program);
  const worker = scene.worker({ answerMs: 500 });
  await sufferOutage(program, account, worker);
  expect(await alertsOf(account)).toMatchObject([{ kind: "callback_down", closedAt: null }]);
  await program.become("works");
  for (let steps = 0; await isLeft(account); steps++) {
    if (steps === 40) throw new Error("messages are left ten minutes after the outage");
    await work(worker);
  }
  await work(worker);
  expect(program.met).toEqual(new Set(["works", "throttles", "hangs"]));
  return account;
}

const alertsOf = async ({ s }: Account) =>
  (await listAlerts(scene.world.database, s.admin, { limit: 50 })).data;

const statuses = async ({ s, ids }: Account) =>
  Object.fromEntries(
    await Promise.all(
      [...ids].map(async ([content, id]) => {
        const { status, unconfirmed } = await scene.message(s, id);
        return [content, unconfirmed ? "unconfirmed" : status] as const;
      }),
    ),
  );

/** The numbers of each conversation's messages as they arrived. */
const ordersOf = ({ arrivals }: FailingProgram): number[][] =>
  ["A", "B", "K"].map((where) =>
    arrivals.flatMap(({ content }) => (content.startsWith(where) ? [Number(content.slice(1))] : [])),
  );
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

async function expectOneAlert(account: Account): Promise<void> {
  const { s, administrators } = account;
  const alerts = await alertsOf(account);
  expect(alerts).toMatchObject([
    { kind: "callback_down", subject: { id: s.inbox.id, name: s.inbox.name }, closedAt: expect.any(String) },
  ]);
  const logged = (await scene.world.relay()).filter(({ accountId }) => accountId === s.accountId);
  const told = logged.filter(({ type }) => type.startsWith("alert."));
  expect(told.map(({ type }) => type)).toEqual(["alert.opened", "alert.closed"]);
  const noticesTo = async (caller: Caller) =>
    (await listNotifications(scene.world.database, caller, { limit: 50 })).data.filter(
      ({ kind }) => kind === "alert",
    );
  for (const caller of administrators)
    expect(await noticesTo(caller)).toMatchObject([{ conversation: null, alert: { id: alerts[0]?.id } }]);
  expect(await noticesTo(s.agent)).toEqual([]);
}

/** The names of those who got a mail. */
async function mailed(): Promise<string[]> {
  const { database, clock } = scene.world;
  const mails: string[] = [];
  const mailer: Mailer = { send: async ({ to }) => void mails.push(to.name) };
  await sendMails({ database, now: () => clock.now, log, mailer, baseUrl: BASE_URL });
  return mails.sort();
}

beforeEach(() => scene.dropOpen());

test("the outage of a program that ignores repetitions: all is sent, in order; each try is told; one alert", async () => {
  const program = await openFailingProgram();
  const account = await drill(program, true);
  expect(new Set(Object.values(await statuses(account)))).toEqual(new Set(["sent"]));
  for (const order of ordersOf(program)) expect(order).toEqual(sorted(order));
  for (const content of account.ids.keys()) {
    const own = program.arrivals.filter((one) => one.content === content);
    expect(new Set(own.map(({ sendId }) => sendId)).size).toBe(1);
    expect(own.filter(({ isAnswered }) => isAnswered)).toHaveLength(content === "K1" ? 2 : 1);
  }
  const { tries } = await scene.timeline(account.s, account.ids.get("A1") ?? 0);
  expect(tries.map(({ number }) => number)).toEqual(tries.map((_, i) => i + 1));
  expect(new Set(tries.map(({ outcome }) => outcome))).toEqual(
    new Set(["not_sent", "ambiguous", "accepted"]),
  );
  expect(tries.map(({ nextAt }) => nextAt !== null)).toEqual(tries.map((_, i) => i < tries.length - 1));
  await expectOneAlert(account);
  expect(await mailed()).toEqual(["Ada Duarte", "grace"]);
});

test("the outage of any other program: nothing arrives twice; what may have arrived is unconfirmed; one alert", async () => {
  const program = await openFailingProgram();
  const account = await drill(program, false);
  const expected = [...account.ids.keys()].map((content) => {
    const own = program.arrivals.filter((one) => one.content === content);
    expect(own).toHaveLength(1);
    return [content, own[0]?.isAnswered && content !== "K1" ? "sent" : "unconfirmed"];
  });
  expect(await statuses(account)).toEqual(Object.fromEntries(expected));
  expect(program.arrivals.some(({ isAnswered }) => !isAnswered)).toBe(true);
  for (const order of ordersOf(program)) expect(order).toEqual(sorted(order));
  await expectOneAlert(account);
  expect(await mailed()).toEqual(["Ada Duarte", "grace"]);
});
