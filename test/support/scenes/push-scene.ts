import { randomUUID } from "node:crypto";
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
import { listPushDevices } from "@/server/store/push/push-devices";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import type { World } from "./world";

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
