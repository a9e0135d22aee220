import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { readBaseline } from "@/server/store/_postgres/adopt-baseline";
import { compareCatalogs } from "@/server/store/_postgres/catalog";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";
import {
  catalogOf,
  contentsOf,
  historyOf,
  partitionsOf,
  rowCounts,
} from "@/test/support/database/database-contents";
import { createDevelopmentDatabase, DEVELOPMENT_NAMES } from "@/test/support/database/development-database";

const FOLDER = "prisma/migrations";
const BASELINE = "0001_baseline";
const CATALOG = readFileSync(`${FOLDER}/${BASELINE}/catalog.txt`, "utf8").trimEnd().split("\n");

/** The folder without the migrations after the baseline. */
const ONLY_BASELINE = mkdtempSync(join(tmpdir(), "tickline-baseline-"));
cpSync(join(FOLDER, BASELINE), join(ONLY_BASELINE, BASELINE), { recursive: true });
afterAll(() => rmSync(ONLY_BASELINE, { recursive: true, force: true }));

const adopt = (url: string) => migrate(url, ONLY_BASELINE);

const baseline = () => {
  const found = readBaseline(FOLDER, BASELINE);
  if (!found) throw new Error("there is no baseline");
  return found;
};

describe("the baseline", () => {
  test("makes the schema that its catalog describes", async () => {
    const client = await connect((await createTestDatabase(null)).url);
    await client.query(readFileSync(`${FOLDER}/${BASELINE}/migration.sql`, "utf8"));
    expect(await catalogOf(client)).toEqual(CATALOG.map((line) => line.replace(/^\? /, "")).sort());
  });

  test("makes the schema of the migrations that it replaces, except for what only upgrades needed", async () => {
    const [fresh, development] = [await createTestDatabase(null), await createDevelopmentDatabase()];
    await adopt(fresh.url);
    const [ours, theirs] = [await connect(fresh.url), await connect(development.url)];
    const subjects = `ANY (ARRAY['policy'::text, 'inbox'::text, 'member'::text, 'token'::text, 'endpoint'::text, 'account'::text])`;
    expect(compareCatalogs(await catalogOf(theirs), await catalogOf(ours))).toEqual([
      "missing: column idempotency.about 9 text[] not null default '{unread}'::text[]",
      "missing: column label_untold.account_id 1 bigint not null",
      "missing: column label_untold.label_id 2 bigint not null",
      "missing: constraint label_untold.label_untold_pkey PRIMARY KEY (account_id, label_id)",
      `missing: constraint setting_change.setting_change_subject_check CHECK (subject = ${subjects}) NOT VALID`,
      "missing: table label_untold",
      "unknown: column idempotency.about 9 text[] not null",
      `unknown: constraint setting_change.setting_change_subject_check CHECK (subject = ${subjects})`,
    ]);
    expect(await partitionsOf(ours)).toEqual(await partitionsOf(theirs));
    expect(await rowCounts(ours)).toEqual({ relay_state: 1 });
    expect(await rowCounts(theirs)).toEqual({ relay_state: 1 });
    const state = "select id, length(epoch) as epoch, origin, last_stamped_at from relay_state";
    expect((await ours.query(state)).rows).toEqual((await theirs.query(state)).rows);
  });

  test("names the migrations that it replaces, with their checksums", async () => {
    const client = await connect((await createDevelopmentDatabase()).url);
    expect(await historyOf(client)).toEqual([...baseline().replaces].sort());
  });
});

