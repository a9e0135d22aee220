import { z } from "zod";
import type { EvolutionSettings } from "@/server/channels/evolution/settings";
import { channelPolicy } from "@/server/lib/outbound/channel-host";
import { createOutbound, type Posted } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { withoutFinalSlashes } from "@/server/lib/web/base-url";

/** A page of messages with their previews. */
const ANSWER_BYTES = 8 * 1024 * 1024;

/** What the calls for one inbox need. */
export type EvolutionAccess = Pick<EvolutionSettings, "url" | "apiKey" | "instance">;

/** An Evolution API server, as an inbox reaches it. No call throws. */
export type EvolutionApi = {
  /** `path`: without the instance, which is appended. */
  get(access: EvolutionAccess, path: string): Promise<Posted>;
  /** On a new connection, so that the body is never sent twice. */
  post(access: EvolutionAccess, path: string, json: object): Promise<Posted>;
  /** The same by DELETE. */
  delete(access: EvolutionAccess, path: string, json: object): Promise<Posted>;
  /** At a whole path below the server's address. */
  getPath(access: EvolutionAccess, path: string): Promise<Posted>;
  /** Needs the server's own key. */
  createInstance(access: EvolutionAccess, json: object): Promise<Posted>;
  close(): void;
};

type Options = { totalMs: number; keptBytes?: number };

/** `totalMs`: from the call to the end of the answer. */
export function createEvolutionApi({ totalMs, keptBytes = ANSWER_BYTES }: Options): EvolutionApi {
  // The policy is the process's, which is provided after modules are loaded.
  const outbound = createOutbound({ policy: channelPolicy(), resolve: systemResolve, totalMs, keptBytes });
  const get = (access: EvolutionAccess, path: string) =>
    outbound.get({ url: `${withoutFinalSlashes(access.url)}/${path}`, headers: headersOf(access) });
  const post = (access: EvolutionAccess, path: string, json: object, method: "POST" | "DELETE" = "POST") =>
    outbound.post({
      method,
      url: `${withoutFinalSlashes(access.url)}/${path}`,
      headers: { ...headersOf(access), "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(json)),
      once: true,
    });
  const ofInstance = ({ instance }: EvolutionAccess, path: string) =>
    `${path}/${encodeURIComponent(instance)}`;
  return {
    get: (access, path) => get(access, ofInstance(access, path)),
    post: (access, path, json) => post(access, ofInstance(access, path), json),
    delete: (access, path, json) => post(access, ofInstance(access, path), json, "DELETE"),
    getPath: get,
    createInstance: (access, json) => post(access, "instance/create", json),
    close: outbound.close,
  };
}

const headersOf = ({ apiKey }: EvolutionAccess) => ({
  accept: "application/json",
  apikey: apiKey,
  "user-agent": "Tickline",
});

/** The JSON of an answer; null if it is none, or was cut off. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy answers in another format, or the connection was cut
  }
}

/** What a 2xx answer has; null: it has another form, or there is no such answer. */
export function answerOf<S extends z.ZodType>(posted: Posted, schema: S): z.output<S> | null {
  if (!posted.answered || posted.status < 200 || posted.status >= 300) return null;
  const read = schema.safeParse(jsonOf(posted.excerpt));
  return read.success ? read.data : null;
}

const failed = z.object({
  message: z.unknown().optional(),
  error: z.unknown().optional(),
  response: z.object({ message: z.unknown() }).optional(),
});
const unknownNumber = z.object({ exists: z.literal(false), number: z.string().optional() });

/** The words of an answer that is no 2xx: its first text, however deeply it is nested. Null: it has none. */
export function errorIn(excerpt: string): string | null {
  const read = failed.safeParse(jsonOf(excerpt));
  if (!read.success) return null;
  const { message, error, response } = read.data;
  return firstWords([response?.message, message, error]);
}

function firstWords(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return value.trim() || null;
  if (depth > 4 || typeof value !== "object" || value === null) return null;
  const missing = unknownNumber.safeParse(value);
  if (missing.success)
    return `The number ${missing.data.number ?? ""} is not on WhatsApp.`.replace("  ", " ");
  for (const one of Object.values(value)) {
    const words = firstWords(one, depth + 1);
    if (words !== null) return words;
  }
  return null;
}
