import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { requireWritable } from "@/server/commands/_run/permission";
import { servicesFor } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import { receiveBody } from "@/server/files/receive-body";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { streamOf } from "@/server/lib/web/read-bytes";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

const errors = { broken: () => new HTTPException(400) };

/** An upload from Tickline's screens: the body is the file, and `?name=` its name. Answers what a message shows of it. */
export async function answerUpload(c: Context<HttpEnv>): Promise<Response> {
  const { services } = c.var;
  const { headers, signal } = c.req.raw;
  if (!isSameOrigin(headers)) throw new Refusal("auth.foreign_origin");
  const caller = await readSessionCaller(services.database, headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  requireWritable(caller);
  const name = c.req.query("name") ?? "";
  if (name === "") throw new Refusal("input.invalid", { field: "name", detail: "is missing" });
  const stored = await receiveBody(
    { stream: streamOf(c), length: c.req.header("content-length"), name, errors, signal },
    servicesFor(services, caller),
    caller,
  );
  return c.json(stored, 201);
}
