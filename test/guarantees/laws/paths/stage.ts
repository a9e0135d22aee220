import { randomUUID } from "node:crypto";
import { createRun } from "@/server/commands/_run/run";
import { provideServices, type Services } from "@/server/commands/_run/services";
import { createToken } from "@/server/commands/credentials/tokens";
import { createMember } from "@/server/commands/members/members";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { createDirect } from "@/server/http/front/direct";
import type { Database } from "@/server/store/_postgres/db";
import { dialectData } from "@/server/store/deletions/dialect-data";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";
import { agentOf, pass } from "@/test/guarantees/laws/stage";
import { openActions } from "@/test/support/clients/actions";
import {
  callTrpc,
  cookieFor,
  openTestFront,
  provideScreens,
  type TestFront,
} from "@/test/support/clients/screens";
import { noChannel } from "@/test/support/scenes/files";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import {
  type Callers,
  type Edge,
  type Path,
  type Place,
  type RequestStep,
  type Steps,
  stepsOf,
} from "./path";
import { createPlace, type RunningProduct, takeStep } from "./requests";

/** A path in its starting state, by one edge. */
export type PathStage = { place: Place; workerContext: WorkerContext; take(): Promise<unknown> };

export type PathWorld = {
  world: World;
  begin(path: Path, edge: Edge): Promise<PathStage>;
  /** Every edge uses that database until `work` is done. */
  within<T>(database: Database, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** The real app over HTTP and all other edges on one database, which can be replaced. */
export async function openPaths(): Promise<PathWorld> {
  const world = await createWorld();
  let current: Database = world.database;
  const database: Database = { ...world.database, transaction: (work) => current.transaction(work) };
  const now = () => world.clock.now;
  const run = createRun({ database, now, onCommitted: () => undefined });
  provideScreens(world); // sets the sessions' key
  const server = await openServer(
    provideServices({ dialectData: dialectData(), database, now, run, files: world.files }),
  );

  async function begin(path: Path, edge: Edge): Promise<PathStage> {
    const { accountId, admin } = await createTenant(world);
    const token = randomUUID();
    const made = { name: "CRM", secret: token, scopes: ["conversations:purge" as const] };
    const { result: own } = await world.run(createToken, admin, made);
    const product: RunningProduct = {
      url: server.url,
      token,
      accountId,
      userId: admin.userId ?? 0,
      now,
      wait: async (ms) => pass(world, ms),
      stamped: () => world.relay(),
    };
    const place = await createPlace(product, path);
    const callers: Callers = {
      admin,
      agent: await createAgent(world, admin),
      program: {
        ...admin,
        actor: { type: "token", id: own.id, name: own.name },
        tokenId: own.id,
        via: "api",
      },
      system: systemCaller(accountId),
    };
    const log = { error: () => undefined };
    const workerContext: WorkerContext = {
      database,
      now,
      run,
      log,
      files: world.files,
      fileLimits: world.fileLimits,
      uploads: UNLIMITED,
      fetchFromChannel: noChannel,
      replay: async () => ({ decided: 0, moved: 0 }),
    };
    const takers = takersOf({ product, callers, workerContext, world });
    return { place, workerContext, take: await prepare(takers, { path, edge, place }) };
  }

  return {
    world,
    begin,
    async within(replaced, work) {
      current = replaced;
      try {
        return await work();
      } finally {
        current = world.database;
      }
    },
    async close() {
      await server.close();
      await world.close();
    },
  };
}

type Takers = { [E in Edge]: (step: Steps[E], place: Place) => Promise<unknown> };

/** Takes all steps but the last, which is the path. */
async function prepare<E extends Edge>(
  takers: Takers,
  { path, edge, place }: { path: Path; edge: E; place: Place },
): Promise<() => Promise<unknown>> {
  const steps = stepsOf<Steps[E]>(path.ways[edge]);
  for (const step of steps.slice(0, -1)) place.before = await takers[edge](step, place);
  const last = steps.at(-1);
  if (!last) throw new Error(`${path.title}: not by ${edge}`);
  return () => takers[edge](last, place);
}

type Parts = {
  product: RunningProduct;
  callers: Callers;
  workerContext: WorkerContext;
  world: World;
};

/** How each edge takes a step; refusals and failures are thrown. */
function takersOf({ product, callers, workerContext, world }: Parts): Takers {
  const byRequest = (step: RequestStep, place: Place) => takeStep(product, step, place);
  return {
    command: (step, place) => step(workerContext.run, callers, place),
    async procedure(step, place) {
      const { path, input, as = "agent" } = step(place);
      const cookie = await cookieFor(world, callers[as]);
      const answer = await callTrpc(product, { path, kind: "mutation", input, cookie });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`);
      return answer.data;
    },
    v1: byRequest,
    chatwoot: byRequest,
    freescout: byRequest,
    worker: (step, place) => step(workerContext, place),
  };
}

/** An agent of all inboxes of the account. */
async function createAgent(world: World, admin: Caller): Promise<Caller> {
  const inboxes = await world.database.query<{ id: number }>(`select id from inbox where account_id = $1`, [
    admin.accountId,
  ]);
  const email = `${randomUUID()}@example.test`;
  const fields = { name: "Grace", email, role: "agent", passwordHash: "unusable" } as const;
  const inboxIds = inboxes.map(({ id }) => id);
  const { result } = await world.run(createMember, admin, { ...fields, inboxIds });
  return agentOf(admin.accountId, result);
}

const openServer = (services: Services): Promise<TestFront> =>
  openTestFront({
    app: createApp({ services: () => services }),
    direct: createDirect(() => services),
    actions: openActions(() => services),
  });
