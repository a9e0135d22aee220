import { createEndpoint, type NewEndpoint } from "@/server/commands/webhooks/endpoints";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound, type OutboundOptions } from "@/server/lib/outbound/post";
import { provideAddressPolicy, systemResolve } from "@/server/lib/outbound/target";
import { startWebhooks, type Webhooks } from "@/server/worker/webhooks/open-webhooks";
import type { SenderOptions } from "@/server/worker/webhooks/sender";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { createWorld, type World } from "./world";

/** Of files in webhooks. */
export const BASE_URL = "https://inbox.example.test";

const LOOPBACK = ["127.0.0.0/8"];
/** The address policy is one for the process. */
let openScenes = 0;

/** A world whose worker delivers webhooks by the world's clock. */
export type WebhookScene = {
  world: World;
  stage(): Promise<Stage>;
  receiver(): Promise<Receiver>;
  /** An endpoint of the stage's account at this receiver; `secret` verifies its signatures. */
  endpoint(
    stage: Stage,
    receiver: Pick<Receiver, "url">,
    more?: Partial<NewEndpoint>,
  ): Promise<{ endpointId: number; secret: string }>;
  start(more?: Partial<SenderOptions & Pick<OutboundOptions, "policy" | "totalMs">>): Webhooks;
  /** Stamps all events and moves the clock. */
  pass(ms?: number): Promise<void>;
  until(condition: () => unknown): Promise<void>;
  close(): Promise<void>;
};

export async function openWebhookScene(): Promise<WebhookScene> {
  provideAddressPolicy(LOOPBACK);
  openScenes += 1;
  const world = await createWorld();
  const { database, run, clock } = world;
  const closing: (() => unknown)[] = [];
  const running: Webhooks[] = [];
  const errors: unknown[] = [];
  const log = { warn: () => undefined, error: (entry: unknown) => errors.push(entry) };
  return {
    world,
    stage: () => createStage(world),
    async receiver() {
      const receiver = await openReceiver();
      closing.push(receiver.close);
      return receiver;
    },
    async endpoint(stage, receiver, more = {}) {
      const made = { types: ["*"], ...more, url: receiver.url };
      await world.relay(); // earlier events are not delivered
      const { result } = await world.run(createEndpoint, stage.admin, made);
      return { endpointId: result.endpoint.id, secret: result.secret };
    },
    start({ policy = createAddressPolicy(LOOPBACK), totalMs = 5_000, ...more } = {}) {
      const outbound = createOutbound({ policy, resolve: systemResolve, totalMs });
      const options = { database, run, now: () => clock.now, log, random: () => 0.5, baseUrl: BASE_URL };
      const webhooks = startWebhooks({ outbound, ...options, ...more });
      running.push(webhooks);
      closing.push(outbound.close);
      return webhooks;
    },
    async pass(ms = 0) {
      await world.relay();
      clock.now = new Date(clock.now.getTime() + ms);
      for (const one of running) one.wake();
    },
    async until(condition) {
      const isSo = await waitUntil(async () => Boolean(await condition()), { withinMs: 15_000 });
      if (!isSo) throw new Error(`never true: ${condition}; ${JSON.stringify(errors)}`);
    },
    async close() {
      for (const one of closing) await one();
      await Promise.all(running.map((one) => one.stop()));
      await world.close();
      openScenes -= 1;
      if (openScenes === 0) provideAddressPolicy([]); // as before
    },
  };
}
