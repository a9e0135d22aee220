import { afterAll, beforeAll, expect, test } from "vitest";
import {
  CUSTOMER,
  newPhoneNumberId,
  type OpenWhatsapp,
  openInbox,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const nowS = () => Math.floor(Date.now() / 1_000);
let count = 0;

/** What the business's own WhatsApp app has done, as Meta reports it. */
const echo = (
  inbox: OpenWhatsapp,
  message: object,
  { to = CUSTOMER, ...more }: { to?: string; phoneNumberId?: string } = {},
) =>
  inbox.deliver(
    {
      message_echoes: [
        { from: "15550100", to, id: `wamid.echo.${count++}`, timestamp: String(nowS()), ...message },
      ],
    },
    { field: "smb_message_echoes", ...more },
  );
const text = (body: string, id: string) => ({ id, type: "text", text: { body } });
const listOf = async (inbox: OpenWhatsapp) =>
  (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body;
const writtenIn = async (inbox: OpenWhatsapp) =>
  (await inbox.messages()).filter(({ kind }) => kind === "message");

test("a message of the business's own app is ours, stored once with Meta's time, and sent by nobody again", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("Is it open?", "wamid.echo.hello"));
  const at = nowS() - 600;
  const echoed = { ...text("Until six", "wamid.echo.once"), timestamp: String(at) };
  const answers = await Promise.all([1, 2, 3].map(() => echo(inbox, echoed)));
  expect([...answers, await echo(inbox, echoed)]).toEqual([200, 200, 200, 200]);
  const sent = scene.graph.sent.length;
  await scene.turn();
  expect(scene.graph.sent).toHaveLength(sent);
  const [hello, ours, ...others] = await writtenIn(inbox);
  expect(others).toEqual([]);
  expect(hello.conversationId).toBe(ours.conversationId);
  expect(ours).toMatchObject({
    content: "Until six",
    direction: "out",
    status: "sent",
    sourceId: "wamid.echo.once",
    sentAt: new Date(at * 1_000).toISOString(),
  });
});

test("its statuses follow, also one that came before it", async () => {
  const inbox = await scene.open();
  await inbox.status("wamid.echo.early", "delivered");
  await echo(inbox, text("On its way", "wamid.echo.early"));
  expect((await writtenIn(inbox))[0]).toMatchObject({ status: "delivered" });
  await inbox.status("wamid.echo.early", "read");
  await inbox.status("wamid.echo.early", "sent");
  expect((await writtenIn(inbox))[0]).toMatchObject({ status: "read" });
});

test("one to somebody who has never written begins a conversation with their number, which goes on when they answer", async () => {
  const inbox = await scene.open();
  await echo(inbox, text("Your parcel is here", "wamid.echo.first"), { to: "15550999" });
  const [ours] = await writtenIn(inbox);
  const { data } = await listOf(inbox);
  expect(data).toMatchObject([{ id: ours.conversationId, contact: { name: "+15550999" } }]);
  await inbox.deliver({
    contacts: [{ wa_id: "15550999", profile: { name: "Ann" } }],
    messages: [{ from: "15550999", timestamp: String(nowS()), ...text("Thanks", "wamid.echo.answer") }],
  });
  expect((await writtenIn(inbox)).map(({ content }) => content)).toEqual(["Your parcel is here", "Thanks"]);
});

test("a file of it is fetched, and a repetition stores it once", async () => {
  const inbox = await scene.open();
  const bytes = Buffer.from("%PDF-1.4 a list of prices");
  scene.graph.files.set("prices", { bytes, type: "application/pdf" });
  const document = { id: "prices", mime_type: "application/pdf", filename: "prices.pdf", caption: "New" };
  const message = { id: "wamid.echo.file", type: "document", document };
  expect([await echo(inbox, message), await echo(inbox, message)]).toEqual([200, 200]);
  const stored = await writtenIn(inbox);
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatchObject({
    content: "New",
    direction: "out",
    attachments: [{ name: "prices.pdf", bytes: bytes.length, state: "ready" }],
  });
});

test("an echo of what Tickline has sent itself makes no second message", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("Hi", "wamid.echo.hi"));
  await inbox.reply({ content: "From Tickline" });
  await scene.turn();
  const [send] = scene.graph.sent.filter(({ phoneNumberId }) => phoneNumberId === inbox.phoneNumberId);
  await echo(inbox, text("From Tickline", send?.wamid ?? ""));
  expect((await writtenIn(inbox)).map(({ content }) => content)).toEqual(["Hi", "From Tickline"]);
});

test("edits and deletions in the app change the message, ours and the customer's, also when they overtake it", async () => {
  const inbox = await scene.open();
  const edit = (original_message_id: string, body: string) => ({
    type: "edit",
    edit: { original_message_id, message: { type: "text", text: { body } } },
  });
  const revoke = (original_message_id: string) => ({ type: "revoke", revoke: { original_message_id } });
  expect(await echo(inbox, edit("wamid.echo.typo", "Until seven"))).toBe(503);
  await echo(inbox, text("Until sevn", "wamid.echo.typo"));
  expect(await echo(inbox, edit("wamid.echo.typo", "Until seven"))).toBe(200);
  await echo(inbox, text("Wrong chat", "wamid.echo.wrong"));
  expect(await echo(inbox, revoke("wamid.echo.wrong"))).toBe(200);
  await inbox.receive(text("I mean Monday", "wamid.echo.theirs"));
  await inbox.receive(edit("wamid.echo.theirs", "I mean Tuesday"));
  await inbox.receive(text("Oops", "wamid.echo.oops"));
  await inbox.receive(revoke("wamid.echo.oops"));
  const shown = (await writtenIn(inbox)).map(({ content, editedAt, deletedAt }) => [
    content,
    editedAt !== null,
    deletedAt !== null,
  ]);
  expect(shown).toEqual([
    ["Until seven", true, false],
    ["", false, true],
    ["I mean Tuesday", true, false],
    ["", false, true],
  ]);
  const long_ago = { ...edit("wamid.from.before", "Never here"), timestamp: String(nowS() - 600) };
  expect(await echo(inbox, long_ago)).toBe(200);
});

