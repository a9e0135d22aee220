import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "@/server/store/_postgres/db";
import { createStage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createAgentLoader } from "./agent-loader";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A loader over the real tables whose statements are counted, and fail while the database is down. */
async function open() {
  const stage = await createStage(world);
  const seen = { statements: 0, isAway: false };
  const query: Database["query"] = (text, values) => {
    seen.statements++;
    return seen.isAway ? Promise.reject(new Error("away")) : world.database.query(text, values);
  };
  const ids = [stage.admin, stage.agent, stage.outsider].map(({ userId }) => userId ?? 0);
  const user = (id = 0, accountId = stage.accountId) => ({ accountId, type: "user", id }) as const;
  const loader = createAgentLoader({ query }, () => world.clock.now);
  return { stage, seen, ids, user, of: (id = 0) => loader.of(stage.accountId, [user(id)]), loader };
}

test("actors requested in the same turn are loaded by one statement and cached", async () => {
  const { stage, seen, ids, user, of, loader } = await open();
  const requested = [...ids, ids[1]];
  const found = await Promise.all(requested.map(of));
  expect(found.map((agentOf, index) => agentOf(user(requested[index]))?.id)).toEqual(requested);
  expect(seen.statements).toBe(1);
  expect(of(ids[2])).not.toBeInstanceOf(Promise);
  expect(loader.of(stage.accountId, [])).not.toBeInstanceOf(Promise);
  const other = await createStage(world);
  const elsewhere = await loader.of(other.accountId, [user(ids[0], other.accountId)]);
  expect(elsewhere(user(ids[0]))).toBeNull(); // a member of another account is not found
});

test("a cached actor stays available to a caller that waits for another", async () => {
  const { stage, user, of, loader } = await open();
  const [grace, admin] = [stage.agent.userId ?? 0, stage.admin.userId ?? 0];
  await of(grace);
  const waiting = loader.of(stage.accountId, [user(grace), user(admin)]);
  const strangers = Array.from({ length: 10_000 }, (_, n) => user(1_000_000 + n));
  await loader.of(stage.accountId, strangers);
  const agentOf = await waiting;
  expect([grace, admin].map((id) => agentOf(user(id))?.id)).toEqual([grace, admin]);
  expect(of(grace)).not.toBeInstanceOf(Promise);
});

test("a token's actor is its member, and an actor that is neither user nor token has none", async () => {
  const { stage, loader } = await open();
  const requested = [
    { accountId: stage.accountId, type: "token", id: stage.token.id },
    { accountId: stage.accountId, type: "contact", id: stage.contact.id },
    { accountId: stage.accountId, type: "system", id: null },
  ] as const;
  const agentOf = await loader.of(stage.accountId, requested);
  expect(requested.map((one) => agentOf(one)?.id)).toEqual([stage.admin.userId, undefined, undefined]);
});

test("a new name is returned once the old one has expired, and a failure is not cached", async () => {
  const { stage, seen, user, of } = await open();
  const id = stage.agent.userId ?? 0;
  await of(id);
  await world.database.query("update app_user set name = 'Eve' where id = $1", [id]);
  expect((await of(id))(user(id))?.name).toBe("Grace");
  world.clock.now = new Date(world.clock.now.getTime() + 10_000);
  seen.isAway = true;
  await expect(of(id)).rejects.toThrow("away");
  seen.isAway = false;
  expect((await of(id))(user(id))?.name).toBe("Eve");
});
