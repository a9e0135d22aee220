import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openSignedId } from "@/server/files/direct-upload";
import { findUploads } from "@/server/queries/messages/files";
import type { Params } from "./params";

const SIGNED_ID_CHARS_MAX = 500;
/** More than a message may have; the command refuses fewer ones too many. */
const SIGNED_IDS_MAX = 100;

/** The files that a message names by the signed ids of direct uploads, in order. Refuses any other text, and a file without bytes. */
export async function findSignedFiles(
  { database }: Pick<Services, "database">,
  { accountId }: Pick<Caller, "accountId">,
  params: Params,
): Promise<number[]> {
  const signed = params.list("attachments", SIGNED_ID_CHARS_MAX) ?? [];
  if (signed.length === 0) return [];
  if (signed.length > SIGNED_IDS_MAX) throw refused();
  const uploadIds = signed.map((one) => openSignedId(accountId, one));
  const known = uploadIds.filter((id) => id !== null);
  const files = await findUploads(database, accountId, known);
  const ids = known.flatMap((id) => files.get(id) ?? []);
  if (ids.length < signed.length) throw refused();
  return ids;
}

const refused = (): Refusal =>
  new Refusal("input.invalid", {
    field: "attachments",
    detail: "attachments must be files of a form, or the signed ids of uploaded files",
  });
