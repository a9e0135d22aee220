import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createMember } from "@/server/commands/members/members";
import { sendMessage } from "@/server/commands/messages/send-message";
import {
  copyCannedFile,
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { createMacro, runMacro, undoMacro } from "@/server/commands/organising/macros";
import { createTeam, deleteTeam } from "@/server/commands/organising/teams";
import type { Caller } from "@/server/contract/_shared/caller";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import { findFileFor, getFile } from "@/server/queries/messages/files";
import { listCannedReplies, listMacros } from "@/server/queries/organising/organising";
import { collectFiles, removeFiles } from "@/server/worker/files/file-jobs";
import { agentOf, createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";
import { keysOnDisk } from "@/test/support/scenes/stored-files";
import { createTenant, createWorld, setAheadOfPostgres, type World } from "@/test/support/scenes/world";

describe("canned replies", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test("an account has as many canned replies as a screen can list, and no more", async () => {
    const { accountId, admin } = await createTenant(world);
    const fill = (last: number) =>
      world.database.query(
        `insert into canned_reply (account_id, short_code, content, created_at, updated_at)
       select $1, 'c' || n, 'x', $2, $2 from generate_series(1, $3::int) as n`,
        [accountId, world.clock.now, last],
      );
    await fill(CANNED_REPLIES_MAX - 1);
    await world.run(createCannedReply, admin, { shortCode: "last", content: "x" });
    const oneMore = world.run(createCannedReply, admin, { shortCode: "more", content: "x" });
    await expect(oneMore).rejects.toMatchObject({ refusal: "canned_reply.too_many" });
    expect(await listCannedReplies(world.database, admin)).toHaveLength(CANNED_REPLIES_MAX);
  });

  test("a reply for a team is listed for its members and administrators, a member's own only for them", async () => {
    const { accountId, admin } = await createTenant(world);
    const agent = async (name: string) => {
      const email = `${name}@example.test`;
      const fields = { name, email, role: "agent" as const, inboxIds: [], passwordHash: "unusable" };
      return agentOf(accountId, (await world.run(createMember, admin, fields)).result);
    };
    const [inTeam, other] = [await agent("in"), await agent("out")];
    const text = { name: "Returns", memberIds: [inTeam.userId ?? 0] };
    const { result: team } = await world.run(createTeam, admin, text);
    const content = "x";
    await world.run(createCannedReply, admin, {
      shortCode: "team",
      content,
      visibility: "teams",
      teamIds: [team.id],
    });
    await world.run(createCannedReply, other, { shortCode: "own", content, visibility: "own" });
    const codes = async (who: typeof admin) =>
      (await listCannedReplies(world.database, who)).map(({ shortCode }) => shortCode);
    expect([await codes(inTeam), await codes(other), await codes(admin)]).toEqual([
      ["team"],
      ["own"],
      ["team"],
    ]);
  });

  const PRICES = { shortCode: "prices", content: "Our prices" };

  const DAY_MS = 24 * 3_600_000;

  async function* oneByte(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("x");
  }

  /** An upload whose bytes are in the store. */
  async function stored(who: Caller, name: string) {
    const file = await addFile(world, who, name);
    await world.files.write(file.key, oneByte());
    return file;
  }

  /** Lets the worker delete what nothing has after a day. */
  async function collect() {
    pass(world, DAY_MS + 1);
    const context = { ...world, now: () => world.clock.now, log: { error: vi.fn() } };
    await collectFiles(context);
    await removeFiles(context);
  }

  test("a message keeps the files that it was sent with when its canned reply loses them, and their bytes go with the last", async () => {
    setAheadOfPostgres(world);
    const stage = await createStage(world);
    const [list, terms] = [await stored(stage.admin, "prices.pdf"), await stored(stage.admin, "terms.pdf")];
    const fileIds = [list.id, terms.id];
    const { result: reply } = await stage.run(createCannedReply, { ...PRICES, fileIds });
    const cannedReplyId = reply.id;
    expect(reply.files.map(({ name }) => name)).toEqual(["prices.pdf", "terms.pdf"]);
    const copy = async () =>
      (await world.run(copyCannedFile, stage.agent, { cannedReplyId, fileId: list.id })).result;
    const [sent, unused] = [await copy(), await copy()];
    const conversation = { conversationId: stage.conversation.id };
    const message = { conversation, content: "Hello", fileIds: [sent.id] };
    const { result } = await world.run(sendMessage, stage.agent, message);
    expect(result.message.attachments).toMatchObject([
      { id: sent.id, name: "prices.pdf", sha256: list.sha256 },
    ]);

    await stage.run(updateCannedReply, { cannedReplyId, fileIds: [terms.id] });
    await stage.run(deleteCannedReply, { cannedReplyId });
    await collect();
    expect(await keysOnDisk(world)).toEqual([list.key]);
    const ids = await world.database.query("select id from file where account_id = $1", [stage.accountId]);
    expect(ids, `not ${unused.id}, which no message had`).toEqual([{ id: sent.id }]);
    const served = { id: sent.id, isPreview: false };
    expect(await findFileFor(world, stage.agent, served)).toMatchObject({
      key: list.key,
      name: "prices.pdf",
    });
  });

  test("who deletes a canned reply may put its files on another, also files that somebody else has uploaded", async () => {
    const { accountId, admin } = await createTenant(world);
    const fields = { name: "Second", email: "second@example.test", role: "administrator" as const };
    const { result: member } = await world.run(createMember, admin, {
      ...fields,
      inboxIds: [],
      passwordHash: "unusable",
    });
    const second = {
      ...agentOf(accountId, member),
      role: "administrator" as const,
      inboxIds: "all" as const,
    };
    const { id } = await addFile(world, admin, "prices.pdf");
    const { result } = await world.run(createCannedReply, admin, { ...PRICES, fileIds: [id] });
    const again = { ...PRICES, fileIds: [id] };
    await world.run(deleteCannedReply, second, { cannedReplyId: result.id });
    await expect(world.run(createCannedReply, admin, again)).rejects.toMatchObject({
      refusal: "file.not_found",
    });
    const { result: restored } = await world.run(createCannedReply, second, again);
    expect(restored.files).toEqual([{ id, name: "prices.pdf", contentType: "image/png", bytes: 1_234 }]);
  });

  test("agents see the files of the account's canned replies, and only their owner those of their own", async () => {
    const stage = await createStage(world);
    const of = async (who: Caller, visibility: "everybody" | "own") => {
      const { id } = await addFile(world, who);
      await world.run(createCannedReply, who, { ...PRICES, visibility, fileIds: [id] });
      return id;
    };
    const [everybodys, own] = [await of(stage.admin, "everybody"), await of(stage.agent, "own")];
    const sees = (who: Caller, id: number) =>
      getFile(world, who, id).then(
        () => true,
        () => false,
      );
    expect([await sees(stage.agent, everybodys), await sees(stage.outsider, everybodys)]).toEqual([
      true,
      true,
    ]);
    expect([await sees(stage.agent, own), await sees(stage.outsider, own)]).toEqual([true, false]);
  });
});

describe("macros", () => {
  let stage: Stage;
  beforeAll(async () => {
    const world = await createWorld();
    stage = await createStage(world);
    return () => world.close();
  });

  const ref = () => ({ conversationId: stage.conversation.id });

  test("a run fills in its texts, is one operation, and every event names the macro", async () => {
    const { result: macro } = await stage.run(createMacro, {
      name: "Greet",
      isOwn: false,
      actions: [
        {
          type: "reply",
          content: "Hello {{contact.first_name}}, #{{conversation.id}}, {{contact.phone|no phone}}",
        },
        { type: "priority", priority: "high" },
        { type: "status", signal: "resolve" },
      ],
    });
    const run = await stage.run(runMacro, { conversation: ref(), macroId: macro.id });
    const cause = { rule: "macro", macro: { id: macro.id, name: "Greet" } };
    expect(run.events.map(({ type }) => type)).toEqual([
      "message.created",
      "message.send_requested",
      "conversation.priority_changed",
      "conversation.status_changed",
    ]);
    for (const event of run.events) expect(event).toMatchObject({ cause, operationId: run.operationId });
    const [sent] = run.events;
    const content = `Hello 李文, #${stage.conversation.displayId}, no phone`;
    expect(sent?.data).toMatchObject({ content });

    const { result, events } = await stage.run(undoMacro, {
      conversation: ref(),
      operationId: run.operationId,
      messageIds: run.result.messageIds,
      unfollow: false,
    });
    expect(result).toMatchObject({
      left: run.result.messageIds, // it was sent without an undo window
      conversation: { status: "open", priority: null },
    });
    expect(events.map(({ type }) => type)).not.toContain("message.withdrawn");
  });

  test("a macro whose team was deleted says so in the list, and refuses to run before its first action", async () => {
    const { result: team } = await stage.run(createTeam, { name: "Returns", memberIds: [] });
    const { result: macro } = await stage.run(createMacro, {
      name: "To returns",
      isOwn: false,
      actions: [
        { type: "note", content: "For you" },
        { type: "team", teamId: team.id },
      ],
    });
    await stage.run(deleteTeam, { teamId: team.id });
    const listed = (await listMacros(stage.world.database, stage.admin)).find(({ id }) => id === macro.id);
    expect(listed?.problems).toEqual([{ action: 1, code: "team.not_found" }]);
    await expect(stage.run(runMacro, { conversation: ref(), macroId: macro.id })).rejects.toMatchObject({
      refusal: "team.not_found",
      field: "actions.1",
    });
  });
});
