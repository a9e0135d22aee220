import type { Context } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { streamedFile } from "@/server/http/_request/streamed-file";
import { exportContacts } from "@/server/queries/contacts/export-contacts";
import { requireRecentAuthentication } from "@/server/queries/credentials/recent-authentication";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

/** All contacts as a CSV file, for a token. */
export async function answerContactsCsv(c: Context<HttpEnv>): Promise<Response> {
  const caller = await requireTokenCaller(c.var.services, c.req.raw.headers);
  c.set("caller", caller);
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
