import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  curlOfChatwoot,
  curlOfMessage,
  curlOfWukongim,
  nodeOfMessage,
  type Target,
} from "@/app/_settings/inbox/connect/commands";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { wukongimRoutes } from "@/server/dialects/wukongim/routes";
import { createApp } from "@/server/http/app";
import { type Api, openApi } from "@/test/support/clients/api";
import { createTenant } from "@/test/support/scenes/world";

const run = promisify(execFile);
const SAMPLE = { customer: "Li Wen", content: "It's 5 o'clock: “anyone” there? 有人吗" };

let api: Api;
beforeAll(async () => {
  api = await openApi((parts) => createApp({ ...parts, dialects: [chatwootRoutes(), wukongimRoutes()] }));
});
afterAll(() => api.close());

/** An inbox with a token for it alone, as the page creates one. */
async function targetOf(channel: InboxDto["channel"]): Promise<Target> {
  const { accountId, admin } = await createTenant(api.world);
  const { result: inbox } = await api.world.run(createInbox, admin, { name: "Support", channel });
  const token = crypto.randomUUID();
  const rights = { role: "agent", inboxIds: [inbox.id], isReadOnly: false, scopes: [] } as const;
  await api.world.run(createToken, admin, {
    name: "Support",
    secret: token,
    ...rights,
    inboxIds: [inbox.id],
  });
  return { origin: api.url, accountId, inboxId: inbox.id, inboxName: inbox.name, token };
}

/** Whoever has written in the inbox, and what. */
const received = ({ inboxId }: Target) =>
  api.world.database.query<{ name: string; content: string }>(
    `select p.name, m.content from message m join conversation c on c.id = m.conversation_id
       join contact p on p.id = c.contact_id
      where m.inbox_id = $1 and m.direction = 'in' order by m.id`,
    [inboxId],
  );
const shell = async (line: string) => JSON.parse((await run("sh", ["-c", line])).stdout);

test("the lines for a shell and for Node send a customer's message with a token for the inbox alone", async () => {
  const target = await targetOf("api");
  const answer = await shell(curlOfMessage(target, SAMPLE));
  expect(answer).toMatchObject({ direction: "in", conversation: { status: "open" } });
  const program = nodeOfMessage(target, { ...SAMPLE, content: "Again" });
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program]);
  expect(stdout).toMatch(/^201 /);
  const [first, again] = await received(target);
  expect(first).toEqual({ name: "Li Wen", content: SAMPLE.content.replaceAll("'", "’") });
  expect(again).toEqual({ name: "Li Wen", content: "Again" });
});

test("the line for WuKongIM's API sends a customer's message to the inbox of its token", async () => {
  const target = await targetOf("wukongim");
  await shell(curlOfWukongim(target, SAMPLE));
  expect(await received(target)).toMatchObject([{ content: SAMPLE.content }]);
});

test("the line for Chatwoot's API names the account of the token", async () => {
  const target = await targetOf("api");
  expect(await shell(curlOfChatwoot(target))).toMatchObject({ account_id: target.accountId });
});
