import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import { POSTED_NOTICES } from "@/server/domain/message/system-message";
import type { Database } from "@/server/store/_postgres/db";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { listCommands } from "@/test/guarantees/laws/commands";
import { pass } from "@/test/guarantees/laws/stage";
import { type FaultyDatabase, failAt } from "@/test/support/database/interleave";
import { drawnCases, drawnFaults, IS_WHOLE } from "@/test/support/scenes/property";
import { type Edge, type Path, type RequestStep, stepsOf } from "./path";
import { openPaths, type PathStage, type PathWorld } from "./stage";
import { MOVES, OF_CHANNELS, PATHS, WITHOUT_PATH } from "./table";
import { end, listDue, WALKS } from "./walks";

let paths: PathWorld;
beforeAll(async () => {
  paths = await openPaths();
});
afterAll(() => paths.close());

describe("paths", () => {
  type LoggedEvent = { id: number; type: string; operationId: string; actor: Actor };

  /** The account's events after a row of its outbox. No relay runs here. */
  const listEvents = ({ place }: PathStage, after = 0): Promise<LoggedEvent[]> =>
    paths.world.database.query<LoggedEvent>(
      `select id, type, operation_id as "operationId", body->'actor' as actor from outbox where account_id = $1 and id > $2 order by id`,
      [place.accountId, after],
    );

  const typesOf = (events: readonly LoggedEvent[]) => events.map(({ type }) => type);

  /** The actor of each edge; a command has its caller's. */
  const ACTOR: Record<Edge, Actor["type"] | null> = {
    command: null,
    procedure: "user",
    v1: "token",
    chatwoot: "token",
    freescout: "token",
    worker: "system",
  };

  test("every command is in the table, in WITHOUT_PATH or in OF_CHANNELS", () => {
    const inTable = PATHS.flatMap(({ commands }) => commands);
    expect(listCommands()).toEqual([...new Set(inTable), ...WITHOUT_PATH, ...OF_CHANNELS].sort());
  });

  test("all 18 paths of other inboxes are in the table", () => {
    const numbers = PATHS.flatMap(({ title }) =>
      [...(/^[\d, ]+/.exec(title)?.[0] ?? "").matchAll(/\d+/g)].map(Number),
    );
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
  });

  test("at least three edges check each event by which a command moves a conversation", () => {
    const counts = new Map<string, number>();
    for (const [, { commands, events }] of WALKS)
      for (const command of commands)
        for (const type of new Set(events))
          if (MOVES.has(type))
            counts.set(`${command}: ${type}`, (counts.get(`${command}: ${type}`) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count < 3)).toEqual([]);
  });

  test.each(drawnCases(WALKS))("%s", async (_, path, edge) => {
    const stage = await paths.begin(path, edge);
    const [last] = (await listEvents(stage)).slice(-1);
    const newEvents = () => listEvents(stage, last?.id);
    const ends = edge === "worker" ? undefined : path.ends; // the worker has done all of it
    const walk = async () => {
      await stage.take();
      if (ends) await end(paths, ends, stage);
    };

    await rollBack(stage.take, {
      check: async () => expect(typesOf(await newEvents())).toEqual([]),
      isThorough: edge !== "command", // `every-command.matrix.test.ts` fails each statement of a command
    });
    await stage.take();
    if (ends) {
      const accepted = await newEvents();
      await rollBack(advance(ends, stage), {
        check: async () => expect(await newEvents()).toEqual(accepted),
      });
      await end(paths, ends, stage);
    }
    const events = await newEvents();
    expect(typesOf(events)).toEqual(path.events);
    expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
    const actor = path.actor ?? ACTOR[edge];
    if (actor) expect(new Set(events.map(({ actor: { type } }) => type))).toEqual(new Set([actor]));

    const again = path.again ?? (isKeyed(path, edge, stage) ? [] : null);
    if (again === null) return;
    pass(paths.world);
    // A missing resource or a used token is refused.
    await walk().catch((error: unknown) => expect(String(error)).toMatch(/: (4\d\d|[a-z_]+\.[a-z_]+)/));
    expect(typesOf((await newEvents()).slice(events.length))).toEqual(again);
  });

  /** Whether a repeated request is recognized by its key. */
  const isKeyed = ({ ways }: Path, edge: Edge, { place }: PathStage): boolean =>
    ((edge === "v1" || edge === "freescout") &&
      stepsOf<RequestStep>(ways[edge]).at(-1)?.(place).isKeyed === true) ||
    (edge === "procedure" && stepsOf(ways.procedure).at(-1)?.(place).path === "messages.send");

  const advance = (ends: "bulk" | "deletion", stage: PathStage) => async () => {
    const { workerContext, place } = stage;
    const system = systemCaller(place.accountId);
    for (const { id } of await listDue(paths, ends, stage))
      await (ends === "bulk"
        ? workerContext.run(advanceBulk, system, { bulkId: id })
        : workerContext.run(advanceDeletion, system, { deletionId: id }));
  };

  type Check = { check: () => Promise<void>; isThorough?: boolean };

  /** Fails the commit of `take`, then if thorough drawn ones of its statements, and checks after every failure. */
  async function rollBack(take: () => Promise<unknown>, { check, isThorough = false }: Check): Promise<void> {
    const { database } = paths.world;
    const fail = async (faulty: FaultyDatabase) => {
      await paths.within(faulty.database, take).catch(() => undefined);
      await check();
      return faulty.statements();
    };
    const statements = await fail(failAt(withoutCommits(database), 0, "lost"));
    expect(statements).toBeGreaterThan(0);
    if (!isThorough) return;
    for (const n of drawnFaults(statements - 1)) await fail(failAt(database, n, n % 2 ? "lost" : "refused"));
  }

  const withoutCommits = (database: Database): Database => ({
    ...database,
    transaction: (work) =>
      database.transaction(async (db) => {
        await work(db);
        throw new Error("the commit is lost");
      }),
  });
});

