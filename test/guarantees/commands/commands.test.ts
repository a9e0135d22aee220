import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRun, type Run } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listEvents } from "@/server/queries/events/list-events";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failuresOf, interleave } from "@/test/support/database/interleave";
import { seeds } from "@/test/support/scenes/property";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe("spine", () => {
  test("a conversation is answered, read and resolved, and the customer's next message opens it", async () => {
    const tenant = await createTenant(world);
    const { conversation } = await createScene(world, tenant);
    const ref = { conversation: { conversationId: conversation.id } };
    await world.run(receiveMessage, tenant.admin, { ...ref, content: "你好" });
    const { result: sent } = await world.run(sendMessage, tenant.admin, { ...ref, content: "Hello" });
    expect(sent.message.status).toBe("pending");

    const one = async (signal: "sent" | "delivered" | "failed", error?: string) => {
      const receipts = [{ messageId: sent.message.id, signal, error: error ?? null }];
      return (await world.run(recordReceipts, tenant.admin, { receipts })).result[0];
    };
    expect(await one("delivered")).toMatchObject({ result: "applied", message: { status: "delivered" } });
    expect(await one("sent")).toMatchObject({ result: "stale", message: { status: "delivered" } });
    await world.run(changeStatus, tenant.admin, { ...ref, signal: "resolve" });
    const { result: again } = await world.run(receiveMessage, tenant.admin, { ...ref, content: "Wait" });
    expect(again.conversation).toMatchObject({ status: "open", cause: { rule: "customer_reply" } });

    await world.relay();
    const { data } = await listEvents(world.database, tenant.admin, { after: null, limit: 100 });
    expect(data.map((e) => e.seq)).toEqual(data.map((_, i) => i + 1));
    const replayed = reduceAll(emptySnapshot, data);
    const now = await getConversation(world.database, tenant.admin, { conversationId: conversation.id });
    expect(replayed.conversation[conversation.id]).toEqual(now.conversation);
  });
});

describe("idempotency", () => {
  const send = (
    run: Run,
    stage: Stage,
    { key = "k-1", fingerprint = "POST /v1/x 1", caller = stage.admin } = {},
  ) =>
    run.once(
      sendMessage,
      caller,
      { conversation: conversation(stage), content: "Once" },
      {
        key,
        fingerprint,
        answer: ({ message }) => ({ status: 200, body: { id: message.id } }),
      },
    );

  const countSent = async (stage: Stage): Promise<number> =>
    (
      await world.database.query(`select 1 from message where account_id = $1 and content = 'Once'`, [
        stage.accountId,
      ])
    ).length;

  const codeOf = (error: unknown) => (isRefusal(error) ? error.refusal : error);

  test("the same request twice has one effect and one answer", async () => {
    const stage = await createStage(world);
    const first = await send(world.run, stage);
    pass(world);
    expect(await send(world.run, stage)).toEqual({ ...first, isReplayed: true });
    expect(await countSent(stage)).toBe(1);
  });

  test.each(seeds(6))(
    "the same request twice concurrently has one effect and one answer (seed %i)",
    async (seed) => {
      const stage = await createStage(world);
      const done = await interleave(world.database, seed, [once(stage), once(stage)]);
      expect(failuresOf(done)).toEqual([]);
      const answers = done.outcomes.map((outcome) =>
        JSON.stringify(outcome).replace(',"isReplayed":true', ""),
      );
      expect(answers[0]).toBe(answers[1]);
      expect(await countSent(stage)).toBe(1);
    },
  );

  const once = (stage: Stage) => (database: World["database"]) =>
    send(createRun({ database, now: () => world.clock.now, onCommitted: () => {} }), stage);

  test("another request under the same key is refused", async () => {
    const stage = await createStage(world);
    await send(world.run, stage);
    const other = await send(world.run, stage, { fingerprint: "POST /v1/x 2" }).catch(codeOf);
    expect([other, await countSent(stage)]).toEqual(["idempotency.mismatch", 1]);
  });

  test("a key belongs to its account and token: another caller may use the same key", async () => {
    const [stage, neighbour] = [await createStage(world), await createStage(world)];
    await send(world.run, stage);
    await send(world.run, neighbour);
    await send(world.run, stage, { caller: stage.agent });
    await send(world.run, stage, { caller: { ...stage.admin, tokenId: stage.token.id } });
    expect([await countSent(stage), await countSent(neighbour)]).toEqual([3, 1]);
  });

  test("a refusal is not stored: the same request succeeds once its cause is removed", async () => {
    const stage = await createStage(world);
    const agent = { ...stage.agent, inboxIds: [] };
    expect(await send(world.run, stage, { caller: agent }).catch(codeOf)).toBe("conversation.not_found");
    await send(world.run, stage, { caller: stage.agent });
    expect(await countSent(stage)).toBe(1);
  });

  test("after 24 hours a key can be used again, also for another request", async () => {
    const stage = await createStage(world);
    await send(world.run, stage);
    pass(world, 24 * 3_600_000 - 1);
    expect(await send(world.run, stage, { fingerprint: "other" }).catch(codeOf)).toBe("idempotency.mismatch");
    pass(world, 1);
    await send(world.run, stage, { fingerprint: "other" });
    expect(await countSent(stage)).toBe(2);
  });
});
