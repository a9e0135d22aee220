import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makePasswordLink, setPasswordByLink } from "@/server/commands/credentials/passwords";
import { customerCaller, systemCaller } from "@/server/contract/_shared/caller";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { sendCustomerTranscript } from "./send-customer-transcript";
import { sendTranscript } from "./send-transcript";

let world: World;
let stage: Stage;
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const send = (caller: Stage["agent"], email: string) =>
  world.run(sendTranscript, caller, { conversation: conversation(stage), email });
const logged = async () =>
  (await listSettingChanges(world.database, stage.admin, { limit: 100, subject: "account" })).data
    .filter(({ setting }) => setting === "transcript")
    .map(({ to }) => to);

test("the audit log has transcripts to other addresses than the customer's and the sender's", async () => {
  const { email: own } = (
    await world.database.query<{ email: string }>("select email from app_user where id = $1", [
      stage.agent.userId,
    ])
  )[0] ?? { email: "" };
  await send(stage.agent, "LI@example.test");
  await send(stage.agent, own);
  await expect(send(stage.agent, "else@example.test")).rejects.toThrow("transcript.other_address");
  expect(await logged()).toEqual([]);
  await send(stage.admin, "else@example.test");
  expect(await logged()).toEqual([expect.stringMatching(/^#\d+: else@example\.test$/)]);
});

test("a member's 101st transcript within 24 hours is refused until the oldest is a day old", async () => {
  for (let n = 0; n < 99; n++) await send(stage.admin, `else-${n}@example.test`);
  await expect(send(stage.admin, "one-more@example.test")).rejects.toMatchObject({
    refusal: "request.rate_limited",
    retryAfterS: 86_400,
  });
  await send(stage.agent, "li@example.test"); // another member
  world.clock.now = new Date(world.clock.now.getTime() + 86_400_000);
  await send(stage.admin, "one-more@example.test");
});

test("a customer has a transcript that was sent mailed to the same address again after an hour only", async () => {
  const { accountId, inbox, conversation: of, contact } = await createStage(world);
  const actor = { type: "contact" as const, id: contact.id, name: null };
  const customer = customerCaller({ accountId, inboxId: inbox.id, actor, mayRun: [sendCustomerTranscript] });
  const sendTo = (email: string) =>
    world.run(sendCustomerTranscript, customer, { conversationId: of.id, email, locale: "en" });
  await sendTo("li@example.test");
  await sendTo("li@example.test"); // replaces the one that waits
  const settle = "update mail set sent_at = $2, due_at = null where account_id = $1";
  await world.database.query(settle, [accountId, world.clock.now]);
  const later = (minutes: number) => {
    world.clock.now = new Date(world.clock.now.getTime() + 60_000 * minutes);
  };
  later(20);
  const again = { refusal: "request.rate_limited", retryAfterS: 2_400 };
  await expect(sendTo("li@example.test")).rejects.toMatchObject(again);
  await sendTo("other@example.test");
  later(40);
  await sendTo("li@example.test");
});

test("a link for a forgotten password cancels no transcript that waits, and gives the member no more of them", async () => {
  const { admin, accountId, ...other } = await createStage(world);
  const userId = admin.userId ?? 0;
  const transcript = (n: number) =>
    world.run(sendTranscript, admin, {
      conversation: { conversationId: other.conversation.id },
      email: `else-${n}@example.test`,
    });
  const waiting = () =>
    world.database.query("select 1 from mail where user_id = $1 and kind = 'transcript'", [userId]);
  for (let n = 0; n < 100; n++) await transcript(n);
  const secret = crypto.randomUUID();
  await world.run(makePasswordLink, systemCaller(accountId), { userId, secret, mail: { locale: "en" } });
  expect(await waiting()).toHaveLength(100);
  await expect(transcript(100)).rejects.toThrow("request.rate_limited");
  const chosen = { secret, passwordHash: "unusable", address: "127.0.0.1" };
  await world.run(setPasswordByLink, systemCaller(accountId), chosen);
  expect(await waiting()).toHaveLength(100);
  expect(
    await world.database.query("select kind from mail where user_id = $1 and email = ''", [userId]),
  ).toEqual([]);
});
