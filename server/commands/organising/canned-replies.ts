import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import {
  CANNED_REPLIES_MAX,
  mayChangeReply,
  OWN_CANNED_REPLIES_MAX,
} from "@/server/domain/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import {
  type CannedReplyRow,
  type CannedReplyText,
  countCannedReplies,
  insertCannedReply,
  lockCannedReply,
  saveCannedReply,
  toCannedReplyDto,
} from "@/server/store/organising/canned-replies";
import { listMissing } from "@/server/store/organising/known-ids";

type Fields = Omit<CannedReplyText, "ownerId">;
export type CreateCannedReply = Pick<Fields, "shortCode" | "content"> & Partial<Fields>;

const NEW: Omit<Fields, "shortCode" | "content"> = {
  title: "",
  folder: "",
  visibility: "everybody",
  inboxIds: [],
  teamIds: [],
};

/** Creates a canned reply: administrators one of the account, every member one of their own. */
export async function createCannedReply(tx: Tx, input: CreateCannedReply): Promise<CannedReplyDto> {
  const { userId } = tx.caller;
  const fields = normal({ ...NEW, ...input });
  const ownerId = fields.visibility === "own" ? userId : null;
  if (fields.visibility === "own" && userId === null) throw new Refusal("auth.forbidden");
  if (!mayChangeReply({ ownerId }, tx.caller)) throw new Refusal("auth.forbidden");
  await requirePlaces(tx, fields, NEW);
  const most = ownerId === null ? CANNED_REPLIES_MAX : OWN_CANNED_REPLIES_MAX;
  if ((await countCannedReplies(tx, ownerId, most)) === most)
    throw new Refusal("canned_reply.too_many", { detail: String(most) });
  return toCannedReplyDto(await insertCannedReply(tx, { ...fields, ownerId }));
}

export type UpdateCannedReply = Partial<Fields> & { cannedReplyId: number };

/**
 * Changes a canned reply. A member's own stays their own, and none becomes somebody's own: the account never receives what
 * one member has written for themselves.
 */
export async function updateCannedReply(
  tx: Tx,
  { cannedReplyId, ...patch }: UpdateCannedReply,
): Promise<CannedReplyDto> {
  const before = await lockChangeable(tx, cannedReplyId);
  const fields = normal({ ...before, ...patch });
  if ((fields.visibility === "own") !== (before.visibility === "own"))
    throw new Refusal("input.invalid", { field: "visibility", detail: "cannot become or cease to be own" });
  await requirePlaces(tx, fields, before);
  const isSame = KEYS.every((key) => String(fields[key]) === String(before[key]));
  return toCannedReplyDto(isSame ? before : await saveCannedReply(tx, before, fields));
}

/** Deletes a canned reply; its short code may be used again. */
export async function deleteCannedReply(
  tx: Tx,
  { cannedReplyId }: { cannedReplyId: number },
): Promise<CannedReplyDto> {
  const before = await lockChangeable(tx, cannedReplyId);
  return toCannedReplyDto(await saveCannedReply(tx, before, { deletedAt: tx.now }));
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
