import { afterAll, beforeAll, expect, test } from "vitest";
import { POSTED_NOTICES } from "@/server/domain/message/system-message";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { drawnCases, IS_WHOLE } from "@/test/support/scenes/property";
import { openPaths, type PathStage, type PathWorld } from "./stage";
import { end, WALKS } from "./walks";

let paths: PathWorld;
beforeAll(async () => {
  paths = await openPaths();
});
afterAll(() => paths.close());

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
