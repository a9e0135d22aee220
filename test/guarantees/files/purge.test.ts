import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote, forwardAsNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { receiveFile } from "@/server/files/receive-file";
import type { FileStore } from "@/server/lib/files/file-store";
import { createS3Store } from "@/server/lib/files/s3-store";
import { getMessage } from "@/server/queries/messages/get-message";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { collectFiles, removeFiles } from "@/server/worker/files/file-jobs";
import { inspectFiles } from "@/server/worker/files/inspect-files";
import { dropExpired } from "@/server/worker/jobs/jobs";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { type S3Server, startS3Server } from "@/test/support/network/s3-server";
import { advance, confirm, textOfLog } from "@/test/support/scenes/deleting";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { createWorld, setAheadOfPostgres, type World } from "@/test/support/scenes/world";

const HOUR_MS = 3_600_000;
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
let world: World;
let s3: S3Server;
const log = { error: vi.fn() };

beforeAll(async () => {
  world = await createWorld();
  setAheadOfPostgres(world);
  s3 = await startS3Server();
});
afterAll(() => Promise.all([world.close(), s3.close()]));

const STORES: { name: string; files: () => FileStore; keys: () => Promise<string[]> }[] = [
  { name: "folder", files: () => world.files, keys: () => keysOnDisk(world) },
  { name: "S3", files: () => createS3Store(s3.settings), keys: () => s3.keys() },
];

describe.each(STORES)("in the store $name", ({ files: open, keys }) => {
  let stage: Stage;
  let context: Parameters<typeof removeFiles>[0] & {
    run: World["run"];
    fileLimits: World["fileLimits"];
    uploads: typeof UNLIMITED;
  };

  beforeAll(async () => {
    stage = await createStage(world);
    const { database, fileLimits, run } = world;
    context = {
      database,
      fileLimits,
      uploads: UNLIMITED,
      run,
      now: () => world.clock.now,
      log,
      files: open(),
    };
  });

  const upload = (name: string) =>
    receiveFile(context, stage.admin, {
      name,
      bytes: Readable.from([Buffer.concat([PNG, Buffer.from(name)])]),
    });
  const clean = async () => {
    await collectFiles(context);
    pass(world, 2_000);
    await removeFiles(context);
  };

  /** A customer's photo, forwarded into a conversation that stays. */
  async function forwardedPhoto() {
    const { inbox, contact } = stage;
    const begun = await stage.run(createConversation, {
      inboxId: inbox.id,
      contactId: contact.id,
      startedBy: "other",
    });
    const conversation = { conversationId: begun.result.conversation.id };
    const photo = await upload("secret-passport.png");
    const { message } = (await stage.run(receiveMessage, { conversation, content: "", fileIds: [photo.id] }))
      .result;
    await inspectFiles(context);
    const to = { conversationId: stage.conversation.id };
    const copy = (await stage.run(forwardAsNote, { messageId: message.id, to })).result.message;
    return { conversation, photo, message, copy };
  }

  test("a permanent deletion removes the bytes, also of copies, and keeps a tombstone", async () => {
    const kept = await upload("kept.png");
    const here = { conversation: { conversationId: stage.conversation.id }, content: "", fileIds: [kept.id] };
    await stage.run(addNote, here);
    const { conversation, photo, copy } = await forwardedPhoto();
    expect((await getMessage(world.database, stage.admin, copy.id)).attachments).toMatchObject([
      { id: photo.id, width: 1, height: 1, hasPreview: true },
    ]);
    await clean();
    expect((await keys()).length, "each has a preview").toBe(4);

    await stage.run(trashConversation, { conversation });
    const { id } = await confirm(stage, { ids: [conversation.conversationId] });
    await advance(stage, id);
    await removeFiles(context);
    const left = await world.database.query<{ key: string; previewKey: string }>(
      `select key, preview_key as "previewKey" from file where account_id = $1`,
      [stage.accountId],
    );
    expect((await keys()).toSorted()).toEqual(left.flatMap((file) => [file.key, file.previewKey]).toSorted());
    expect(left.map(({ key }) => key)).toEqual([kept.key]);
    expect((await getMessage(world.database, stage.admin, copy.id)).attachments).toBeUndefined();

    const { events, text } = await textOfLog(stage);
    expect(events.some(({ type }) => type === "conversation.purged")).toBe(true);
    expect(text).not.toContain("passport");
    expect(text, "others keep their names").toContain("kept.png");
    const tombstones = await world.database.query("select 1 from tombstone where resource_id = $1", [
      conversation.conversationId,
    ]);
    expect(tombstones.length).toBe(1);
  });

  test("a deleted message's files go when it can no longer be restored, unless a legal hold keeps it", async () => {
    const conversation = { conversationId: stage.conversation.id };
    const photo = await upload("deleted.png");
    const note = (await stage.run(addNote, { conversation, content: "", fileIds: [photo.id] })).result
      .message;
    await stage.run(deleteMessage, { messageId: note.id });
    await stage.run(updateInbox, { inboxId: stage.inbox.id, legalHold: true });
    pass(world, 49 * HOUR_MS);
    await dropExpired(context);
    await clean();
    expect(await keys()).toContain(photo.key);

    await stage.run(updateInbox, { inboxId: stage.inbox.id, legalHold: false });
    pass(world, 49 * HOUR_MS);
    await dropExpired(context);
    await clean();
    expect(await keys()).not.toContain(photo.key);
  });

  test("an erasure removes the files of all conversations of the contact", async () => {
    const { photo } = await forwardedPhoto();
    expect(await keys()).toContain(photo.key);
    const { id } = await confirm(stage, { contactId: stage.contact.id });
    for (let turn = 0; turn < 5; turn++) await advance(stage, id);
    await removeFiles(context);
    expect(await keys()).toEqual([]);
    expect((await textOfLog(stage)).text).not.toMatch(/passport|kept\.png/);
  });
});
