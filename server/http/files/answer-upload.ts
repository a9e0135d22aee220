import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { servicesFor } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import { receiveFile, refuseFailed, UploadBroken } from "@/server/files/receive-file";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { discardRest, streamOf } from "@/server/lib/web/request-stream";
import { isSameOrigin } from "@/server/lib/web/same-origin";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { getFile } from "@/server/queries/files/get-file";

/** An upload from Tickline's screens: the body is the file, and `?name=` its name. Answers what a message shows of it. */
export async function answerUpload(c: Context<HttpEnv>): Promise<Response> {
  const { services } = c.var;
  const { headers, signal } = c.req.raw;
  if (!isSameOrigin(headers)) throw new Refusal("auth.foreign_origin");
  const caller = await readSessionCaller(services.database, headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  const name = c.req.query("name") ?? "";
  if (name === "") throw new Refusal("input.invalid", { field: "name", detail: "is missing" });
  const own = servicesFor(services, caller);
  const stream = streamOf(c);
  const { bytesMax } = services.fileLimits;
  if (Number(c.req.header("content-length") ?? 0) > bytesMax) {
    await discardRest(stream);
    throw new Refusal("file.too_large", { field: "file", detail: `at most ${bytesMax} bytes` });
  }
  const bytes = stream.iterator({ destroyOnReturn: false });
  const file = await receiveFile(own, caller, { name, bytes, signal }).catch((error: unknown) => {
    throw error instanceof UploadBroken ? new HTTPException(400, { cause: error }) : error;
  });
  if (file.state === "failed") await discardRest(stream);
  await refuseFailed(own, caller, file);
  const { createdAt: _, ...shown } = await getFile(own, caller, file.id);
  return c.json(shown, 201);
}
