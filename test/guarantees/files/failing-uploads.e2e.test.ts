import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { FileStore } from "@/server/lib/files/file-store";
import { collectFiles, removeFiles } from "@/server/worker/files/file-jobs";
import { type Api, openApi } from "@/test/support/clients/api";
import { sendInHalves } from "@/test/support/network/cut-request";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { DOORS, type Door, type Place, type Post } from "./doors";
import { createPlace, directUploadOf, FILE_URL, MAIL, PICTURE } from "./other-doors";

const HOURS_LATER_MS = 25 * 3_600_000;

let api: Api;
let place: Place;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(async () => {
  process.on("unhandledRejection", note);
  api = await openApi(createApp);
  place = await createPlace(api);
  // A sequence counts also what is rolled back.
  await onDatabase("create sequence faults");
  await onDatabase(
    `create function fail() returns trigger language plpgsql security definer as
       $$ begin perform nextval('faults'); raise exception 'could not extend file' using errcode = '53100'; end $$`,
  );
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  await api.close();
});

const onDatabase = (sql: string) => api.world.database.query(sql);
const count = async (table: string) => {
  const [row] = await api.world.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return row?.count;
};

let storeFaults = 0;
const brokenStore = (files: FileStore): FileStore => ({
  ...files,
  write: async () => {
    storeFaults++;
    throw new Error("EIO: i/o error");
  },
});

type Step = {
  name: string;
  statements: readonly string[];
  /** At which doors it fails before the body has arrived. */
  isEarlyAt: (door: Door) => boolean;
  status: number;
  leavesRows?: true;
};
const isForm = ({ takes, name }: Door) => takes === "message" && !name.startsWith("FreeScout");
const STEPS: readonly Step[] = [
  {
    name: "the insert of the file",
    statements: ["insert on file"],
    isEarlyAt: (door) => isForm(door) || door.takes === "uploads",
    status: 503,
  },
  {
    name: "the file store",
    statements: [],
    isEarlyAt: (door) => isForm(door) || door.takes === "uploads",
    status: 500,
  },
  { name: "the update of the stored file", statements: ["update on file"], isEarlyAt: isForm, status: 503 },
  { name: "the change", statements: ["insert on outbox"], isEarlyAt: () => false, status: 503 },
  {
    name: "the file store, and then the deletion of the file",
    statements: ["delete on file"],
    isEarlyAt: (door) => isForm(door) || door.takes === "uploads",
    status: 500,
    leavesRows: true,
  },
];

beforeEach(async () => {
  storeFaults = 0;
  unhandled.length = 0;
  await onDatabase("alter sequence faults restart");
});
afterEach(async () => {
  for (const table of ["file", "outbox"]) await onDatabase(`drop trigger if exists failing on ${table}`);
  const { database, files } = api.world;
  const now = () => new Date(Date.now() + HOURS_LATER_MS);
  await collectFiles({ database, now });
  await removeFiles({ database, now, files, log: { error: (fault: unknown) => expect(fault).toBeNull() } });
  expect(await keysOnDisk(api.world)).toEqual([]);
  expect(await count("file")).toBe(0);
});

const hasFailed = async () => {
  const [row] = await api.world.database.query<{ isCalled: boolean }>(
    `select is_called as "isCalled" from faults`,
  );
  return storeFaults > 0 || row?.isCalled === true;
};

const DIRECT_UPLOAD = directUploadOf(() => api.url);
/** The steps that can fail at a door: a direct upload changes no conversation, and an address alone stores nothing. */
const stepsAt = (door: Door): readonly Step[] => {
  if (door === DIRECT_UPLOAD) return STEPS.filter(({ name }) => name !== "the change");
  return door === FILE_URL ? STEPS.filter(({ statements }) => /insert/.test(statements.join())) : STEPS;
};
const CASES = [...DOORS, DIRECT_UPLOAD, PICTURE, MAIL, FILE_URL].flatMap((door) =>
  stepsAt(door).map((step) => [door.name, step.name, door, step] as const),
);

const written = {
  text: "Both",
  files: [
    { name: "a.txt", bytes: Buffer.from("small") },
    { name: "b.bin", bytes: randomBytes(64 * 1024) },
  ],
};

test.each(CASES)(
  "%s: while the body arrives, a failure of %s is the answer, and leaves nothing",
  async (_door, _step, door, { statements, isEarlyAt, status, leavesRows }) => {
    const isStoreBroken = status === 500;
    const files = isStoreBroken ? brokenStore(api.world.files) : api.world.files;
    api.services = createServices({ ...api.services, files });
    const before = { messages: await count("message"), files: await count("file") };
    for (const one of statements)
      await onDatabase(`create trigger failing before ${one} for each row execute function fail()`);
    const post: Post = async (request) => {
      const until = async () =>
        !isEarlyAt(door) || expect(await waitUntil(hasFailed, { withinMs: 90_000 })).toBe(true);
      const answer = await sendInHalves(api.url, { ...request, until });
      return { status: answer.status, body: JSON.parse(answer.text) };
    };
    const answer = await door.send(place, written, post);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(await hasFailed()).toBe(true);
    expect(await count("message")).toBe(before.messages);
    const isUpload = door.takes === "uploads" && statements.includes("insert on outbox"); // uploaded by requests of their own
    if (!leavesRows && !isUpload) expect(await count("file")).toBe(before.files);
    await new Promise(setImmediate); // rejections are reported after the microtasks
    expect(unhandled).toEqual([]);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
  },
);
