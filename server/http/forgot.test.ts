import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createServices, type Services } from "@/server/commands/_run/services";
import { createMember } from "@/server/commands/members/members";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { listMails } from "@/server/queries/members/members";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
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
async function request(
  email: string,
  { origin = "http://inbox.test", address = `192.0.2.${++addresses}` } = {},
) {
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

test("a known and an unknown email get the same response; only the known one gets a mail", async () => {
  const { id, email } = await member();
  const known = await request(` ${email.toLowerCase()} `);
  expect(known).toEqual({ status: 303, to: "/forgot?sent", text: "" });
  expect(await request("nobody@example.test")).toEqual(known);
  await waitFor(async () =>
    expect(await mailedTo(id)).toMatchObject([{ kind: "password", state: "waiting" }]),
  );
});

test("during maintenance no link is made, and the form's page is told", async () => {
  onTestFinished(() => provideMaintenance(() => null));
  const { id, email } = await member();
  provideMaintenance(() => ({ text: "We are moving." }));
  expect((await request(email)).to).toBe("/forgot?refused=server.maintenance");
  expect(await mailedTo(id)).toEqual([]);
});

test("an email, known or not, has three requests an hour, and an address ten", async () => {
  for (const email of [(await member()).email, "stranger@example.test"]) {
    for (let count = 0; count < 3; count++) expect((await request(email)).to).toBe("/forgot?sent");
    expect((await request(email)).to).toBe("/forgot?refused=auth.too_many_attempts");
  }
  const address = "198.51.100.7";
  for (let count = 0; count < 10; count++) await request(`guess-${count}@example.test`, { address });
  expect((await request("guess@example.test", { address })).to).toContain("refused=auth.too_many_attempts");
});

test("another site's form is refused, and every request where Tickline cannot send mail", async () => {
  const { id, email } = await member();
  expect((await request(email, { origin: "https://elsewhere.test" })).status).toBe(403);
  expect((await request("")).status).toBe(422);
  provide(false);
  expect((await request(email)).status).toBe(404);
  provide(true);
  expect(await mailedTo(id)).toEqual([]);
});
