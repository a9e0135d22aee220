import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { type Child, startChild } from "@/bench/lib/child";
import { execute, makeFolder, queryOne, startPostgres } from "@/bench/lib/postgres";
import { buildProduct, startReadyProduct } from "@/bench/lib/product";
import { type Bench, compare, type Line } from "@/bench/lib/report";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { BareAnswer, BareQuestion } from "./bare";
import type { LoadAnswer, LoadQuestion } from "./load";

const TARGET = 0.7;
/** One after the other: the program under load, the load and Postgres share the processor. */
const CONNECTIONS = 1;
const MB = 1024 * 1024;
/** Of a file, in MB; files of a round, and rounds. Photos of which previews are made, and their width. */
const SIZES = {
  tiny: { megabytes: 2, files: 2, rounds: 1, photos: 2, width: 400 },
  short: { megabytes: 32, files: 6, rounds: 5, photos: 20, width: 4_000 },
  long: { megabytes: 32, files: 12, rounds: 9, photos: 100, width: 4_000 },
};
type Size = (typeof SIZES)["short"];

type Load = Child<LoadQuestion, LoadAnswer>;
type Server = { port: number; token: string | null };

/** B12: uploads and downloads against `node:http` with a pipe to and from the disk, and previews per second. */
export const files: Bench = async ({ scale }) => {
  const size = SIZES[scale];
  await buildProduct();
  const place = makeFolder("files");
  const postgres = await startPostgres(place.dataDir);
  const closers: (() => Promise<void>)[] = [async () => place.remove(), () => postgres.stop()];
  try {
    const token = randomBytes(24).toString("base64url");
    const roles = await postgres.create("ours");
    const env = { ...roles, DATA_DIR: place.dataDir, ADMIN_API_TOKEN: token, LOG_LEVEL: "warn" };
    const product = await startReadyProduct(env);
    closers.push(() => product.stop());
    const bare = startChild<BareQuestion, BareAnswer>(new URL("./bare.ts", import.meta.url));
    const load: Load = startChild(new URL("./load.ts", import.meta.url));
    closers.push(
      () => bare.stop(),
      () => load.stop(),
    );
    const folder = join(place.dataDir, "bare");
    mkdirSync(folder);
    const ours = { port: Number(new URL(product.url).port), token };
    const theirs = { ...(await bare.request({ folder })), token: null };
    const faults: string[] = [];
    const transfers = await measureTransfers(size, { load, ours, bare: theirs, faults });
    const previews = await measurePreviews(size, {
      url: product.url,
      token,
      database: postgres.urlOf("ours"),
      faults,
    });
    return { lines: [...transfers.lines, previews], faults, detail: transfers.detail };
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

type Sides = { load: Load; ours: Server; bare: Server; faults: string[] };

async function measureTransfers(size: Size, { load, faults, ...servers }: Sides) {
  const kept: Record<"ours" | "bare", string[]> = { ours: [], bare: [] };
  const bytes = size.megabytes * MB;
  const take = (answer: LoadAnswer, wanted: number): number => {
    faults.push(...answer.failures);
    if (answer.bytes !== wanted) faults.push(`${answer.bytes} bytes instead of ${wanted}`);
    return answer.bytes / MB / answer.seconds;
  };
  const upload = (side: "ours" | "bare") => async () => {
    const question = { kind: "upload" as const, bytes, files: size.files, connections: CONNECTIONS };
    const answer = await load.request({ ...question, ...servers[side] });
    kept[side] = answer.paths;
    return take(answer, bytes * size.files);
  };
  const download = (side: "ours" | "bare", isHashed: boolean) =>
    load.request({
      kind: "download",
      paths: kept[side],
      isHashed,
      connections: CONNECTIONS,
      ...servers[side],
    });
  const timedDownload = (side: "ours" | "bare") => async () =>
    take(await download(side, false), bytes * size.files);

  await upload("ours")();
  const uploads = await compare({ ours: upload("ours"), bare: upload("bare"), rounds: size.rounds });
  const downloads = await compare({
    ours: timedDownload("ours"),
    bare: timedDownload("bare"),
    rounds: size.rounds,
  });
  const digests = new Set([
    ...(await download("ours", true)).sha256,
    ...(await download("bare", true)).sha256,
  ]);
  if (digests.size !== 1) faults.push("a download differs from its upload");
  const line = (name: string, { ours, bare, ratio, isVoid }: typeof uploads): Line => ({
    name,
    ours,
    bare,
    ratio,
    unit: "MB/s",
    target: `≥ ${TARGET}`,
    leastRatio: TARGET,
    isVoid,
  });
  return {
    lines: [line("files-upload", uploads), line("files-download", downloads)],
    detail: { uploads, downloads },
  };
}

type Previewing = { url: string; token: string; database: string; faults: string[] };

/** From the first upload of photos until all have their previews. */
async function measurePreviews(
  { photos, width }: Size,
  { url, token, database, faults }: Previewing,
): Promise<Line> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 20 };
  const photo = await sharp({
    create: { width, height: Math.round(width * 0.75), channels: 3, background: "gray", noise },
  })
    .jpeg({ quality: 80 })
    .toBuffer();
  await execute(database, "update file set work_due_at = null");
  for (let n = 0; n < photos; n++) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "image/jpeg" };
    const body = new Uint8Array(photo);
    const answer = await fetch(`${url}/v1/files?name=${n}.jpg`, { method: "POST", headers, body });
    if (answer.status !== 201) faults.push(`photo: ${answer.status}`);
  }
  // All at once, so that the time of the uploads is not counted.
  await execute(
    database,
    "update file set work_due_at = null, preview_key = null, width = null where width is not null",
  );
  await execute(
    database,
    `update file set work_due_at = now(), work_tries = 0 where content_type = 'image/jpeg'`,
  );
  const from = performance.now();
  const isDone = async () => {
    const sql =
      "select count(*)::int as made from file where preview_key is not null and work_due_at is null";
    return (await queryOne<{ made: number }>(database, sql)).made === photos;
  };
  if (!(await waitUntil(isDone, { withinMs: 120_000, everyMs: 50 })))
    faults.push("not all previews were made");
  const seconds = (performance.now() - from) / 1000;
  const made = Math.round((photos / seconds) * 10) / 10;
  const megapixels = Math.round((width * width * 0.75) / 1e6);
  return {
    name: "files-previews",
    ours: made,
    bare: null,
    ratio: null,
    unit: `photos of ${megapixels} megapixels/s`,
    target: "–",
    isVoid: false,
  };
}
