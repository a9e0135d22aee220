import { chooseFiles } from "@/server/commands/_steps/take-files";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FileDto, ListedFile } from "@/server/contract/file/file";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import {
  CANNED_REPLIES_MAX,
  mayChangeReply,
  mayUseReply,
  OWN_CANNED_REPLIES_MAX,
} from "@/server/domain/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import { insertCopy } from "@/server/store/files/attachments";
import { saveCannedFiles, toFileDto } from "@/server/store/files/files";
import type { CannedReplyRow } from "@/server/store/generated/rows";
import {
  type CannedReplyText,
  countCannedReplies,
  findCannedReply,
  insertCannedReply,
  lockCannedReply,
  saveCannedReply,
  toCannedReplyDto,
} from "@/server/store/organising/canned-replies";
import { listMissing } from "@/server/store/organising/known-ids";
import { listTeamIdsOf } from "@/server/store/organising/teams";

type Fields = Omit<CannedReplyText, "ownerId" | "files">;
type Files = { fileIds?: readonly number[] };
export type CreateCannedReply = Pick<Fields, "shortCode" | "content"> & Partial<Fields> & Files;

const NEW: Omit<Fields, "shortCode" | "content"> = {
  title: "",
  folder: "",
  visibility: "everybody",
  inboxIds: [],
  teamIds: [],
};

/** Creates a canned reply: administrators one of the account, every member one of their own. Its files are the caller's uploads. */
export async function createCannedReply(
  tx: Tx,
  { fileIds = [], ...input }: CreateCannedReply,
): Promise<CannedReplyDto> {
  const { userId } = tx.caller;
  const fields = normal({ ...NEW, ...input });
  const ownerId = fields.visibility === "own" ? userId : null;
  if (fields.visibility === "own" && userId === null) throw new Refusal("auth.forbidden");
  if (!mayChangeReply({ ownerId }, tx.caller)) throw new Refusal("auth.forbidden");
  await requirePlaces(tx, fields, NEW);
  const most = ownerId === null ? CANNED_REPLIES_MAX : OWN_CANNED_REPLIES_MAX;
  if ((await countCannedReplies(tx, ownerId, most)) === most)
    throw new Refusal("canned_reply.too_many", { detail: String(most) });
  const files = await chooseFiles(tx, [], fileIds);
  const reply = await insertCannedReply(tx, { ...fields, ownerId, files });
  await saveCannedFiles(tx, reply.id, { before: [], after: fileIds });
  return toCannedReplyDto(reply);
}

export type UpdateCannedReply = Partial<Fields> & Files & { cannedReplyId: number };

/**
 * Changes a canned reply. A member's own stays their own, and none becomes somebody's own: the account never receives what
 * one member has written for themselves. Messages keep the files that they were sent with.
 */
export async function updateCannedReply(
  tx: Tx,
  { cannedReplyId, fileIds, ...patch }: UpdateCannedReply,
): Promise<CannedReplyDto> {
  const before = await lockChangeable(tx, cannedReplyId);
  const fields = normal({ ...before, ...patch });
  if ((fields.visibility === "own") !== (before.visibility === "own"))
    throw new Refusal("input.invalid", { field: "visibility", detail: "cannot become or cease to be own" });
  await requirePlaces(tx, fields, before);
  const files = fileIds ? await chooseFiles(tx, before.files, fileIds) : before.files;
  const [had, has] = [idsOf(before.files), idsOf(files)];
  await saveCannedFiles(tx, before.id, { before: had, after: has });
  const isSame =
    had.join() === has.join() && KEYS.every((key) => String(fields[key]) === String(before[key]));
  return toCannedReplyDto(isSame ? before : await saveCannedReply(tx, before, { ...fields, files }));
}

