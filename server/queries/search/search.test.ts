import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setSubject } from "@/server/commands/conversations/set-fields";
import { trashConversation } from "@/server/commands/conversations/trash";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import type { SearchDto, SearchFilter } from "@/server/contract/search/search";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { indexDue } from "@/server/store/search/search-index";
import { indexWords } from "@/server/worker/jobs/rework";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { search } from "./search";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

const find = async (query: string, caller: Caller = stage.admin, limit = 20): Promise<SearchDto> => {
  await indexWords(world);
  return search(world.database, caller, { query, limit });
};
const texts = ({ messages }: SearchDto) => messages.map(({ snippet }) => snippet.text);
const here = () => ({ conversation: { conversationId: stage.conversation.id } });

async function write(content: string, target: Stage = stage) {
  const conversation = { conversationId: target.conversation.id };
  return (await target.run(receiveMessage, { conversation, content })).result.message;
}

test("messages are found by words, parts of words and single Chinese characters, the newest first", async () => {
  await write("My parcel A-20481 is late");
  await write("我想退款，谢谢");
  await stage.run(addNote, { ...here(), content: "Parcel lost, 退款 agreed" });
  expect(texts(await find("parcel"))).toEqual(["Parcel lost, 退款 agreed", "My parcel A-20481 is late"]);
  expect(texts(await find("0481"))).toEqual(["My parcel A-20481 is late"]);
  expect(texts(await find("退款"))).toEqual(["Parcel lost, 退款 agreed", "我想退款，谢谢"]);
  expect(texts(await find("谢"))).toEqual(["我想退款，谢谢"]);
  expect(texts(await find("parcel 退款"))).toEqual(["Parcel lost, 退款 agreed"]);
  expect(texts(await find("my"))).toEqual(["My parcel A-20481 is late"]);
  for (const none of ["parcel banana", "x", "arcel lateness", "  "])
    expect(texts(await find(none))).toEqual([]);
  const [found] = (await find("agreed")).messages;
  expect(found).toMatchObject({
    displayId: stage.conversation.displayId,
    contact: { id: stage.contact.id, name: stage.contact.name },
    message: { kind: "note" },
  });
  expect(found?.snippet.at.map((at) => [...(found?.snippet.text ?? "")][at]).join("")).toBe("agreed");
});

test("characters special to SQL or patterns match literally", async () => {
  await write("100% off_er \\o/ 'quoted'");
  for (const query of ["100%", "off_er", "\\o/", "'quoted'"])
    expect(texts(await find(query))).toHaveLength(1);
  expect(texts(await find("off-er"))).toEqual([]);
});

test("a search finds nothing in inboxes without access, and nothing of another account", async () => {
  await write("quetzalcoatl");
  const { result } = await stage.run(createConversation, {
    inboxId: stage.hiddenInbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
    labels: ["quetzalcoatl"],
    message: { content: "quetzalcoatl, hidden" },
  });
  const hidden = result.conversation.displayId;
  expect(texts(await find("quetzalcoatl", stage.agent))).toEqual(["quetzalcoatl"]);
  expect(texts(await find("quetzalcoatl", stage.outsider))).toEqual(["quetzalcoatl, hidden"]);
  expect(texts(await find("quetzalcoatl", { ...stage.agent, inboxIds: [] }))).toEqual([]);
  expect((await find("quetzalcoatl", stage.agent)).conversations).toEqual([]);
  expect((await find(`#${hidden}`, stage.agent)).conversations).toEqual([]);
  expect((await find(`#${hidden}`, stage.outsider)).conversations).toMatchObject([{ by: "number" }]);
  const other = await createStage(world);
  expect(await find("quetzalcoatl", other.admin)).toEqual({ contacts: [], conversations: [], messages: [] });
});

