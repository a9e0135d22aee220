import type { Readable } from "node:stream";
import { z } from "zod";
import { channelPolicy } from "@/server/lib/outbound/channel-host";
import { download } from "@/server/lib/outbound/download";
import { createOutbound, type Posted } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { type GraphError, graphError } from "./graph-error";

/** The version of Meta's API, where the address of the settings has none. */
const VERSION = "v24.0";
const ANSWER_BYTES = 64 * 1024;

/** What the calls for one inbox need. */
export type GraphAccess = { graphUrl: string; accessToken: string };

type Body = { bytes: Uint8Array; contentType: string };

/** Meta's Graph API, as an inbox reaches it. */
export type Graph = {
  get(access: GraphAccess, path: string): Promise<Posted>;
  /** On a new connection, so that the body is never sent twice. */
  post(access: GraphAccess, path: string, body: Body): Promise<Posted>;
  /** The bytes at an address that Graph named. Throws `DownloadFailed`, or the signal's reason. */
  download(access: GraphAccess, url: string, signal: AbortSignal): Promise<Readable>;
  close(): void;
};

/** `totalMs`: from the call to the end of the answer. `keptBytes`: of the answer. */
export function createGraph(totalMs: number, keptBytes: number = ANSWER_BYTES): Graph {
  const resolve = systemResolve;
  // The policy is the process's, which is provided after modules are loaded.
  const policy = channelPolicy();
  const outbound = createOutbound({ policy, resolve, totalMs, keptBytes });
  return {
    get: (access, path) => outbound.get({ url: urlOf(access, path), headers: headersOf(access) }),
    post: (access, path, { bytes, contentType }) =>
      outbound.post({
        url: urlOf(access, path),
        body: bytes,
        headers: { ...headersOf(access), "content-type": contentType },
        once: true,
      }),
    download: async (access, url, signal) =>
      (await download(url, { policy, resolve, signal, headers: headersOf(access) })).body,
    close: outbound.close,
  };
}

const headersOf = ({ accessToken }: GraphAccess) => ({
  accept: "application/json",
  authorization: `Bearer ${accessToken}`,
  "user-agent": "Tickline",
});

function urlOf({ graphUrl }: GraphAccess, path: string): string {
  const base = graphUrl.endsWith("/") ? graphUrl.slice(0, -1) : graphUrl;
  return `${versionIn(base) ? base : `${base}/${VERSION}`}/${path}`;
}

/** The major version that an address ends with, as in `/v24.0`. */
const versionIn = (base: string): string | undefined => /\/v(\d+)\.\d+$/.exec(base)?.[1];

/** Whether an inbox calls a version of Meta's API before 24.0. */
export const isBefore24 = ({ graphUrl }: Pick<GraphAccess, "graphUrl">): boolean =>
  Number(versionIn(graphUrl.replace(/\/$/, "")) ?? 24) < 24;

export const jsonBody = (json: object): Body => ({
  bytes: Buffer.from(JSON.stringify(json)),
  contentType: "application/json",
});

/** The JSON of an answer; null if it is none, or was cut off. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy answers in another format, or the connection was cut
  }
}

const failed = z.object({ error: graphError });

/** The error in an answer that is no 2xx; null: a proxy's, or a broken one. */
export function errorIn(text: string): GraphError | null {
  const read = failed.safeParse(jsonOf(text));
  return read.success ? read.data.error : null;
}
