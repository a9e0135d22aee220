import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { makePasswordLink } from "@/server/commands/credentials/passwords";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { inviteMember, updateMember } from "@/server/commands/members/members";
import { setAlertMails } from "@/server/commands/members/profile";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { AlertMails } from "@/server/contract/member/notification-choices";
import { openMailer } from "@/server/lib/web/mailer";
import { listMails, listMembers } from "@/server/queries/members/members";
import { addMember } from "@/test/support/clients/screens";
import { openSmtp, readable } from "@/test/support/clients/smtp";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { type Mailing, sendMails } from "./send-mails";

let world: World;
let tenant: Tenant;
const log = { error: vi.fn() };
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  world = await createWorld();
});
beforeEach(async () => {
  tenant = await createTenant(world);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const mailingBy = (url: string): Mailing => ({
  database: world.database,
  now: () => world.clock.now,
  log,
  mailer: openMailer({ url, from: "Tickline <tickline@acme.example>" }),
  baseUrl: "https://inbox.acme.example",
});
const later = (seconds: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
};
let invited = 0;
const invite = async (locale: "en" | "zh" = "en") => {
  const n = ++invited;
  const fields = {
    name: `李 Radia ${n}`,
    email: `radia-${n}@example.test`,
    role: "agent" as const,
    inboxIds: [],
  };
  const secret = `secret-of-${n}`;
  return {
    secret,
    member: (await world.run(inviteMember, tenant.admin, { ...fields, secret, mail: { locale } })).result,
  };
};
const mails = () => listMails(world.database, tenant.admin);
test("an invitation is mailed once, with its link, in the requested language; the secret is not stored", async () => {
  const smtp = await openSmtp();
  const mailing = mailingBy(smtp.url);
  const { secret, member } = await invite("zh");
  await Promise.all([sendMails(mailing), sendMails(mailing)]);
  await sendMails(mailing);
  expect(smtp.mails).toHaveLength(1);
  const head = smtp.mails[0]?.split("\r\n\r\n")[0] ?? "";
  expect(head).toContain(`<${member.email}>`);
  expect(head).toContain("From: Tickline <tickline@acme.example>");
  const body = smtp.mails[0]?.slice(head.length) ?? "";
  const text = /base64/i.test(head) ? Buffer.from(body, "base64").toString("utf8") : readable(body);
  expect(text).toContain(`https://inbox.acme.example/join/${secret}`);
  expect(text).toContain("请通过以下链接设置密码");
  expect(await mails()).toMatchObject([
    { userId: member.id, kind: "invitation", state: "sent", error: null },
  ]);
  const [row] = await world.database.query<{ sealed: string | null }>(
    "select sealed_secret as sealed from mail where user_id = $1",
    [member.id],
  );
  expect(row?.sealed).toBeNull();
});

test("a refused mail is retried with its error visible, and finally given up", async () => {
  const smtp = await openSmtp();
  smtp.refuse(Object.assign(new Error("mailbox is full"), { responseCode: 452 }));
  const { member } = await invite();
  await sendMails(mailingBy(smtp.url));
  expect(await mails()).toMatchObject([
    { state: "waiting", error: expect.stringContaining("mailbox is full") },
  ]);
  await sendMails(mailingBy(smtp.url)); // not due yet
  later(10);
  smtp.refuse(null);
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toHaveLength(1);
  expect(await mails()).toMatchObject([{ state: "sent", error: null }]);

  await world.run(makePasswordLink, tenant.admin, {
    userId: member.id,
    secret: "another",
    mail: { locale: "en" },
  });
  smtp.refuse(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
  for (const seconds of [0, 10, 60, 300, 1_800, 7_200]) {
    later(seconds);
    await sendMails(mailingBy(smtp.url));
  }
  expect(await mails()).toMatchObject([
    { kind: "invitation", state: "failed", error: expect.stringContaining("no such mailbox") },
  ]);
});

test("a mail that a killed worker had claimed is sent by another, after its lease", async () => {
  const smtp = await openSmtp();
  await invite();
  const mailing = mailingBy(smtp.url);
  const hanging = new Promise<never>(() => {});
  void sendMails({ ...mailing, mailer: { send: () => hanging } });
  await waitFor(async () => {
    const [row] = await world.database.query<{ tries: number }>(
      "select tries from mail where account_id = $1",
      [tenant.accountId],
    );
    expect(row?.tries).toBe(1);
  });
  await sendMails(mailing);
  expect(smtp.mails).toHaveLength(0);
  later(61);
  await sendMails(mailing);
  expect(smtp.mails).toHaveLength(1);
});

test("a deactivated member gets no mail", async () => {
  const smtp = await openSmtp();
  const { member } = await invite();
  await world.run(updateMember, tenant.admin, { userId: member.id, state: "deactivated" });
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toEqual([]);
  expect(await mails()).toEqual([]);
});

/** An alert about a webhook, to the only administrator, who wants such mails. */
async function alert(alertMails: AlertMails): Promise<void> {
  await world.run(setAlertMails, tenant.admin, { alertMails });
  const settings = { url: "https://hooks.acme.example/a", types: ["*"] };
  const { endpoint } = (await world.run(createEndpoint, tenant.admin, settings)).result;
  const disabled = { endpointId: endpoint.id, reason: "gone" as const };
  await world.run(disableEndpoint, systemCaller(tenant.accountId), disabled);
}

test("an alert is mailed once, in the administrator's language, with the page that helps", async () => {
  const smtp = await openSmtp();
  await alert("zh");
  await sendMails(mailingBy(smtp.url));
  later(3_600);
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toHaveLength(1);
  const [head = "", ...body] = smtp.mails[0]?.split("\r\n\r\n") ?? [];
  const given = body.join("\r\n\r\n");
  const text = /base64/i.test(head) ? Buffer.from(given, "base64").toString("utf8") : readable(given);
  expect(text).toContain("有一个 Webhook 已被停用。https://hooks.acme.example/a 返回了 410");
  expect(text).toMatch(/https:\/\/inbox\.acme\.example\/settings\/webhooks\/\d+/);
  expect(await mails()).toEqual([]); // no password link
});

test.each<[string, AlertMails, number]>([
  ["an administrator who has switched them off gets none", "off", 0],
  ["an alert that is older than a day is not mailed any more", "en", 25 * 3_600],
])("%s", async (_, alertMails, seconds) => {
  const smtp = await openSmtp();
  await alert(alertMails);
  later(seconds);
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toEqual([]);
});

test("an alert that waits is not mailed to a member who is no administrator any more", async () => {
  const smtp = await openSmtp();
  await alert("en");
  const other = await addMember(world, tenant, { role: "administrator", inboxIds: [] });
  await world.run(updateMember, other, { userId: tenant.admin.userId ?? 0, role: "agent" });
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toEqual([]);
});

test("an alert that was deleted before its mail was sent is left out, and stops no other mail", async () => {
  const smtp = await openSmtp();
  await alert("en");
  await world.database.query("delete from alert where account_id = $1", [tenant.accountId]);
  await invite();
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toHaveLength(1);
});

test("a mail whose text cannot be written is given up after its tries, with the reason, and stops no other", async () => {
  const smtp = await openSmtp();
  await alert("en");
  await world.database.query("update alert set facts = 'null' where account_id = $1", [tenant.accountId]);
  await invite();
  for (const seconds of [0, 10, 60, 300, 1_800, 7_200]) {
    later(seconds);
    await sendMails(mailingBy(smtp.url));
  }
  expect(smtp.mails).toHaveLength(1);
  const left = await world.database.query("select due_at as due, error from mail where kind = 'alert'");
  expect(left).toContainEqual({ due: null, error: expect.stringContaining("null") });
});

test("a transcript goes to the given address, with the public messages of that moment and no notes", async () => {
  const smtp = await openSmtp();
  const { conversation } = await createScene(world, tenant);
  const ref = { conversationId: conversation.id };
  const send = async () => {
    const address = { conversation: ref, email: "li@example.test" };
    await world.run(sendTranscript, tenant.admin, address);
  };
  await send();
  await world.run(receiveMessage, tenant.admin, { conversation: ref, content: "Where is my parcel?" });
  await world.run(addNote, tenant.admin, { conversation: ref, content: "Lost it" });
  const held = { conversation: ref, content: "Not yet", holdMs: 60_000 };
  await world.run(sendMessage, tenant.admin, held);
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toHaveLength(1);
  const [mail = ""] = smtp.mails;
  expect(mail).toMatch(/^To: li@example\.test$/m);
  expect(readable(mail)).toContain("Where is my parcel?");
  for (const hidden of ["Lost it", "Not yet"]) expect(readable(mail)).not.toContain(hidden);
  expect(await mails()).toEqual([]); // no password link

  await send();
  await world.run(deleteConversation, tenant.admin, { conversation: ref });
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toHaveLength(1);
  expect(await world.database.query("select 1 from mail where email <> ''")).toEqual([]);
});

test("a transcript that waits is not sent for a member who may no longer see the conversation", async () => {
  const smtp = await openSmtp();
  const { conversation, inbox } = await createScene(world, tenant);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
  const all = await listMembers(world.database, tenant.admin);
  const email = all.find(({ id }) => id === agent.userId)?.email ?? "";
  await world.run(sendTranscript, agent, { conversation: { conversationId: conversation.id }, email });
  await world.run(updateMember, tenant.admin, { userId: agent.userId ?? 0, inboxIds: [] });
  await sendMails(mailingBy(smtp.url));
  expect(smtp.mails).toEqual([]);
});
