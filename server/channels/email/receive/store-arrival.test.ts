import { afterAll, beforeAll, expect, test } from "vitest";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import { createRun } from "@/server/commands/_run/run";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { type FileStore, FileStoreAway } from "@/server/lib/files/file-store";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { readRefusedMail } from "@/server/store/inboxes/refused-mail";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { BY_WEBHOOK, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";
import { type Arrival, storeArrival } from "./store-arrival";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Services = Awaited<ReturnType<typeof openMailInbox>>["services"];

async function openInbox(change: (services: Services) => Services = (same) => same) {
  const { services, place, count } = await openMailInbox(world);
  const { accountId, inboxId } = place;
  return {
    count,
    arrive: (raw: string, more: Partial<Arrival> = {}) =>
      storeArrival(change(services), place, {
        role: "inbox",
        raw: Buffer.from(raw),
        bytes: raw.length,
        ...more,
      }),
    refused: () => readRefusedMail(world.database, accountId, { inboxId, now: world.clock.now }),
  };
}

test("a mail that is larger than is stored is kept by its header, once", async () => {
  const { arrive, refused, count } = await openInbox();
  const header = mail({}, "");
  const bytes = BYTES_MAX + 1;
  for (const _ of [1, 2])
    expect(await arrive(header, { bytes })).toMatchObject({
      kind: "refused",
      refusal: { code: "mail.too_large" },
    });
  expect(await refused()).toEqual({
    count: 1,
    last: expect.objectContaining({
      mailKey: "one@mail.example",
      sender: "Ada@mail.example",
      subject: "Order 7",
      code: "mail.too_large",
      reason: `The mail has ${bytes} bytes; at most ${BYTES_MAX} are read.`,
      bytes,
    }),
  });
  expect(await count("message")).toBe(0);
});

test("a mail that the server withholds is kept as refused, with its words", async () => {
  const { arrive, refused, count } = await openInbox();
  const arrival = { raw: new Uint8Array(), bytes: 900, withheld: "Internal error occurred." };
  expect(await arrive("", arrival)).toMatchObject({ kind: "refused", refusal: { code: "mail.withheld" } });
  const reason = "The mail server does not hand over the mail: Internal error occurred.";
  expect(await refused()).toMatchObject({ last: { sender: null, reason } });
  expect(await count("message")).toBe(0);
});

const nested = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  ).join("");

test.each([
  ["nested too deeply", mail({}).replace("\r\n\r\n", `\r\n${nested(80)}`), "mail.too_deep", "Order 7"],
  ["no mail at all", "", "mail.empty", ""],
])("a mail that is %s is kept with the reason", async (_, raw, code, subject) => {
  const { arrive, refused } = await openInbox();
  expect(await arrive(raw)).toMatchObject({ kind: "refused", refusal: { code } });
  expect(await refused()).toMatchObject({ count: 1, last: { code, subject, bytes: raw.length } });
});

test("a mail of ours in Sent that is refused is nobody's loss", async () => {
  const { arrive, refused } = await openInbox();
  expect(await arrive("", { role: "sent" })).toMatchObject({ kind: "refused" });
  expect(await refused()).toBeNull();
});

test.each<[string, RefusalCode, "refused" | "thrown"]>([
  ["something that cannot be stored", "input.invalid", "refused"],
  ["a full disk", "storage.full", "thrown"],
  ["a budget that is spent until tomorrow", "file.over_budget", "thrown"],
])("of a mail with %s, the refusal is kept only if it stays", async (_, code, end) => {
  const { arrive, refused } = await openInbox((services) => ({
    ...services,
    run: Object.assign(() => Promise.reject(new Refusal(code)), { once: services.run.once }),
  }));
  const arrived = await arrive(mail({})).catch((error: unknown) => error);
  if (end === "thrown") expect(arrived).toMatchObject({ refusal: code });
  expect(await refused()).toEqual(
    end === "refused"
      ? {
          count: 1,
          last: expect.objectContaining({ code: "mail.not_storable", reason: expect.stringContaining(code) }),
        }
      : null,
  );
});

test("a mail whose files the store does not take now is stored later, with them", async () => {
  let isAway = true;
  const { arrive, refused, count } = await openInbox((services) => {
    const write: FileStore["write"] = (...bytes) =>
      isAway ? Promise.reject(new FileStoreAway("away")) : services.files.write(...bytes);
    return { ...services, files: { ...services.files, write } };
  });
  const type = { "Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=a.pdf" };
  await expect(arrive(mail(type, "%PDF-1.7"))).rejects.toMatchObject({ refusal: "file.not_stored" });
  expect([await count("message"), await count("file"), await refused()]).toEqual([0, 0, null]);
  isAway = false;
  expect(await arrive(mail(type, "%PDF-1.7"))).toMatchObject({ kind: "stored", isRepeated: false });
  const [file] = await world.database.query("select name, state from file order by id desc limit 1");
  expect(file).toEqual({ name: "a.pdf", state: "ready" });
});

test("a file that is larger than the budget of a whole day does not keep its mail waiting for ever", async () => {
  const budgets = { ...UNLIMITED.budgets, account: 10 };
  const { arrive } = await openInbox((services) => ({ ...services, uploads: { ...UNLIMITED, budgets } }));
  const type = { "Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=b.pdf" };
  expect(await arrive(mail(type, "%PDF-1.7 and more"))).toMatchObject({ kind: "stored" });
  const [file] = await world.database.query("select name, state, failure from file order by id desc limit 1");
  expect(file).toEqual({ name: "b.pdf", state: "failed", failure: "not_stored" });
});

test("control characters in the header do not keep a mail from being stored", async () => {
  const { arrive } = await openInbox();
  const header = {
    "Message-ID": "<a\u0000b@mail.example>",
    "In-Reply-To": "<c\u0000@x>",
    Subject: "Or\u0000der",
  };
  expect(await arrive(mail({ ...header, From: '"A\u0000da" <ada\u0000@mail.example>' }))).toMatchObject({
    kind: "stored",
  });
});

test("a new customer's mail to two inboxes is stored in both, also where both arrive at the same time", async () => {
  const { services, place, tenant, count } = await openMailInbox(world);
  const sales = { name: "Sales", channel: "email", settings: BY_WEBHOOK } as const;
  const { id } = (await world.run(createInbox, tenant.admin, sales)).result;
  const paused = pauseCommits(world.database);
  const run = createRun({ database: paused.database, now: () => world.clock.now, onCommitted: () => {} });
  const raw = Buffer.from(mail({}));
  const arrival: Arrival = { role: "inbox", raw, bytes: raw.length };
  const first = storeArrival({ ...services, run }, place, arrival);
  await paused.isReached;
  const second = storeArrival(services, { ...place, inboxId: id }, arrival);
  await untilBlocked(world.database).finally(paused.resume);
  expect(await Promise.all([first, second])).toMatchObject([{ kind: "stored" }, { kind: "stored" }]);
  expect([await count("contact"), await count("conversation"), await count("message")]).toEqual([1, 2, 2]);
});
