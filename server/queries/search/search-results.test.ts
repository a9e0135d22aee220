import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setSubject } from "@/server/commands/conversations/set-fields";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { labelConversation } from "@/server/commands/organising/labels";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_SEARCH_FILTER } from "@/server/contract/search/constants";
import type { SearchFilter } from "@/server/contract/search/search";
import { indexWords } from "@/server/worker/jobs/rework";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { searchResults } from "./search-results";

let world: World;
let stage: Stage;
/** A conversation of the hidden inbox, with a file. */
let hidden: { id: number; displayId: number };
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  const { result } = await stage.run(createConversation, {
    inboxId: stage.hiddenInbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
    message: { content: "quetzal, hidden" },
  });
  hidden = result.conversation;
  await write("quetzal one");
  await write("quetzal two");
  await stage.run(labelConversation, { ...here(), add: ["vip"] });
  await world.database.query(
    `update message set attachments = '[{}]' where account_id = $1 and conversation_id = $2`,
    [stage.accountId, hidden.id],
  );
  await indexWords(world);
});
afterAll(() => world.close());

const here = () => ({ conversation: { conversationId: stage.conversation.id } });
const write = (content: string) => stage.run(receiveMessage, { ...here(), content });

type Asked = Partial<SearchFilter> & { query?: string; cursor?: string | null; limit?: number };
const find = ({ query = "", cursor = null, limit = 25, ...filter }: Asked, caller: Caller = stage.admin) =>
  searchResults(world.database, caller, { query, cursor, limit, filter: { ...NO_SEARCH_FILTER, ...filter } });
const numbers = async (asked: Asked, caller?: Caller) =>
  (await find(asked, caller)).conversations.map(({ conversation }) => conversation.displayId);

test("a conversation is listed once, with its newest message that has the words", async () => {
  const { conversations, nextCursor } = await find({ query: "quetzal" });
  expect(conversations.map(({ message }) => message?.snippet.text)).toEqual([
    "quetzal two",
    "quetzal, hidden",
  ]);
  expect(nextCursor).toBeNull();
});

test("pages continue after the last message; a page's cursor of another list is refused", async () => {
  const first = await find({ query: "quetzal", limit: 1 });
  expect(first.conversations.map(({ conversation }) => conversation.id)).toEqual([stage.conversation.id]);
  const found: number[] = [];
  for (let { nextCursor } = first; nextCursor !== null; ) {
    const page = await find({ query: "quetzal", limit: 1, cursor: nextCursor });
    found.push(...page.conversations.map(({ conversation }) => conversation.id));
    expect(page.contacts).toEqual([]);
    nextCursor = page.nextCursor;
  }
  expect(found.at(-1)).toBe(hidden.id);
  await expect(find({ status: "open", cursor: first.nextCursor })).rejects.toThrow("cursor.invalid");
});

test.each<[string, () => Partial<SearchFilter>, "both" | "shown" | "hidden" | "none"]>([
  ["status", () => ({ status: "resolved" }), "none"],
  ["inbox", () => ({ inboxId: stage.hiddenInbox.id }), "hidden"],
  ["label", () => ({ label: "vip" }), "shown"],
  ["no assignee", () => ({ assignee: "me" }), "none"],
  ["contact", () => ({ contactId: stage.contact.id }), "both"],
  ["another contact", () => ({ contactId: stage.contact.id + 1_000 }), "none"],
  ["files", () => ({ hasFiles: true }), "hidden"],
  ["from tomorrow", () => ({ from: new Date(Date.now() + 86_400_000) }), "none"],
  ["until tomorrow", () => ({ before: new Date(Date.now() + 86_400_000) }), "both"],
])("the filter by %s holds with words and without", async (_name, filter, which) => {
  const all = { shown: stage.conversation.displayId, hidden: hidden.displayId };
  const expected = { both: [all.shown, all.hidden], shown: [all.shown], hidden: [all.hidden], none: [] }[
    which
  ];
  for (const query of ["quetzal", "li wen", ""]) {
    const given = (await numbers({ ...filter(), query })).filter((n) => Object.values(all).includes(n));
    expect([query, given.toSorted()]).toEqual([query, expected.toSorted()]);
  }
});

test("contacts are listed where nothing is filtered; without words and filters nothing is", async () => {
  const { contacts } = await find({ query: "li wen" });
  expect(contacts.map(({ contact }) => contact.id)).toContain(stage.contact.id);
  expect((await find({ query: "li wen", status: "open" })).contacts).toEqual([]);
  expect(await find({})).toEqual({ contacts: [], conversations: [], nextCursor: null });
});

test("nothing is found in inboxes without access, and nothing of another account", async () => {
  const other = await createStage(world);
  for (const query of ["quetzal", "", `#${hidden.displayId}`]) {
    const filter = { query, contactId: stage.contact.id };
    expect(await numbers(filter, stage.agent)).not.toContain(hidden.displayId);
    expect(await numbers({ ...filter, inboxId: stage.hiddenInbox.id }, stage.agent)).toEqual([]);
    expect(await numbers(filter, other.admin)).toEqual([]);
  }
});

test("a page without words ends early when few conversations have files, and the next continues", async () => {
  const found: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await find({ hasFiles: true, limit: 1, cursor });
    found.push(...page.conversations.map(({ conversation }) => conversation.id));
    cursor = page.nextCursor;
  }
  expect(found).toContain(hidden.id);
  expect(new Set(found).size).toBe(found.length);
});

test("newer conversations that the filter leaves out do not hide one that is found by its subject, label or contact", async () => {
  const { result } = await stage.run(createContact, { name: "Ottilie Sandgrube" });
  const [contactId, inboxId] = [result.contact.id, stage.inbox.id];
  const begin = async (status: "open" | "resolved") => {
    const message = { content: "Anbei" };
    const begun = { inboxId, contactId, status, startedBy: "other" as const, labels: ["mahnwesen"], message };
    const { conversation } = (await stage.run(createConversation, begun)).result;
    await stage.run(setSubject, {
      conversation: { conversationId: conversation.id },
      subject: "Zahlungserinnerung",
    });
    return conversation;
  };
  const wanted = await begin("open");
  await stage.run(labelConversation, { conversation: { conversationId: wanted.id }, add: ["vip"] });
  await world.database.query(
    "update message set attachments = '[{}]' where account_id = $1 and conversation_id = $2",
    [stage.accountId, wanted.id],
  );
  for (let i = 0; i < 8; i++) await begin("resolved");
  await indexWords(world);
  for (const query of ["zahlungserinnerung", "mahnwesen", "ottilie"])
    for (const filter of [{ status: "open" as const }, { label: "vip" }, { hasFiles: true }])
      expect([query, filter, await numbers({ query, ...filter })]).toEqual([
        query,
        filter,
        [wanted.displayId],
      ]);
});

test("what was found is shown in plain words, also where a word is in the address of a link", async () => {
  await write("> **Axolotl** wumpus\nsee [our page](https://axolotl.example/list)");
  await indexWords(world);
  const shown = async (query: string) =>
    (await find({ query })).conversations.map(({ message }) => message?.snippet.text);
  expect(await shown("wumpus")).toEqual(["Axolotl wumpus see our page"]);
  expect(await shown("axolotl.example")).toEqual(["…[our page](https://axolotl.example/list)"]);
});
