import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import { createApp } from "@/server/http/app";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { readNotificationSettings, unsubscribeToken } from "@/server/store/push/notification-settings";
import { openSmtp, readable } from "@/test/support/clients/smtp";
import { workDigests } from "@/test/support/scenes/digests";
import { createPushScene, type PushScene } from "@/test/support/scenes/push-scene";
import { createWorld, type World } from "@/test/support/scenes/world";

const ORIGIN = "https://inbox.acme.example";
let world: World;
let scene: PushScene;
let smtp: Awaited<ReturnType<typeof openSmtp>>;
const app = createApp({
  services: () =>
    createServices({
      database: world.database,
      run: world.run,
      now: () => world.clock.now,
      mailsLinks: true,
    }),
});
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  world = await createWorld();
});
beforeEach(async () => {
  smtp = await openSmtp();
  scene = await createPushScene(world);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const CHOICES: Partial<NotificationSettings> = { digestMinutes: 15, timeZone: "Europe/Berlin", locale: "zh" };
/** The mail that a member gets after they were away, with its headers unfolded. */
async function mailed(baseUrl = ORIGIN): Promise<string> {
  await scene.choose(CHOICES);
  await scene.receive();
  scene.later(16 * 60);
  await workDigests(world, { url: smtp.url, baseUrl });
  return (smtp.mails.at(-1) ?? "").replaceAll(/\r\n[ \t]/g, " ");
}
const linkIn = (mail: string): string => /^List-Unsubscribe: <(.+)>\r$/m.exec(mail)?.[1] ?? "";
const post = (url: string, form: Record<string, string>) =>
  app.request(url, { method: "POST", body: new URLSearchParams(form) });
const oneClick = (url: string) => post(url, { "List-Unsubscribe": "One-Click" });
const chosenBy = (userId: number | null) =>
  readNotificationSettings(world.database, { accountId: scene.stage.accountId, userId: userId ?? 0 });

test("one click in a mail program turns off this mail of this member, without signing in, and nothing else", async () => {
  const mail = await mailed();
  await scene.choose(CHOICES, scene.stage.admin);
  expect(mail).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const link = linkIn(mail);
  expect(link).toMatch(/^https:\/\/inbox\.acme\.example\/api\/unsubscribe\/[\w-]+$/);
  const [head = "", ...body] = mail.split("\r\n\r\n");
  const text = body.join("\r\n\r\n");
  expect(/base64/i.test(head) ? Buffer.from(text, "base64").toString() : readable(text)).toContain(link);
  const before = await chosenBy(scene.stage.agent.userId);
  const answers = [await oneClick(link), await oneClick(link)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await chosenBy(scene.stage.agent.userId)).toEqual({ ...before, digestMinutes: 0 });
  expect(await chosenBy(scene.stage.admin.userId)).toMatchObject({ digestMinutes: 15 });
  await scene.receive();
  scene.later(16 * 60);
  await workDigests(world, smtp);
  const to = /^To: .+$/m.exec(mail)?.[0] ?? "nobody";
  expect(smtp.mails.map((one) => one.includes(to))).toEqual([true, false]);
});

test("a mail that waits for a busy mail server is not sent any more", async () => {
  smtp.refuse(Object.assign(new Error("busy"), { responseCode: 452 }));
  await mailed();
  smtp.refuse(null);
  const { accountId, agent } = scene.stage;
  await oneClick(`${ORIGIN}/api/unsubscribe/${unsubscribeToken({ accountId, userId: agent.userId ?? 0 })}`);
  scene.later(60);
  await workDigests(world, smtp);
  expect(smtp.mails).toEqual([]);
});

test("opening the link changes nothing and leads to its page, whose form turns the mails off", async () => {
  const link = linkIn(await mailed());
  const page = new URL(link).pathname.replace("/api", "");
  const opened = await app.request(link);
  expect([opened.status, opened.headers.get("location")]).toEqual([302, page]);
  expect(await chosenBy(scene.stage.agent.userId)).toMatchObject({ digestMinutes: 15 });
  const sent = await post(link, { from: "page" });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, page]);
  expect(await chosenBy(scene.stage.agent.userId)).toMatchObject({ digestMinutes: 0 });
});

test("a changed link, a post without the field, and too many posts turn nothing off", async () => {
  const link = linkIn(await mailed());
  const { accountId, admin, agent } = scene.stage;
  await scene.choose(CHOICES, admin);
  const forged = link.replace(`${accountId}-${agent.userId}-`, `${accountId}-${admin.userId}-`);
  expect(forged).not.toBe(link);
  expect((await oneClick(forged)).status).toBe(404);
  expect((await post(link, {})).status).toBe(422);
  expect((await post(forged, { from: "page" })).status).toBe(303); // the page says that the link is not valid
  for (const { userId } of [admin, agent])
    expect(await chosenBy(userId)).toMatchObject({ digestMinutes: 15 });
  for (let count = 0; count < 20; count++) await oneClick(link);
  await scene.choose(CHOICES);
  const refused = await oneClick(link);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await post(link, { from: "page" })).headers.get("location")).toMatch(
    /\?refused=auth\.too_many_attempts$/,
  );
  expect(await chosenBy(agent.userId)).toMatchObject({ digestMinutes: 15 });
});

test("without https the mail has a link, and no one-click button, which needs https", async () => {
  const mail = await mailed("http://inbox.acme.example");
  expect(linkIn(mail)).toMatch(/^http:/);
  expect(mail).not.toContain("List-Unsubscribe-Post");
});

test("during maintenance a click and the form turn nothing off and say why, and do so afterwards", async () => {
  onTestFinished(() => provideMaintenance(() => null));
  const text = "We are moving.";
  const { userId } = scene.stage.agent;
  const link = linkIn(await mailed());
  const page = new URL(link).pathname.replace("/api", "");
  provideMaintenance(() => ({ text }));
  const clicked = await oneClick(link);
  expect([clicked.status, clicked.headers.get("retry-after")]).toEqual([503, "30"]);
  expect((await clicked.json()).error).toMatchObject({ code: "server.maintenance", detail: text });
  expect((await app.request(link)).headers.get("location")).toBe(page); // opening it goes on
  const sent = await post(link, { from: "page" });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `${page}?refused=server.maintenance`]);
  expect(await chosenBy(userId)).toMatchObject({ digestMinutes: 15 });
  provideMaintenance(() => null);
  expect((await oneClick(link)).status).toBe(200);
  expect(await chosenBy(userId)).toMatchObject({ digestMinutes: 0 });
});
