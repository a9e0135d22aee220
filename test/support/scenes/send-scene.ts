import { createCallbackSender } from "@/server/channels/api/callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { createChatwootBody } from "@/server/dialects/chatwoot/webhooks/callback-body";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { type CallLoop, type CallQueue, startCallLoop } from "@/server/worker/calls/call-loop";
import { createSendQueue, type SendQueueOptions } from "@/server/worker/sends/send-queue";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { createWorld, type World } from "./world";

/** Of files in calls. */
export const BASE_URL = "https://inbox.example.test";

/** A world whose worker sends messages by the world's clock. */
export type SendScene = {
  world: World;
  /** A stage whose inbox has the receiver as its program. */
  stage(receiver: Pick<Receiver, "url">, more?: Partial<InboxDto>): Promise<Stage>;
  receiver(): Promise<Receiver>;
  /** A worker whose turns the test takes: `turn` calls what is due and stores the results. */
  worker(more?: Partial<SendQueueOptions> & { answerMs?: number }): { turn(): Promise<void> };
  /** Starts a worker. `answerMs`: how long it waits for an answer. */
  start(more?: Partial<SendQueueOptions> & { answerMs?: number }): CallLoop;
  /** An agent's reply into the stage's conversation. */
  reply(stage: Stage, content: string): Promise<number>;
  /** The message as it is now, and what its timeline tells. */
  message(
    stage: Stage,
    messageId: number,
  ): Promise<Pick<MessageDto, "status" | "unconfirmed" | "externalError" | "attempt" | "sourceId">>;
  timeline(stage: Stage, messageId: number): ReturnType<typeof getTickTimeline>;
  /** Moves the clock and wakes the workers. */
  pass(ms: number): void;
  until(condition: () => unknown): Promise<void>;
  /** Ends the sends that a test left open: the next test's workers would take them. */
  dropOpen(): Promise<unknown>;
  close(): Promise<void>;
};

/** Has a queue begin what is due, and waits until all of it is stored. */
async function workOff(queue: CallQueue, onEnd: (wake: () => void) => void): Promise<void> {
  await queue.follow();
  while (queue.count() > 0) {
    const ended = new Promise<void>((done) => onEnd(done));
    await queue.flush();
    if (queue.count() > 0) await ended;
  }
}

/** One turn of a new queue. */
export async function takeTurn(open: (onEnd: () => void) => CallQueue): Promise<void> {
  let wake = () => {};
  await workOff(
    open(() => wake()),
    (next) => (wake = next),
  );
}

export async function openSendScene(existing?: World): Promise<SendScene> {
  const world = existing ?? (await createWorld());
  const { database, run, clock } = world;
  const now = () => clock.now;
  const closing: (() => unknown)[] = [];
  const running = new Set<CallLoop>();
  const errors: unknown[] = [];
  const log = { error: (entry: unknown) => errors.push(entry) };
  const optionsOf = ({
    answerMs = 5_000,
    ...more
  }: Partial<SendQueueOptions> & { answerMs?: number } = {}): SendQueueOptions => {
    const policy = createAddressPolicy(["127.0.0.0/8"]);
    const outbound = createOutbound({ policy, resolve: systemResolve, totalMs: answerMs });
    closing.push(outbound.close);
    const bodies = {
      tickline: createTicklineBody(BASE_URL),
      chatwoot: createChatwootBody({ database }, BASE_URL),
    };
    const sender = createCallbackSender({ outbound, bodies, now });
    return { database, run, now, sender, log, random: () => 0.5, ...more };
  };
  const scene: SendScene = {
    world,
    async stage({ url }, more = {}) {
      const stage = await createStage(world);
      await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackUrl: url, ...more });
      return stage;
    },
    async receiver() {
      const receiver = await openReceiver();
      closing.push(receiver.close);
      return receiver;
    },
    worker(more) {
      const options = optionsOf(more);
      let wake = () => {};
      const queue = createSendQueue(options, () => wake());
      return { turn: () => workOff(queue, (next) => (wake = next)) };
    },
    start(more) {
      const loop = startCallLoop({
        open: (onEnd) => createSendQueue(optionsOf(more), onEnd),
        log,
        failure: "messages could not be sent",
      });
      running.add(loop);
      return loop;
    },
    async reply(stage, content) {
      const conversation = { conversationId: stage.conversation.id };
      const { result } = await stage.run(sendMessage, { conversation, content });
      for (const one of running) one.wake();
      return result.message.id;
    },
    async message(stage, messageId) {
      const [row] = await database.query<MessageDto>(
        `select status, is_unconfirmed as unconfirmed, external_error as "externalError", attempt, source_id as "sourceId"
           from message where account_id = $1 and id = $2`,
        [stage.accountId, messageId],
      );
      if (!row) throw new Error(`no message ${messageId}`);
      return row;
    },
    timeline: (stage, messageId) =>
      getTickTimeline(database, stage.admin, { messageId, after: 0, limit: 100, now: clock.now }),
    pass(ms) {
      clock.now = new Date(clock.now.getTime() + ms);
      for (const one of running) one.wake();
    },
    async until(condition) {
      const isSo = await waitUntil(async () => Boolean(await condition()), { withinMs: 15_000 });
      if (!isSo) throw new Error(`never true: ${condition}; ${JSON.stringify(errors)}`);
    },
    dropOpen: () =>
      database.query(`update send set state = 'dropped', settled_at = created_at where settled_at is null`),
    async close() {
      for (const one of closing) await one();
      await Promise.all([...running].map((one) => one.stop()));
      await world.close();
    },
  };
  return scene;
}