/** Deletes a canned reply; its short code may be used again. For a day, the caller may put its files on another. */
export async function deleteCannedReply(
  tx: Tx,
  { cannedReplyId }: { cannedReplyId: number },
): Promise<CannedReplyDto> {
  const before = await lockChangeable(tx, cannedReplyId);
  await saveCannedFiles(tx, before.id, { before: idsOf(before.files), after: [] });
  return toCannedReplyDto(await saveCannedReply(tx, before, { files: [], deletedAt: tx.now }));
}

export type CopyCannedFile = { cannedReplyId: number; fileId: number };

/**
 * Copies a file of a canned reply that the caller may use, for one message: an upload of the caller over the same bytes. The
 * reply may lose its file without effect on it. Records nothing: the copy is on no message yet.
 */
export async function copyCannedFile(tx: Tx, { cannedReplyId, fileId }: CopyCannedFile): Promise<FileDto> {
  const { accountId, role, userId } = tx.caller;
  const reply = await findCannedReply(tx, accountId, cannedReplyId);
  const isOfTeams = reply?.visibility === "teams" && role === "agent" && userId !== null;
  const teamIds = isOfTeams ? await listTeamIdsOf(tx, accountId, userId) : [];
  if (!reply || !mayUseReply(reply, { ...tx.caller, teamIds })) throw new Refusal("canned_reply.not_found");
  const copy = await insertCopy(tx, { cannedReplyId, fileId });
  if (!copy) throw new Refusal("file.not_found");
  return toFileDto(copy);
}

const KEYS = ["shortCode", "content", "title", "folder", "visibility", "inboxIds", "teamIds"] as const;

/** The short code in lower case, and only the places that the visibility needs, ascending, each once. */
function normal({ shortCode, content, title, folder, visibility, inboxIds, teamIds }: Fields): Fields {
  const places = (ids: readonly number[], isNeeded: boolean) =>
    isNeeded ? [...new Set(ids)].sort((a, b) => a - b) : [];
  return {
    shortCode: shortCode.toLowerCase(),
    content,
    title,
    folder,
    visibility,
    inboxIds: places(inboxIds, visibility === "inboxes"),
    teamIds: places(teamIds, visibility === "teams"),
  };
}

type Places = { readonly inboxIds: readonly number[]; readonly teamIds: readonly number[] };

/** Refuses inboxes and teams that the account does not have. Those from before may have been deleted since. */
async function requirePlaces(
  tx: Tx,
  { visibility, inboxIds, teamIds }: Fields,
  before: Places,
): Promise<void> {
  for (const [kind, ids] of [["inboxes", inboxIds] as const, ["teams", teamIds] as const])
    if (visibility === kind && ids.length === 0)
      throw new Refusal("input.invalid", {
        field: kind === "teams" ? "teamIds" : "inboxIds",
        detail: "is empty",
      });
  const added = {
    inboxIds: inboxIds.filter((id) => !before.inboxIds.includes(id)),
    teamIds: teamIds.filter((id) => !before.teamIds.includes(id)),
  };
  if (added.inboxIds.length + added.teamIds.length === 0) return;
  const missing = await listMissing(tx, tx.caller.accountId, added);
  if (missing.inboxIds.length > 0) throw new Refusal("inbox.not_found", { field: "inboxIds" });
  if (missing.teamIds.length > 0) throw new Refusal("team.not_found", { field: "teamIds" });
}

/** Locks a canned reply that the caller may change. Another member's own is not found; the account's is forbidden. */
async function lockChangeable(tx: Tx, cannedReplyId: number): Promise<CannedReplyRow> {
  const before = await lockCannedReply(tx, cannedReplyId);
  if (!before || (before.ownerId !== null && before.ownerId !== tx.caller.userId))
    throw new Refusal("canned_reply.not_found");
  if (!mayChangeReply(before, tx.caller)) throw new Refusal("auth.forbidden");
  return before;
}

/** The ids of files. */
const idsOf = (files: readonly ListedFile[]): number[] => files.map(({ id }) => id);