test("an edit that is told after a later one changes nothing", async () => {
  const inbox = await scene.open();
  await inbox.receive({ ...text("Monday", "wamid.echo.edited"), timestamp: String(nowS() - 60) });
  const edit = (body: string, secondsAgo: number) =>
    inbox.receive({
      type: "edit",
      edit: { original_message_id: "wamid.echo.edited", message: { type: "text", text: { body } } },
      timestamp: String(nowS() - secondsAgo),
    });
  expect([await edit("Wednesday", 20), await edit("Tuesday", 40)]).toEqual([200, 200]);
  expect((await writtenIn(inbox)).map(({ content }) => content)).toEqual(["Wednesday"]);
  await edit("Thursday", 0);
  expect((await writtenIn(inbox)).map(({ content }) => content)).toEqual(["Thursday"]);
});

test("an echo for another number of the account goes to that number's inbox", async () => {
  const inbox = await scene.open();
  const { client, accountId, token } = inbox;
  const phoneNumberId = newPhoneNumberId();
  const other = await openInbox(
    { api: scene.api, graph: scene.graph, client, accountId, token },
    phoneNumberId,
  );
  await echo(inbox, text("From the other phone", "wamid.echo.other"), { phoneNumberId });
  expect((await writtenIn(other)).map(({ content }) => content)).toEqual(["From the other phone"]);
});

test("one into a conversation in the trash begins another", async () => {
  const inbox = await scene.open();
  await inbox.receive(text("Hi", "wamid.echo.trashed"));
  const [{ conversationId }] = await writtenIn(inbox);
  const [{ displayId }] = (await listOf(inbox)).data;
  expect((await inbox.client.delete(`/v1/conversations/${displayId}`)).status).toBeLessThan(300);
  expect(await echo(inbox, text("Hello again", "wamid.echo.after"))).toBe(200);
  const [ours] = await writtenIn(inbox);
  expect(ours.content).toBe("Hello again");
  expect(ours.conversationId).not.toBe(conversationId);
});

test("what is written at once to a contact without a conversation begins one, and is stored once", async () => {
  const inbox = await scene.open();
  const contact = { name: "Ann", inboxId: inbox.inboxId, sourceId: "15550777" };
  expect((await inbox.client.post("/v1/contacts", contact)).status).toBe(201);
  const [parcel, door] = [
    text("Your parcel is here", "wamid.echo.one"),
    text("At the door", "wamid.echo.two"),
  ];
  const answers = await Promise.all(
    [parcel, parcel, door, parcel].map((one) => echo(inbox, one, { to: "15550777" })),
  );
  expect(answers).toEqual([200, 200, 200, 200]);
  expect((await listOf(inbox)).data).toHaveLength(1);
  expect((await writtenIn(inbox)).map(({ content }) => content).toSorted()).toEqual([
    "At the door",
    "Your parcel is here",
  ]);
});

test("one to a customer who hides their number is in the conversation by Meta's id of them", async () => {
  const inbox = await scene.open();
  const id = "US.13491208655302741918";
  const hidden = (more: object) => ({
    timestamp: String(nowS()),
    type: "text",
    text: { body: "Hi" },
    ...more,
  });
  await inbox.deliver({
    contacts: [{ profile: { name: "Bea" }, user_id: id }],
    messages: [hidden({ id: "wamid.hidden.in", from_user_id: id })],
  });
  const echoes = [
    hidden({ from: "15550100", to_user_id: id, id: "wamid.hidden.a" }),
    hidden({ from: "15550100", id: "wamid.hidden.b" }),
  ];
  const status = await inbox.deliver(
    { contacts: [{ user_id: id }], message_echoes: echoes },
    { field: "smb_message_echoes" },
  );
  expect(status).toBe(200);
  expect((await writtenIn(inbox)).map(({ direction }) => direction)).toEqual(["in", "out", "out"]);
});

test("one to a number with a plus is to the same customer as without", async () => {
  const inbox = await scene.begin();
  await echo(inbox, text("From the phone", "wamid.echo.plus"), { to: `+${CUSTOMER}` });
  expect((await listOf(inbox)).data).toHaveLength(1);
  expect((await writtenIn(inbox)).at(-1)).toMatchObject({ content: "From the phone", direction: "out" });
});

test("a place that is sent from the app has its coordinates", async () => {
  const inbox = await scene.begin();
  const location = { latitude: 52.5, longitude: 13.4, name: "Shop" };
  await echo(inbox, { id: "wamid.echo.place", type: "location", location });
  expect((await writtenIn(inbox)).at(-1)).toMatchObject({ direction: "out", location });
});
