import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { deleteArchive } from "@/server/commands/deletions/delete-archive";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { receiveFile } from "@/server/files/receive-file";
import { storeArchive } from "@/server/files/store-archive";
import { type FileStore, FileStoreAway } from "@/server/lib/files/file-store";
import { createS3Store } from "@/server/lib/files/s3-store";
import { listArchives } from "@/server/queries/conversations/archives";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { collectFiles, removeFiles } from "@/server/worker/files/file-jobs";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { resolved } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { type S3Server, startS3Server } from "@/test/support/network/s3-server";
import { advance, confirm, prepare } from "@/test/support/scenes/deleting";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { createWorld, setAheadOfPostgres, type World } from "@/test/support/scenes/world";
import { deleteResolved, purgeDue } from "./retention-jobs";

const DAY_MS = 24 * 3_600_000;
let world: World;
let s3: S3Server;
beforeAll(async () => {
  world = await createWorld();
  setAheadOfPostgres(world);
  s3 = await startS3Server();
});
afterAll(() => Promise.all([world.close(), s3.close()]));

const STORES: { name: string; open: () => FileStore; keys: () => Promise<string[]> }[] = [
  { name: "folder", open: () => world.files, keys: () => keysOnDisk(world) },
  { name: "S3", open: () => createS3Store(s3.settings), keys: () => s3.keys() },
];

