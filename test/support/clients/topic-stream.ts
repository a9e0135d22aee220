import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { NO_TOPICS, type Topics } from "@/server/contract/live/topics";
import type { World } from "@/test/support/scenes/world";
import { createLiveAccount } from "./live-screen";
import { openStream } from "./live-stream";

/** A stream with topics that the test changes. */
export async function openTopicStream(world: World, options: { who?: "admin" | "agent" } = {}) {
  const account = await createLiveAccount(world);
  const { tenant, agent, server, head, adminCookie, agentCookie } = account;
  const connectionId = randomUUID();
  const isAgent = options.who === "agent";
  const stream = await openStream(server, {
    cookie: isAgent ? agentCookie : adminCookie,
    input: { connectionId },
  });
  await stream.until(() => stream.frames().length === 1);
  const who = { accountId: tenant.accountId, userId: isAgent ? agent.id : tenant.admin.userId };
  let revision = 0;
  const show = async (topics: Partial<Topics>, after?: string) => {
    revision += 1;
    const request = {
      connectionId,
      topics: { ...NO_TOPICS, ...topics },
      after: after ?? (await head()),
      revision,
    };
    expect(server.hub.change(who, request)).toBe(true);
    await stream.until(() => stream.frames().some(({ topics }) => topics === request.revision));
  };
  const seen = async () => {
    const last = await head();
    await stream.until(() => stream.lastEventId() === last);
  };
  const enters = () => stream.frames().flatMap(({ rows }) => rows?.enter ?? []);
  const leaves = () => stream.frames().flatMap(({ rows }) => rows?.leave ?? []);
  return { ...account, connectionId, stream, who, show, seen, enters, leaves };
}
