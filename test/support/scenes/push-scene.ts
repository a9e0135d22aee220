import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { beginSession } from "@/server/commands/credentials/sessions";
import { addPushDevice, setNotificationSettings } from "@/server/commands/members/notifications";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import {
  DEFAULT_NOTIFICATION_SETTINGS,
  type NotificationSettings,
  type PushSubscription,
} from "@/server/contract/member/notification-settings";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { listPushDevices } from "@/server/store/push/push-devices";
import { type Pushing, sendPushes } from "@/server/worker/push/send-pushes";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { openPushService, type PushService } from "@/test/support/clients/push-service";
import { createWorld, type World } from "./world";

/** A stage whose conversation is the agent's, with ways to notify them. */
export type PushScene = Awaited<ReturnType<typeof createPushScene>>;

export async function createPushScene(world: World) {
  world.clock.now = new Date("2026-11-20T09:00:00Z");
  const stage = await createStage(world);
  const here = { conversation: { conversationId: stage.conversation.id } };
  const later = (seconds: number) => {
    world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
  };
  const give = (to: Caller) => stage.run(assignConversation, { ...here, assigneeId: to.userId });
  await give(stage.agent);
  later(10);
  return {
    stage,
    here,
    later,
    give,
    async receive(content = "Where is my parcel?") {
      const { result } = await stage.run(receiveMessage, { ...here, content });
      later(2);
      return result.message;
    },
    async mention() {
      await stage.run(addNote, { ...here, content: "@Grace", mentionIds: [stage.agent.userId ?? 0] });
      later(2);
    },
    choose: (settings: Partial<NotificationSettings>, who = stage.agent) =>
      world.run(setNotificationSettings, who, { ...DEFAULT_NOTIFICATION_SETTINGS, ...settings }),
    devices: (who = stage.agent) =>
      listPushDevices(world.database, {
        accountId: stage.accountId,
        userId: who.userId ?? 0,
        sessionId: null,
      }),
    /** A browser in which somebody signs in and turns notifications on. */
    async signIn(subscription: PushSubscription, who = stage.agent, locale: "en" | "zh" = "en") {
      const sessionId = await beginSessionOf(world, stage, who);
      await world.run(addPushDevice, who, { sessionId, subscription, locale });
      return { sessionId, subscription, path: new URL(subscription.endpoint).pathname };
    },
  };
}

/** Signs a member in and returns the session's id. */
export async function beginSessionOf(world: World, { accountId }: Stage, who: Caller): Promise<string> {
  const sessionId = randomUUID();
  const session = { userId: who.userId ?? 0, sessionId, agent: "Firefox", address: "192.0.2.7" };
  await world.run(beginSession, systemCaller(accountId), session);
  return sessionId;
}

const loopback = createAddressPolicy(["127.0.0.1/32"]);

/** For a test file about what the worker sends: a push service for the file, a scene for each test. */
export function setUpPushes() {
  let world: World;
  let service: PushService;
  let scene: PushScene;
  beforeAll(async () => {
    vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // nobody signed the push service's certificate
    world = await createWorld();
    service = await openPushService();
  });
  beforeEach(async () => {
    await world.database.query("delete from push");
    service.pushed.length = 0;
    service.answer = () => ({ status: 201 });
    scene = await createPushScene(world);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([service.close(), world.close()]);
  });
  const pushing = (policy = loopback): Pushing => ({
    database: world.database,
    now: () => world.clock.now,
    log: { error: vi.fn() },
    outbound: createOutbound({ policy, resolve: systemResolve }),
    subject: "https://inbox.acme.example",
  });
  return {
    get world() {
      return world;
    },
    get service() {
      return service;
    },
    get scene() {
      return scene;
    },
    pushing,
    send: () => sendPushes(pushing()),
    device: (who = scene.stage.agent, locale: "en" | "zh" = "en") =>
      scene.signIn(service.subscribe(), who, locale),
    /** The pushes that are not sent yet. */
    waiting: () => world.database.query<{ tries: number }>("select tries from push"),
  };
}
