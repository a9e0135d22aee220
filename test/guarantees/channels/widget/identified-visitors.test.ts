import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWidgetScene, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

const SECRET = "s".repeat(32);
const signed = (id: string, secret = SECRET) => ({
  id,
  hash: createHmac("sha256", secret).update(id).digest("hex"),
});

test("an anonymous visitor who is identified keeps the conversation, and finds it in another browser", async () => {
  const widget = await scene.open({ identitySecret: SECRET });
  const page = widget.page();
  await page.session();
  const { body: first } = await page.write("Where is my parcel?");
  const anonymousToken = page.token;
  const { body } = await page.session({
    identify: { ...signed("customer-7"), name: "Ada", email: "ada@example.test" },
  });
  expect(body.contact).toEqual({ name: "Ada", email: "ada@example.test", isIdentified: true });
  expect((await page.conversations()).map(({ id }) => id)).toEqual([first.conversationId]);

  const phone = widget.page();
  await phone.session();
  const { body: second } = await phone.write("I am on my phone now");
  await phone.session({ identify: signed("customer-7") });
  const ids = [second.conversationId, first.conversationId];
  expect((await phone.conversations()).map(({ id }) => id)).toEqual(ids);
  expect((await page.conversations()).map(({ id }) => id)).toEqual(ids);
  const contacts = (await widget.client.get("/v1/contacts")).body.data;
  expect(contacts).toMatchObject([{ identifier: "customer-7", name: "Ada" }]);

  const other = widget.page();
  other.token = anonymousToken;
  expect((await other.conversations()).map(({ id }) => id)).toEqual([first.conversationId]);
});

test("an identifier of a contact that was merged into another leads to the one that remains", async () => {
  const widget = await scene.open({ identitySecret: SECRET });
  const create = async (identifier: string): Promise<number> =>
    (await widget.client.post("/v1/contacts", { name: "Ada", identifier })).body.id;
  const [keptId, otherId] = [await create("work"), await create("private")];
  await widget.client.post(`/v1/contacts/${keptId}/merge`, { otherId });
  const page = widget.page();
  await page.session();
  const { body } = await page.write("Where is my parcel?");
  expect(await page.session({ identify: signed("private") })).toMatchObject({ status: 200 });
  const { token } = page;
  await page.session({ identify: signed("private") });
  expect(page.token).toBe(token);
  expect((await page.conversations()).map(({ id }) => id)).toEqual([body.conversationId]);
  const contacts = (await widget.client.get("/v1/contacts")).body.data;
  expect(contacts).toMatchObject([{ id: keptId, identifier: "work" }]);
});

test("another customer at the same browser sees nothing of the one before", async () => {
  const widget = await scene.open({ identitySecret: SECRET });
  const page = widget.page();
  await page.session({ identify: signed("one") });
  await page.write("Secret of one");
  await page.session({ identify: signed("two") });
  expect(await page.conversations()).toEqual([]);
  await page.session({ identify: signed("one") });
  expect(await page.conversations()).toHaveLength(1);
});

test("a hash that the site did not make is refused, and so is every hash without a secret", async () => {
  const widget = await scene.open({ identitySecret: SECRET });
  const bad = [
    signed("customer-7", "x".repeat(32)),
    { id: "customer-8", hash: signed("customer-7").hash },
    { id: "customer-7", hash: "" },
    { id: "customer-7", hash: signed("customer-7").hash.slice(0, 62) },
    { id: "customer-7", hash: "zz".repeat(32) },
  ];
  for (const identify of bad)
    expect(await widget.page().session({ identify })).toMatchObject({
      status: 403,
      code: "channel.identity_invalid",
    });
  const open = await scene.open();
  const { code } = await open.page().session({ identify: signed("customer-7", "") });
  expect(code).toBe("channel.identity_invalid");
  expect((await widget.client.get("/v1/contacts")).body.data).toEqual([]);
});
