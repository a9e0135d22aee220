import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { streamedFile } from "@/server/http/_request/answers";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { parseQuery } from "@/server/http/v1/_route/parse";
import { healthFilter } from "@/server/http/v1/settings/health";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { exportErrors } from "@/server/queries/health/export-errors";

const query = z.strictObject(healthFilter);

/** The texts of failures as CSV, for an administrator's token. */
export async function answerErrorsExport(c: Context<HttpEnv>): Promise<Response> {
  return fileFor(c, await requireTokenCaller(c.var.services, c.req.raw.headers));
}

/** The same as a download from Tickline's screens. */
export async function answerErrorsDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  return fileFor(c, caller);
}

async function fileFor(c: Context<HttpEnv>, caller: Caller): Promise<Response> {
  c.set("caller", caller);
  await c.var.services.countExpensive(caller);
  const { period, inboxId = null } = parseQuery(query, c.req.queries());
  const { database, now } = servicesFor(c.var.services, caller);
  const parts = await exportErrors(database, caller, { period, inboxId, now: now() });
  return streamedFile(parts, { type: "text/csv; charset=utf-8", name: "failed-messages.csv" });
}
