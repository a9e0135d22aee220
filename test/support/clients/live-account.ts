import { createMember } from "@/server/commands/members/members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createTeam } from "@/server/commands/organising/teams";
import { readAsOf } from "@/server/queries/_shared/page";
import { createScene, createTenant, type World } from "@/test/support/scenes/world";
import { cookieOf, openHubServer } from "./live-stream";

type Scene = Awaited<ReturnType<typeof createScene>>;

/** An account with two inboxes, a conversation in each, an agent of the first, and a hub. */
export async function createLiveAccount(world: World, { pingMs = 50 }: { pingMs?: number } = {}) {
  const tenant = await createTenant(world);
  const first = await createScene(world, tenant);
  const second = await createScene(world, tenant);
  const { result: agent } = await world.run(createMember, tenant.admin, {
    name: "Bo",
    email: `bo-${tenant.accountId}@example.test`,
    role: "agent",
    inboxIds: [first.inbox.id],
    passwordHash: "unusable",
  });
  const { result: team } = await world.run(createTeam, tenant.admin, { name: "Returns", memberIds: [] });
  await world.relay();
  const server = await openHubServer(world, { pingMs });
  /** Stamps what was committed and publishes it to the hub, as the relay does. */
  const stamp = async () => server.hub.publish(await world.relay());
  return {
    tenant,
    first,
    second,
    agent,
    team,
    server,
    stamp,
    /** A customer writes: one event. */
    async write({ conversation }: Scene, content = "hi") {
      const ref = { conversation: { conversationId: conversation.id } };
      await world.run(receiveMessage, tenant.admin, { ...ref, content });
      await stamp();
    },
    head: () => readAsOf(world.database, tenant.accountId),
    adminCookie: cookieOf(tenant.admin.userId ?? 0),
    agentCookie: cookieOf(agent.id),
  };
}

export const seqOf = (cursor: string): number => Number(cursor.split(":")[1]);

/** Repeats the account's last event in the log, as if its resource had changed often. */
export async function growLog({ database }: World, accountId: number, count: number): Promise<void> {
  await database.transaction(async (db) => {
    await db.query(
      `insert into event select e.account_id, e.seq + i, gen_random_uuid(), e.type, e.operation_id, e.resource_type,
              e.resource_id, e.resource_version + i, e.conversation_id, e.inbox_id, e.audience, e.occurred_at,
              e.stamped_at, e.hash, e.body
         from event e, generate_series(1, $2::int) i
        where e.account_id = $1 and e.seq = (select last_seq from account_head where account_id = $1)`,
      [accountId, count],
    );
    await db.query(`update account_head set last_seq = last_seq + $2 where account_id = $1`, [
      accountId,
      count,
    ]);
  });
}