describe("a database with all migrations of the development versions", () => {
  test("gets the baseline instead", async () => {
    const { url } = await createDevelopmentDatabase();
    expect(await adopt(url)).toEqual([]);
    const client = await connect(url);
    expect(compareCatalogs(CATALOG, await catalogOf(client))).toEqual([]);
    expect(await historyOf(client)).toEqual([[BASELINE, baseline().checksum]]);
    expect(await adopt(url)).toEqual([]);
  });

  test("gets the later migrations after it", async () => {
    const { url } = await createDevelopmentDatabase();
    const later = readdirSync(FOLDER).filter((name) => /^\d/.test(name) && name !== BASELINE);
    expect(await migrate(url)).toEqual(later.sort());
  });

  test("gets it once when three processes start at the same time", async () => {
    const { url } = await createDevelopmentDatabase();
    expect(await Promise.all([adopt(url), adopt(url), adopt(url)])).toEqual([[], [], []]);
    expect(await historyOf(await connect(url))).toEqual([[BASELINE, baseline().checksum]]);
  });

  test("gets it where a migration had failed before it was applied", async () => {
    const { url } = await createDevelopmentDatabase();
    const client = await connect(url);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at) values ('failed', 'x', '0029_trash', now())`,
    );
    expect(await adopt(url)).toEqual([]);
    expect(await historyOf(client)).toEqual([[BASELINE, baseline().checksum]]);
  });

  test("gets it without the trigram index where that index could not be created", async () => {
    const { url } = await createDevelopmentDatabase();
    const client = await connect(url);
    await client.query("drop index contact_trigrams; drop extension pg_trgm");
    expect(await adopt(url)).toEqual([]);
    expect(await historyOf(client)).toHaveLength(1);
  });

  test("gets the origins of copied notes that were not stored", async () => {
    const { url } = await createDevelopmentDatabase();
    const client = await connect(url);
    await insertCopies(client);
    await adopt(url);
    const { rows } = await client.query(
      "select source_conversation_id::int as source, message_id::int as message, conversation_id::int as place from forwarded_note order by 1, 2",
    );
    expect(rows).toEqual([
      { source: 1, message: 12, place: 2 },
      { source: 1, message: 13, place: 3 },
      { source: 2, message: 13, place: 3 },
    ]);
  });

  test("loses stored answers without a subject only when they have expired", async () => {
    const { url } = await createDevelopmentDatabase();
    const client = await connect(url);
    await insertAnswer(client, { hoursAgo: 25 });
    await adopt(url);
    expect(await rowCounts(client)).toEqual({ relay_state: 1 });
  });
});

describe("a database that cannot get the baseline is refused and not touched", () => {
  const refuse = async (url: string, sentence: RegExp) => {
    const client = await connect(url);
    const before = [await catalogOf(client), await contentsOf(client), await historyOf(client)];
    const refusal = await adopt(url).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "StartFailure", message: expect.stringMatching(sentence) });
    expect([await catalogOf(client), await contentsOf(client), await historyOf(client)]).toEqual(before);
  };

  test.each([
    { names: DEVELOPMENT_NAMES.slice(0, 1), found: "1 of 39 migrations (0002_counters is missing)" },
    { names: DEVELOPMENT_NAMES.slice(0, 20), found: "20 of 39 migrations (0021_merged_contacts is missing)" },
    {
      names: DEVELOPMENT_NAMES.slice(0, 31).filter((name) => name !== "0027_undo_of_contacts"),
      found: "30 of 39 migrations (0027_undo_of_contacts is missing)",
    },
    {
      names: DEVELOPMENT_NAMES.slice(0, -1),
      found: "38 of 39 migrations (0040_events_without_conversation is missing)",
    },
  ])("with $found", async ({ names, found }) => {
    const { url } = await createDevelopmentDatabase(names);
    const [count = "", missing = ""] = found.split(" (");
    await refuse(
      url,
      new RegExp(
        `${count} \\(${missing.slice(0, -1)}\\) and was not changed: start commit 0c2e1cd on it once, then this release$`,
      ),
    );
  });

  test("with an edited migration", async () => {
    const { url } = await createDevelopmentDatabase();
    await (await connect(url)).query(
      "update _prisma_migrations set checksum = 'x' where migration_name = '0029_trash'",
    );
    await refuse(url, /0029_trash was changed after/);
  });

  test("with an unknown migration", async () => {
    const { url } = await createDevelopmentDatabase();
    await (await connect(url)).query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '0041_x', now())`,
    );
    await refuse(url, /which this release does not know/);
  });

  test.each([
    [
      "create table mine (id int)",
      /in 2 objects \(unknown: column mine\.id 1 integer; unknown: table mine\)/,
    ],
    ["drop index conversation_of_team", /in 1 object \(missing: index CREATE INDEX conversation_of_team/],
    ["alter sequence outbox_id cache 20", /in 2 objects \(missing: sequence outbox_id .* cache 1;/],
    ["alter table message disable trigger message_words_added", /in 2 objects \(missing: trigger/],
  ])("with another schema: %s", async (statement, sentence) => {
    const { url } = await createDevelopmentDatabase();
    await (await connect(url)).query(statement);
    await refuse(url, sentence);
  });

  test("with labels that only a process of that version can add to the event log", async () => {
    const { url } = await createDevelopmentDatabase();
    await (await connect(url)).query(
      `with made as (insert into label (account_id, name, colour, description, created_at, updated_at)
         values (1, 'old', 'gray', '', now(), now()) returning account_id, id)
       insert into label_untold (account_id, label_id) select account_id, id from made`,
    );
    await refuse(
      url,
      /not changed: it has labels that the event log does not have yet: start commit 0c2e1cd/,
    );
  });

  test("with stored answers that a deletion would not find", async () => {
    const { url } = await createDevelopmentDatabase();
    await insertAnswer(await connect(url), { hoursAgo: 23 });
    await refuse(url, /expire at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ only: start this release after that$/);
  });
});

async function connect(url: string): Promise<pg.Client> {
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** A message of conversation 1, its copy in 2 and the copy of that in 3, as stored by a process without origins. */
async function insertCopies(client: pg.Client): Promise<void> {
  await client.query(
    `insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                               status_changed_at, last_activity_at, created_at, updated_at)
     select 1, n, n + 100, 1, 1, 1, 'open', '{}', now(), now(), now(), now() from generate_series(1, 3) n`,
  );
  await client.query(
    `insert into message (account_id, id, conversation_id, inbox_id, number, kind, content, content_attributes,
                          sender_type, created_at, updated_at)
     select 1, n + 10, n, 1, 1, case n when 1 then 'message' else 'note' end, 'text',
            case n when 1 then '{}' else jsonb_build_object('forwardedFrom',
              jsonb_build_object('displayId', n + 99, 'number', 1)) end, 'user', now(), now()
       from generate_series(1, 3) n`,
  );
}

/** An answer as stored by a process without the column `about`. */
async function insertAnswer(client: pg.Client, { hoursAgo }: { hoursAgo: number }): Promise<void> {
  await client.query(
    `insert into idempotency (account_id, caller, key, fingerprint, status, answer, created_at)
     values (1, 'user:1', 'key', 'f', 200, '{}', now() - make_interval(hours => $1))`,
    [hoursAgo],
  );
}