test("contacts are found by name, email, phone and identifier; beginnings of names first", async () => {
  const make = (name: string, more: object = {}) => stage.run(createContact, { name, ...more });
  await make("Aroldo Marquez", { email: "first@mar.example" });
  await make("Mar Ruiz", { phone: "+34600112233" });
  await make("Somebody", { identifier: "crm-MAR-7" });
  await make("王小明");
  const names = async (query: string) => (await find(query)).contacts.map(({ contact }) => contact.name);
  expect(await names("mar")).toEqual(["Mar Ruiz", "Aroldo Marquez", "Somebody"]);
  expect(await names("+34 600")).toEqual(["Mar Ruiz"]);
  expect(await names("小明")).toEqual(["王小明"]);
  expect(await names("王")).toEqual(["王小明"]);
  expect(await names("li wen")).toEqual([stage.contact.name]);
  expect((await find("crm-mar")).contacts[0]?.detail).toEqual({
    text: "crm-MAR-7",
    at: [0, 1, 2, 3, 4, 5, 6],
  });
});

test("a list of contacts by words continues, page by page, through all matches", async () => {
  for (const i of [1, 2, 3, 4, 5]) await stage.run(createContact, { name: `Zwölf Ottokar ${i}` });
  await indexWords(world);
  const pages: string[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await listContacts(world.database, stage.admin, { query: "OTTOKAR zwo", cursor, limit: 2 });
    pages.push(page.data.map(({ name }) => name.slice(-1)));
    cursor = page.nextCursor;
  }
  expect(pages).toEqual([["5", "4"], ["3", "2"], ["1"]]);
  const all = await listContacts(world.database, stage.admin, { limit: 1 });
  const mixed = { query: "ottokar", cursor: all.nextCursor, limit: 2 };
  expect(() => listContacts(world.database, stage.admin, mixed)).toThrow("cursor.invalid");
});

