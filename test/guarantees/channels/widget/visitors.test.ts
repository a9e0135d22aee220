import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, cookieFor } from "@/test/support/clients/screens";
import { openWidgetScene, SITE, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

test("a page that is opened gets a token and the look of the inbox, and leaves no contact", async () => {
  const widget = await scene.open({
    title: "Shop",
    texts: { zh: { title: "商店", "composer.send": "发送" } },
  });
  const page = widget.page();
  const { status, body, headers } = await page.session({ locale: "zh-CN" });
  expect(status).toBe(200);
  expect(headers.get("access-control-allow-origin")).toBe(SITE);
  expect(body).toMatchObject({
    contact: { name: null, email: null, isIdentified: false },
    config: { title: "商店", color: "#2563eb", position: "right", texts: { "composer.send": "发送" } },
    unread: 0,
  });
  expect((await widget.page().session({ locale: "de" })).body.config.title).toBe("Shop");
  expect(await page.conversations()).toEqual([]);
  expect((await widget.client.get("/v1/contacts")).body.data).toEqual([]);
});

test("somebody is online while a member of the inbox or an administrator is", async () => {
  const widget = await scene.open();
  const { world } = scene.api;
  const config = async () => (await widget.page().session()).body.config;
  const { body: other } = await widget.client.post("/v1/inboxes", { name: "Shop", channel: "api" });
  const elsewhere = await addMember(world, widget, { role: "agent", inboxIds: [other.id] });
  await cookieFor(world, elsewhere);
  expect(await config()).toMatchObject({ isOnline: false, members: [] });
  await cookieFor(world, widget.admin);
  expect(await config()).toMatchObject({ isOnline: true, members: [{ name: expect.any(String) }] });
});

test("a visitor's message is stored once under its client id, also by requests at the same time", async () => {
  const widget = await scene.open();
  const page = widget.page();
  await page.session();
  const clientId = randomUUID();
  const all = await Promise.all([1, 2, 3].map(() => page.write("Hello", { clientId })));
  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
  const again = await page.write("Hello", { clientId: clientId.toUpperCase() });
  expect([again.status, again.body.clientId, again.body.from]).toEqual([200, clientId, "visitor"]);
  const [conversation, ...more] = await page.conversations();
  expect(more).toEqual([]);
  expect((await page.messages(conversation?.id ?? 0)).data.map(({ text }) => text)).toEqual(["Hello"]);
  const second = await page.write("Anybody there?");
  expect(second.body.conversationId).toBe(conversation?.id);
});

test("answers to the questions name the contact as unverified, and the rest are the conversation's", async () => {
  const questions = [
    { key: "who", label: "Your name", kind: "name" },
    { key: "mail", label: "Your email", kind: "email" },
    { key: "topic", label: "Topic", kind: "choice", options: ["Order", "Other"] },
  ];
  const widget = await scene.open({ questions });
  const page = widget.page();
  await page.session();
  const refused = await page.write("Hi", { answers: { topic: "Weather" } });
  expect([refused.status, refused.code]).toEqual([422, "input.invalid"]);
  await page.write("Hi", { answers: { who: "Li Wen", mail: "li@example.test", topic: "Order" } });
  expect((await page.session()).body.contact).toEqual({
    name: "Li Wen",
    email: "li@example.test",
    isIdentified: false,
  });
  const { body } = await widget.client.get(`/v1/conversations?inboxId=${widget.inboxId}`);
  expect(body.data).toMatchObject([{ customAttributes: { topic: "Order" } }]);
  const [contact] = (await widget.client.get("/v1/contacts")).body.data;
  expect(contact).toMatchObject({ name: "Li Wen", email: null });
});

test("without its token, with one of another inbox or a changed one, nothing is answered", async () => {
  const widget = await scene.open();
  const page = widget.page();
  expect(await page.call("GET", "conversations")).toMatchObject({ status: 401, code: "auth.required" });
  const other = (await scene.open()).page();
  await other.session();
  const { body: theirs } = await other.write("Hello");
  page.token = other.token;
  expect(await page.call("GET", "conversations")).toMatchObject({ status: 401, code: "auth.invalid_token" });
  page.token = null;
  await page.session();
  const [name, mac] = (page.token ?? "").split(".");
  page.token = `${name?.slice(1)}A.${mac}`;
  expect(await page.call("GET", "conversations")).toMatchObject({ status: 401 });
  const { token: changed } = page;
  expect((await page.session()).body.visitor).not.toBe(changed);
  const id = theirs.conversationId;
  const body = { conversationId: id };
  const refused = [
    await page.call("GET", `conversations/${id}/messages`),
    await page.write("Hi", body),
    await page.call("POST", "receipts", { ...body, read: theirs.id }),
    await page.call("POST", "typing", { ...body, isTyping: true }),
  ];
  for (const answer of refused) expect(answer).toMatchObject({ status: 404, code: "conversation.not_found" });
});

test("two visitors of one site do not reach each other's conversations", async () => {
  const widget = await scene.open();
  const [li, ada] = [widget.page(), widget.page()];
  await li.session();
  await ada.session();
  const { body } = await li.write("Mine");
  await ada.write("Also mine");
  const { conversationId } = body;
  expect(await ada.call("GET", `conversations/${conversationId}/messages`)).toMatchObject({ status: 404 });
  expect(await ada.write("Hi", { conversationId })).toMatchObject({ status: 404 });
  expect(await ada.call("POST", "receipts", { conversationId, read: body.id })).toMatchObject({
    status: 404,
  });
});

test("what a visitor writes after the end comes back to them, also once their contact is another one's", async () => {
  const widget = await scene.open();
  const { client, inboxId } = widget;
  const settings = { onMessageAfterResolve: "newConversation", reason: "why" };
  expect((await client.patch(`/v1/inboxes/${inboxId}/policy`, settings)).status).toBe(200);
  const [desk, phone] = [widget.page(), widget.page()];
  await desk.session();
  await phone.session();
  const { conversationId } = (await desk.write("At the desk")).body;
  await phone.write("On the phone");
  const [ofPhone, ofDesk] = (await client.get("/v1/conversations")).body.data;
  const merge = { otherId: ofPhone.contactId };
  expect((await client.post(`/v1/contacts/${ofDesk.contactId}/merge`, merge)).status).toBe(200);
  await client.post(`/v1/conversations/${ofDesk.displayId}/status`, { signal: "resolve" });
  const { status, body } = await desk.write("One more thing", { conversationId });
  expect(status).toBe(201);
  const [newest] = await desk.conversations();
  expect(newest?.id).toBe(body.conversationId);
  expect((await desk.messages(body.conversationId)).data.map(({ text }) => text)).toEqual(["One more thing"]);
});

test("while nobody is online, the offline form requires an email, once", async () => {
  const widget = await scene.open({ offlineForm: "email", questions: [{ key: "topic", label: "Topic" }] });
  const shown = async () => (await widget.page().session()).body.config.questions;
  expect(await shown()).toMatchObject([
    { key: "_email", kind: "email", isRequired: true, label: "" },
    { key: "topic", isRequired: false },
  ]);
  const page = widget.page();
  await page.session();
  const refused = await page.write("Hi", { answers: { _email: "nobody" } });
  expect(refused).toMatchObject({ status: 422, body: { error: { field: "answers._email" } } });
  expect((await page.write("Hi", { answers: { _email: "ada@example.test", topic: "Order" } })).status).toBe(
    201,
  );
  expect((await page.session()).body.contact.email).toBe("ada@example.test");
  const [conversation] = (await widget.client.get("/v1/conversations")).body.data;
  expect(conversation.customAttributes).toEqual({ topic: "Order" });
  await cookieFor(scene.api.world, widget.admin);
  expect(await shown()).toMatchObject([{ key: "topic" }]);
});

test("the offline form makes a question for the email required, and adds none", async () => {
  const questions = [{ key: "mail", label: "Where do we reach you?", kind: "email" }];
  const widget = await scene.open({ offlineForm: "email", questions });
  const { config } = (await widget.page().session()).body;
  expect(config.questions).toMatchObject([{ ...questions[0], isRequired: true }]);
});

test("a visitor changes their own name, email and attributes, and nothing that members verified", async () => {
  const widget = await scene.open();
  const page = widget.page();
  await page.session();
  const changed = await page.call("PATCH", "contact", {
    name: "Ada",
    email: "ada@example.test",
    attributes: { plan: "pro" },
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { name: "Ada", email: "ada@example.test", isIdentified: false },
  });
  const [contact] = (await widget.client.get("/v1/contacts")).body.data;
  expect(contact).toMatchObject({ name: "Ada", email: null, customAttributes: { plan: "pro" } });
  await widget.client.patch(`/v1/contacts/${contact.id}`, { email: "verified@example.test" });
  const again = await page.call("PATCH", "contact", { email: "other@example.test" });
  expect(again.body).toMatchObject({ email: "verified@example.test" });
  expect(await page.call("PATCH", "contact", { email: "no address" })).toMatchObject({ status: 422 });
  page.token = null;
  expect(await page.call("PATCH", "contact", { name: "Nobody" })).toMatchObject({ status: 401 });
});
