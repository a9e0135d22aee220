import type { Context } from "hono";
import { recording } from "@/server/commands/_run/permission";
import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { streamedFile } from "@/server/http/_request/streamed-file";
import { exportContact } from "@/server/queries/contacts/export-contact";
import { type ExportTicket, openExportTicket } from "@/server/queries/contacts/export-ticket";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

/** Everything stored about one person as a JSON file, for an administrator's token; `?notes=false` leaves out notes. */
export async function answerContactExport(c: Context<HttpEnv>): Promise<Response> {
  const caller = await requireTokenCaller(c.var.services, c.req.raw.headers);
  c.set("caller", caller);
  const given = c.req.param("id") ?? "";
  if (!/^\d{1,15}$/.test(given)) throw new Refusal("contact.not_found");
  const notes = c.req.query("notes") ?? "true";
  if (notes !== "true" && notes !== "false") throw new Refusal("input.invalid", { field: "notes" });
  const { result: contactId } = await c.var.services.run(recordContactExport, recording(caller), {
    contactId: Number(given),
  });
  return fileOf(c, caller, { contactId, includesNotes: notes === "true" });
}

/**
 * The same as a download from Tickline's screens, with the ticket of the tRPC procedure `contacts.prepareExport`, which
 * has written the audit log.
 */
export async function answerContactExportDownload(c: Context<HttpEnv>): Promise<Response> {
  const { database, now } = c.var.services;
  const caller = await readSessionCaller(database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  const ticket = openExportTicket(caller, c.req.param("ticket") ?? "", now());
  if (!ticket) throw new Refusal("resource.not_found");
  return fileOf(c, caller, ticket);
}

async function fileOf(
  c: Context<HttpEnv>,
  caller: Caller,
  { contactId, includesNotes }: ExportTicket,
): Promise<Response> {
  const { database, now } = c.var.services;
  const parts = await exportContact(database, caller, { contactId, includesNotes, now: now() });
  return streamedFile(parts, {
    type: "application/json; charset=utf-8",
    name: `contact-${contactId}.json`,
  });
}