test("a page of contacts that compared as many as it may is not the last one", async () => {
  const { result } = await stage.run(createContact, { name: "Quirinus Alt" });
  await indexWords(world);
  // Newer entries with the same grams, whose contacts the caller does not reach.
  await world.database.query(
    `insert into search_entry (account_id, id, kind, bucket_id, grams)
     select account_id, id + 1000000 + n, kind, bucket_id, grams from search_entry, generate_series(1, 8100) n
      where account_id = $1 and kind = 'contact' and id = $2`,
    [stage.accountId, result.contact.id],
  );
  const found: number[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await listContacts(world.database, stage.admin, { query: "quirinus", cursor, limit: 10 });
    found.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(found).toEqual([result.contact.id]);
  await world.database.query("delete from search_entry where account_id = $1 and id > 1000000", [
    stage.accountId,
  ]);
});

test("conversations are found by number, by label and by their contact, each once", async () => {
  const { displayId } = stage.conversation;
  expect((await find(String(displayId))).conversations[0]).toMatchObject({
    by: "number",
    conversation: { displayId },
  });
  await stage.run(labelConversation, { ...here(), add: ["vip"] });
  expect((await find("VIP")).conversations).toMatchObject([{ by: "label", conversation: { displayId } }]);
  const ofContact = (await find("li wen", stage.agent)).conversations;
  expect(ofContact).toMatchObject([{ by: "contact", conversation: { displayId } }]);
  expect(ofContact[0]?.contactName.at.length).toBeGreaterThan(0);
});

test("changed text is found as it is now, withdrawn text not at all", async () => {
  await stage.run(createContact, { name: "Vorher Nachname" });
  const [before] = (await find("vorher")).contacts;
  await stage.run(updateContact, { contactId: before?.contact.id ?? 0, name: "Nachher Nachname" });
  expect((await find("vorher")).contacts).toEqual([]);
  expect((await find("nachher")).contacts).toHaveLength(1);

  const delayed = { ...here(), content: "xylophone", holdMs: 8_000 };
  const { message } = (await stage.run(sendMessage, delayed)).result;
  expect(texts(await find("xylophone"))).toEqual(["xylophone"]);
  await world.run(withdrawMessage, stage.admin, { messageId: message.id });
  expect(texts(await find("xylophone"))).toEqual([]);
  const [entry] = await world.database.query(
    "select 1 from search_entry where kind = 'message' and id = $1",
    [message.id],
  );
  expect(entry).toBeUndefined();
});

test("a receipt does not queue indexing, nor does a change outside a contact's words", async () => {
  await indexWords(world);
  await stage.run(recordReceipts, {
    receipts: [{ messageId: stage.outgoing.id, signal: "delivered" }],
  });
  await stage.run(updateContact, { contactId: stage.contact.id, isBlocked: true });
  expect(await indexDue(world.database, 10)).toBe(0);
});

test("concurrent indexers index everything once; a full bucket is followed by another", async () => {
  for (let i = 0; i < 20; i++) await write(`zebra ${i}`);
  await Promise.all([indexWords(world), indexWords(world), indexWords(world)]);
  expect(texts(await find("zebra"))).toHaveLength(20);
  await world.database.query(
    "update search_bucket set entries = 32767 where account_id = $1 and kind = 'message'",
    [stage.accountId],
  );
  await write("zebra last");
  await write("zebra very last");
  expect(texts(await find("zebra", stage.admin, 3))).toEqual(["zebra very last", "zebra last", "zebra 19"]);
  expect(texts(await find("zebra", stage.agent, 50))).toHaveLength(22);
  const buckets = await world.database.query(
    "select 1 from search_bucket where account_id = $1 and kind = 'message'",
    [stage.accountId],
  );
  expect(buckets).toHaveLength(2);
});

test("filters hold for conversations and messages, and leave contacts out", async () => {
  await write("filtered aardvark");
  const filtered = (filter: Partial<SearchFilter>) =>
    search(world.database, stage.admin, {
      query: "aardvark",
      filter: { ...NO_SEARCH_FILTER, ...filter },
      limit: 20,
    });
  await indexWords(world);
  expect(texts(await filtered({ inboxId: stage.inbox.id }))).toEqual(["filtered aardvark"]);
  for (const none of [
    { inboxId: stage.hiddenInbox.id },
    { assigneeId: 999_999 },
    { label: "none" },
    { hasFiles: true },
    { before: new Date("2020-01-01") },
  ])
    expect(await filtered(none)).toEqual({ contacts: [], conversations: [], messages: [] });
  const byName = { query: stage.contact.name, limit: 20 };
  const found = await search(world.database, stage.admin, byName);
  expect([found.contacts.length > 0, found.conversations.length > 0]).toEqual([true, true]);
  const filter = { ...NO_SEARCH_FILTER, inboxId: stage.inbox.id };
  const narrow = await search(world.database, stage.admin, { ...byName, filter });
  expect([narrow.contacts, narrow.conversations.length > 0]).toEqual([[], true]);
});

test("conversations are found by the words of their subject, also a changed one, by members who see their inbox", async () => {
  const other = await createStage(world);
  const numbers = async (query: string, caller: Caller = other.admin) =>
    (await find(query, caller)).conversations.map(({ conversation, by }) => [conversation.displayId, by]);
  const conversation = { conversationId: other.conversation.id };
  const { displayId } = other.conversation;
  await other.run(setSubject, { conversation, subject: "Zerbrochene Lampe" });
  expect(await numbers("lampe zerbr")).toEqual([[displayId, "subject"]]);
  expect(await numbers("lampe", { ...other.agent, inboxIds: [] })).toEqual([]);
  expect(await numbers("lampe", stage.admin)).toEqual([]);
  await other.run(setSubject, { conversation, subject: "Fahrrad" });
  expect(await numbers("lampe")).toEqual([]);
  expect(await numbers("fahrrad")).toEqual([[displayId, "subject"]]);
  await other.run(trashConversation, { conversation });
  expect(await numbers("fahrrad")).toEqual([]);
});