describe.each(STORES)("in the store $name", ({ open, keys }) => {
  const log = { error: vi.fn() };
  const purging = (files = open()) => ({
    ...world,
    files,
    uploads: UNLIMITED,
    now: () => world.clock.now,
    log,
  });
  const setting = (stage: Stage, fields: Omit<Parameters<typeof updateInbox>[1], "inboxId">) =>
    stage.run(updateInbox, { inboxId: stage.inbox.id, ...fields });
  const archives = async ({ admin }: Stage) =>
    (await listArchives(world.database, admin, { limit: 10 })).data;
  const keysOf = async ({ accountId }: Stage) =>
    (await keys()).filter((key) => key.startsWith(`archives/${accountId}/`));
  const lifecycle = async ({ accountId, conversation }: Stage) => {
    const sql = "select lifecycle from conversation where account_id = $1 and id = $2";
    const [row] = await world.database.query<{ lifecycle: string }>(sql, [accountId, conversation.id]);
    return row?.lifecycle;
  };
  const openAlerts = ({ accountId, inbox }: Stage) =>
    world.database.query(
      `select facts from alert where account_id = $1 and subject_id = $2 and kind = 'archive_failing' and closed_at is null`,
      [accountId, inbox.id],
    );
  const removeLeftovers = async () => {
    await collectFiles(purging());
    await removeFiles(purging());
  };

  /** Resolved, with a file and a delivered reply, in an inbox that archives what it deletes; due. */
  async function createDue({ archives: isArchiving = true } = {}): Promise<Stage & { fileKey: string }> {
    const stage = await createStage(world);
    const receiving = { ...purging(), fileLimits: world.fileLimits };
    const bytes = Readable.from([Buffer.from("the order")]);
    const file = await receiveFile(receiving, stage.admin, { name: "order.txt", bytes });
    const conversation = { conversationId: stage.conversation.id };
    await stage.run(receiveMessage, { conversation, content: "Where is my order?", fileIds: [file.id] });
    const receipt = { messageId: stage.outgoing.id, signal: "sent", at: new Date(world.clock.now) } as const;
    await stage.run(recordReceipts, { receipts: [receipt] });
    await resolved(stage);
    await setting(stage, { deleteResolvedAfterDays: 7, archiveBeforeDeletion: isArchiving });
    pass(world, 8 * DAY_MS);
    await deleteResolved(purging());
    return { ...stage, fileKey: file.key };
  }

  test("a conversation that an inbox deletes is archived as it was, with its files", async () => {
    const stage = await createDue();
    await purgeDue(purging());
    expect(await lifecycle(stage)).toBe("purged");
    const [archive] = await archives(stage);
    const { id: conversationId, displayId } = stage.conversation;
    expect(archive).toMatchObject({
      inboxId: stage.inbox.id,
      conversationId,
      displayId,
      contactName: stage.contact.name,
      messageCount: 3,
      attachments: [{ name: "order.txt", bytes: 9 }],
    });
    const [key = ""] = await keysOf(stage);
    expect(key).toContain(`archives/${stage.accountId}/${stage.inbox.id}/`);
    const document = await json((await open().read(key)).pipe(createGunzip()));
    expect(document).toMatchObject({
      format: "tickline.archived-conversation.1",
      contact: { id: stage.contact.id, name: stage.contact.name, email: stage.contact.email },
      conversation: {
        id: conversationId,
        status: "resolved",
        messages: expect.arrayContaining([
          expect.objectContaining({ content: "Where is my order?" }),
          expect.objectContaining({
            id: stage.outgoing.id,
            status: "sent",
            receipts: [expect.objectContaining({ signal: "sent" })],
          }),
        ]),
        transitions: expect.arrayContaining([expect.objectContaining({ to: "resolved" })]),
      },
      files: [{ name: "order.txt", key: stage.fileKey }],
    });
    await removeLeftovers();
    expect(await keys()).toContain(stage.fileKey);
    expect(await keysOf(stage)).toEqual([key]);
    expect(await findBroken(world.database)).toEqual({});
  });

  test("an inbox that does not archive deletes the conversation with its files", async () => {
    const stage = await createDue({ archives: false });
    await purgeDue(purging());
    await removeLeftovers();
    expect(await lifecycle(stage)).toBe("purged");
    expect(await archives(stage)).toEqual([]);
    expect(await keys()).not.toContain(stage.fileKey);
  });

  test("while the file store takes nothing, nothing is deleted, and an alert is open until it does", async () => {
    const stage = await createDue();
    const away = { ...open(), write: () => Promise.reject(new FileStoreAway("the bucket is away")) };
    await purgeDue(purging(away));
    expect(await lifecycle(stage)).toBe("live");
    expect(await archives(stage)).toEqual([]);
    expect(await openAlerts(stage)).toMatchObject([{ facts: { error: "the bucket is away" } }]);
    const files = "select 1 from file where account_id = $1 and name like 'conversation-%'";
    expect(await world.database.query(files, [stage.accountId])).toEqual([]);

    await purgeDue(purging());
    expect(await lifecycle(stage), "it is tried again later").toBe("live");
    pass(world, 3_000);
    await purgeDue(purging());
    expect(await lifecycle(stage)).toBe("purged");
    expect(await archives(stage)).toHaveLength(1);
    expect(await openAlerts(stage)).toEqual([]);
  });

  test("an inbox that no longer archives has no alert about it", async () => {
    const stage = await createDue();
    const away = { ...open(), write: () => Promise.reject(new FileStoreAway("the bucket is away")) };
    await purgeDue(purging(away));
    expect(await openAlerts(stage)).toHaveLength(1);
    await setting(stage, { archiveBeforeDeletion: false });
    expect(await openAlerts(stage)).toEqual([]);
  });

  test("of a process that died between storing and deleting, the next one leaves one archive", async () => {
    const stage = await createDue();
    const { id: conversationId, displayId, inboxId } = stage.conversation;
    await storeArchive(purging(), stage.admin, { conversationId, displayId, inboxId });
    expect(await keysOf(stage)).toHaveLength(1);
    await purgeDue(purging());
    expect(await archives(stage)).toHaveLength(1);
    pass(world, 25 * 3_600_000);
    await removeLeftovers();
    expect(await keysOf(stage)).toHaveLength(1);
    expect(await findBroken(world.database)).toEqual({});
  });

  test("a conversation that changes after its document was stored is kept, and archived with the change later", async () => {
    const stage = await createDue();
    const store = open();
    const reading: FileStore = {
      ...store,
      async write(key, bytes, signal) {
        await store.write(key, bytes, signal);
        const receipt = {
          messageId: stage.outgoing.id,
          signal: "read",
          at: new Date(world.clock.now),
        } as const;
        await stage.run(recordReceipts, { receipts: [receipt] });
      },
    };
    await purgeDue(purging(reading));
    expect(await lifecycle(stage)).toBe("live");
    await removeFiles(purging());
    expect(await keysOf(stage)).toEqual([]);
    await deleteResolved(purging());
    await purgeDue(purging());
    expect(await lifecycle(stage)).toBe("purged");
    const [key = ""] = await keysOf(stage);
    const document = await json((await store.read(key)).pipe(createGunzip()));
    expect(JSON.stringify(document)).toContain('"status":"read"');
  });

  test("erasing a contact deletes its archives, unless their inbox is on legal hold", async () => {
    const stage = await createDue();
    await purgeDue(purging());
    const contact = { contactId: stage.contact.id };
    await setting(stage, { legalHold: true });
    const blocked = [{ id: null, displayId: null, code: "inbox.legal_hold" }];
    expect(await prepare(stage, contact)).toMatchObject({ token: null, blocked });
    await setting(stage, { legalHold: false });
    const begun = await confirm(stage, contact);
    await setting(stage, { legalHold: true });
    await advance(stage, begun.id);
    expect(await archives(stage)).toHaveLength(1);
    await setting(stage, { legalHold: false });
    const { id } = await confirm(stage, contact);
    await advance(stage, id);
    await removeFiles(purging());
    expect(await archives(stage)).toEqual([]);
    expect(await keysOf(stage)).toEqual([]);
    expect(await keys()).not.toContain(stage.fileKey);
  });

  test("deleting an archive removes its bytes and those of its files, and is in the audit log", async () => {
    const stage = await createDue();
    await purgeDue(purging());
    const [archive] = await archives(stage);
    await stage.run(deleteArchive, { archiveId: archive?.id ?? 0 });
    await removeFiles(purging());
    expect(await archives(stage)).toEqual([]);
    expect(await keysOf(stage)).toEqual([]);
    expect(await keys()).not.toContain(stage.fileKey);
    const log = await world.database.query<{ to: string }>(
      `select to_value as "to" from setting_change where account_id = $1 and setting = 'archiveDeleted'`,
      [stage.accountId],
    );
    expect(log).toEqual([{ to: `#${archive?.displayId}` }]);
  });
});
