import type { IncomingMessage } from "node:http";
import { resolvePath } from "./resolve-path";

/** A name or an address, and a port; next-auth makes a URL of it, and answers 500 where there is none. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;
/** A URL refuses more, such as a number that is no IPv4 address. */
const isHost = (text: string): boolean => HOST.test(text) && URL.canParse(`http://${text}`);

/** Resolves the path, and names what of a request no part can read: its path or its host; null = nothing. */
export const findBadField = (req: IncomingMessage): "path" | "Host" | null =>
  resolvePath(req) ? (isHost(req.headers.host ?? "localhost") ? null : "Host") : "path";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Whether this may be a request for a route or a page: Next answers 500 to others. `*` is the server's own address. */
export const isServable = ({ method = "", url = "" }: IncomingMessage): boolean =>
  METHODS.includes(method) && url !== "*";

/** Next answers 500 to a path with a broken percent-encoding. */
export function isDecodable(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
