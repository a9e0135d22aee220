import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { recording } from "@/server/commands/_run/permission";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { streamedFile } from "@/server/http/_request/answers";
import { type HttpEnv, requireTokenCaller } from "@/server/http/_request/authenticate";
import { parseQuery } from "@/server/http/v1/_route/read-body";
import { changeFilter } from "@/server/http/v1/settings/audit";
import { healthFilter } from "@/server/http/v1/settings/health";
import { exportContact } from "@/server/queries/contacts/export-contact";
import {
  type ExportTicket,
  exportContacts,
  openExportTicket,
} from "@/server/queries/contacts/export-contacts";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { exportErrors } from "@/server/queries/health/health";
import { exportSettingChanges } from "@/server/queries/inboxes/setting-changes";

/** All contacts as a CSV file, for a token. */
export async function answerContactsCsv(c: Context<HttpEnv>): Promise<Response> {
  const caller = await requireTokenCaller(c.var.services, c.req.raw.headers);
  c.set("caller", caller);
  parseQuery(z.strictObject({}), c.req.queries());
  await c.var.services.countExpensive(caller);
  return csvOf(servicesFor(c.var.services, caller), caller);
}

/** The same as a download from Tickline's screens. */
export async function answerContactsDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  requireRecentAuthentication(caller, c.var.services.now());
  c.set("caller", caller);
  await c.var.services.countExpensive(caller);
  return csvOf(servicesFor(c.var.services, caller), caller);
}

const csvOf = ({ database }: Services, caller: Caller): Response =>
  streamedFile(exportContacts(database, caller), { type: "text/csv; charset=utf-8", name: "contacts.csv" });

const contactQuery = z.strictObject({ notes: z.enum(["true", "false"]).default("true") });

/** Everything stored about one person as a JSON file, for an administrator's token; `?notes=false` leaves out notes. */
export async function answerContactExport(c: Context<HttpEnv>): Promise<Response> {
  const caller = await requireTokenCaller(c.var.services, c.req.raw.headers);
  c.set("caller", caller);
  const given = c.req.param("id") ?? "";
  if (!/^\d{1,15}$/.test(given)) throw new Refusal("contact.not_found");
  const { notes } = parseQuery(contactQuery, c.req.queries());
  await c.var.services.countExpensive(caller);
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
  await c.var.services.countExpensive(caller);
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

const FILES = {
  csv: { type: "text/csv; charset=utf-8", name: "audit-log.csv" },
  jsonl: { type: "application/jsonl; charset=utf-8", name: "audit-log.jsonl" },
} as const;

const changesQuery = z.strictObject({ ...changeFilter, format: z.enum(["csv", "jsonl"]).default("csv") });

/** The audit log as a file, for an administrator's token. */
export async function answerChangesExport(c: Context<HttpEnv>): Promise<Response> {
  return changesFile(c, await requireTokenCaller(c.var.services, c.req.raw.headers));
}

/** The same as a download from Tickline's screens. */
export async function answerChangesDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  return changesFile(c, caller);
}

async function changesFile(c: Context<HttpEnv>, caller: Caller): Promise<Response> {
  c.set("caller", caller);
  await c.var.services.countExpensive(caller);
  const { format, ...filter } = parseQuery(changesQuery, c.req.queries());
  const parts = await exportSettingChanges(c.var.services.database, caller, { ...filter, format });
  return streamedFile(parts, FILES[format]);
}

const errorsQuery = z.strictObject(healthFilter);

/** The texts of failures as CSV, for an administrator's token. */
export async function answerErrorsExport(c: Context<HttpEnv>): Promise<Response> {
  return errorsFile(c, await requireTokenCaller(c.var.services, c.req.raw.headers));
}

/** The same as a download from Tickline's screens. */
export async function answerErrorsDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  return errorsFile(c, caller);
}

async function errorsFile(c: Context<HttpEnv>, caller: Caller): Promise<Response> {
  c.set("caller", caller);
  await c.var.services.countExpensive(caller);
  const { period, inboxId = null } = parseQuery(errorsQuery, c.req.queries());
  const { database, now } = servicesFor(c.var.services, caller);
  const parts = await exportErrors(database, caller, { period, inboxId, now: now() });
  return streamedFile(parts, { type: "text/csv; charset=utf-8", name: "failed-messages.csv" });
}
