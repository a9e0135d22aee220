import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRun, type Run } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createAccount } from "@/server/commands/members/account";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import type { Policy } from "@/server/domain/inbox/policy";
import { FILE_BYTES_MAX, type FileLimits, MESSAGE_FILES_MAX } from "@/server/domain/message/file";
import type { FileStore } from "@/server/lib/files/file-store";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import type { LogRow } from "@/server/store/events/log/event-log";
import { stampBatch } from "@/server/store/events/relay";
import { createTestDatabase, type TestDatabase } from "@/test/support/database/database";

/**
 * A database, a clock that only the test moves, and a way to run commands. What is done for a caller is done by the plain
 * role; `database` itself reaches everything.
 */
export type World = {
  /** As the superuser. */
  url: string;
  /** As the plain role. */
  appUrl: string;
  database: Database;
  clock: { now: Date };
  run: Run;
  files: FileStore;
  fileLimits: FileLimits;
  /** The folder of `files`. */
  filesFolder: string;
  /** Stamps everything that is in the outbox. */
  relay(): Promise<LogRow[]>;
  close(): Promise<void>;
};

/** Sets the clock so far ahead that Postgres' own clock, which triggers read, does not reach it within a test. */
export function setAheadOfPostgres({ clock }: Pick<World, "clock">): void {
  clock.now = new Date(Date.now() + HOUR_MS);
}

const HOUR_MS = 3_600_000;

/** Plans each statement once per connection, which halves the time of a test file with many commands. */
export const createWorld = async (): Promise<World> => openWorld(await createTestDatabase());

/** The same over a migrated database. */
export async function openWorld({
  url,
  appUrl,
  drop,
}: Pick<TestDatabase, "url" | "appUrl" | "drop">): Promise<World> {
  const database = openDatabase({
    url: appUrl,
    allAccountsUrl: url,
    max: 12,
    allAccountsMax: 12,
    isBulk: true,
  });
  const filesFolder = await mkdtemp(join(tmpdir(), "tickline-files-"));
  const clock = { now: new Date("2026-11-20T09:00:00.000Z") };
  const run = createRun({ database, now: () => clock.now, onCommitted: () => {} });
  return {
    url,
    appUrl,
    database,
    clock,
    run,
    files: createFolderStore(filesFolder),
    fileLimits: { bytesMax: FILE_BYTES_MAX, perMessage: MESSAGE_FILES_MAX },
    filesFolder,
    async relay() {
      const stamped: LogRow[] = [];
      for (;;) {
        const result = await stampBatch(database, clock.now);
        if (result.kind === "stamped") stamped.push(...result.rows);
        if (result.kind === "stamped" && !result.isFull) return stamped;
      }
    },
    async close() {
      await database.close();
      await Promise.all([drop(), rm(filesFolder, { recursive: true, force: true })]);
    },
  };
}

/** An account with its administrator. */
export type Tenant = { accountId: number; admin: Caller };

export async function createTenant(world: Pick<World, "run">): Promise<Tenant> {
  const mark = randomUUID().slice(0, 8);
  const { result } = await world.run(createAccount, systemCaller(0), {
    name: `Account ${mark}`,
    administrator: { name: "Ada Duarte", email: `ada-${mark}@example.test`, passwordHash: "unusable" },
  });
  const { account, administrator } = result;
  return {
    accountId: account.id,
    admin: {
      accountId: account.id,
      actor: { type: "user", id: administrator.id, name: administrator.name },
      role: "administrator",
      inboxIds: "all",
      userId: administrator.id,
      tokenId: null,
      via: "ui",
    },
  };
}

/** An API inbox with a contact and an open conversation in it. */
export async function createScene(world: Pick<World, "run">, tenant: Tenant, policy: Partial<Policy> = {}) {
  const inbox = (await world.run(createInbox, tenant.admin, { name: "Website", channel: "api", policy }))
    .result;
  const { contact } = (await world.run(createContact, tenant.admin, { name: "李文 Li Wen" })).result;
  const { conversation } = (
    await world.run(createConversation, tenant.admin, {
      inboxId: inbox.id,
      contactId: contact.id,
      startedBy: "other",
    })
  ).result;
  return { inbox, contact, conversation };
}