describe("posted notices", () => {
  const setAll = ({ place }: PathStage, notices: readonly string[]) =>
    paths.world.database.query(`update inbox set posted_notices = $2 where account_id = $1`, [
      place.accountId,
      notices,
    ]);

  type Change = { conversationId: number; type: string; from: string | null; to: string | null };

  /** The assignments and changes of status after a row of the outbox, in order. */
  const listChanges = ({ place }: PathStage, after: number) =>
    paths.world.database.query<Change>(
      `select conversation_id as "conversationId", type,
            coalesce(body #>> '{changes,status,from}', body #>> '{changes,assigneeId,from}') as "from",
            coalesce(body #>> '{changes,status,to}', body #>> '{changes,assigneeId,to}') as "to"
       from outbox
      where account_id = $1 and id > $2 and type in ('conversation.status_changed', 'conversation.assigned')
        and conversation_id in (select id from conversation where lifecycle <> 'purged') order by id`,
      [place.accountId, after],
    );

  /** The notice of each change, in order, by what the setting promises. */
  const noticesOf = (changes: readonly Change[]): string[] =>
    changes.flatMap(({ conversationId, type, from, to }) => {
      const notice =
        type === "conversation.assigned"
          ? to && "assigned"
          : to === "resolved"
            ? "resolved"
            : from === "resolved" && to !== "snoozed" && "reopened";
      return notice ? [`${conversationId} conversation.${notice}`] : [];
    });

  async function postedAfter({ place }: PathStage, after: number): Promise<string[]> {
    const rows = await paths.world.database.query<{ posted: string }>(
      `select o.conversation_id || ' ' || (m.system->>'notice') as posted
       from outbox o join message m on m.account_id = o.account_id and m.id = o.resource_id and o.resource_type = 'message'
      where o.account_id = $1 and o.id > $2 and o.type = 'message.created' and m.kind = 'system'
        and m.system->>'notice' like 'conversation.%' order by o.id`,
      [place.accountId, after],
    );
    return rows.map(({ posted }) => posted);
  }

  /** Which notices any path has made. */
  const seen = new Set<string>();

  /** Edges only call commands, as `paths.matrix.test.ts` checks: each path once, and by the worker. */
  const OWN_WALKS = WALKS.filter(
    ([, path, edge], at) => edge === "worker" || WALKS.findIndex(([, other]) => other === path) === at,
  );

  test.each(drawnCases(OWN_WALKS))(
    "%s: each assignment, resolve and reopen posts its notice, once",
    async (_, path, edge) => {
      const stage = await paths.begin(path, edge);
      await setAll(stage, POSTED_NOTICES);
      const [last] = await paths.world.database.query<{ id: number | null }>(
        "select max(id) as id from outbox",
      );
      const after = last?.id ?? 0;
      await stage.take();
      if (path.ends && edge !== "worker") await end(paths, path.ends, stage);
      const expected = noticesOf(await listChanges(stage, after));
      expect(await postedAfter(stage, after)).toEqual(expected);
      for (const notice of expected) seen.add(notice.split(" ")[1] ?? "");
    },
  );

  test("the paths make every notice, and break no rule of the tables", async () => {
    const changes = POSTED_NOTICES.filter((one) => one !== "created").map((one) => `conversation.${one}`);
    if (IS_WHOLE) expect([...seen].sort()).toEqual(changes.sort());
    else expect(changes).toEqual(expect.arrayContaining([...seen]));
    expect(await findBroken(paths.world.database)).toEqual({});
  });
});
