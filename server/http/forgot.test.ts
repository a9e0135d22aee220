import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createServices, type Services } from "@/server/commands/_run/services";
import { createMember } from "@/server/commands/members/create-member";
import { listMails } from "@/server/queries/members/list-mails";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { createApp } from "./app";

const app = createApp({ services: () => services });
let services: Services;
let world: World;
let tenant: Tenant;
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  world = await createWorld();
  tenant = await createTenant(world);
  provide(true);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

function provide(mailsLinks: boolean): void {
  services = createServices({
    database: world.database,
    run: world.run,
    now: () => world.clock.now,
    mailsLinks,
  });
}

let addresses = 0;
async function ask(email: string, { origin = "http://inbox.test", address = `192.0.2.${++addresses}` } = {}) {
  const answer = await app.request("http://inbox.test/api/forgot", {
    method: "POST",
    headers: { origin, host: "inbox.test", "x-forwarded-for": address },
    body: new URLSearchParams({ email, locale: "en" }),
  });
  return { status: answer.status, to: answer.headers.get("location"), text: await answer.text() };
}

async function member(): Promise<{ id: number; email: string }> {
  const email = `Grace-${randomUUID()}@example.test`;
  const fields = { name: "Grace", email, role: "agent" as const, inboxIds: [], passwordHash: "unusable" };
  return (await world.run(createMember, tenant.admin, fields)).result;
}

const mailedTo = async (userId: number) =>
  (await listMails(world.database, tenant.admin)).filter((mail) => mail.userId === userId);

test("a known and an unknown e-mail are answered the same; only the known one is mailed", async () => {
  const { id, email } = await member();
  const known = await ask(` ${email.toLowerCase()} `);
  expect(known).toEqual({ status: 303, to: "/forgot?sent", text: "" });
  expect(await ask("nobody@example.test")).toEqual(known);
  await vi.waitFor(async () =>
    expect(await mailedTo(id)).toMatchObject([{ kind: "password", state: "waiting" }]),
  );
});

test("three askings an hour for one e-mail, known or not, and ten of one address", async () => {
  for (const email of [(await member()).email, "stranger@example.test"]) {
    for (let asked = 0; asked < 3; asked++) expect((await ask(email)).to).toBe("/forgot?sent");
    expect((await ask(email)).to).toBe("/forgot?refused=auth.too_many_attempts");
  }
  const address = "198.51.100.7";
  for (let asked = 0; asked < 10; asked++) await ask(`guess-${asked}@example.test`, { address });
  expect((await ask("guess@example.test", { address })).to).toContain("refused=auth.too_many_attempts");
});

test("another site's form is refused, and so is everything where Tickline cannot mail", async () => {
  const { id, email } = await member();
  expect((await ask(email, { origin: "https://elsewhere.test" })).status).toBe(403);
  expect((await ask("")).status).toBe(422);
  provide(false);
  expect((await ask(email)).status).toBe(404);
  provide(true);
  expect(await mailedTo(id)).toEqual([]);
});
