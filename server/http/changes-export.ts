import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { streamedFile } from "@/server/http/_request/streamed-file";
import { parseQuery } from "@/server/http/v1/_route/parse";
import { changeFilter } from "@/server/http/v1/settings/audit";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { exportSettingChanges } from "@/server/queries/inboxes/export-setting-changes";

const FILES = {
  csv: { type: "text/csv; charset=utf-8", name: "audit-log.csv" },
  jsonl: { type: "application/jsonl; charset=utf-8", name: "audit-log.jsonl" },
} as const;

const query = z.strictObject({ ...changeFilter, format: z.enum(["csv", "jsonl"]).default("csv") });

/** The audit log as a file, for an administrator's token. */
export async function answerChangesExport(c: Context<HttpEnv>): Promise<Response> {
  return fileFor(c, await requireTokenCaller(c.var.services, c.req.raw.headers));
}

/** The same as a download from Tickline's screens. */
export async function answerChangesDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  return fileFor(c, caller);
}

async function fileFor(c: Context<HttpEnv>, caller: Caller): Promise<Response> {
  c.set("caller", caller);
  const { format, ...filter } = parseQuery(query, c.req.queries());
  const parts = await exportSettingChanges(c.var.services.database, caller, { ...filter, format });
  return streamedFile(parts, FILES[format]);
}
