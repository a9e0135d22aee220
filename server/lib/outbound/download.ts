import http from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import type { Readable } from "node:stream";
import type { AddressPolicy } from "./address-policy";
import { checkTarget, parseTarget, type Resolve, TargetRefused } from "./target";

/** Why nothing is downloaded. `not_reachable` may pass; the others do not. */
export type DownloadFault = "address_refused" | "not_reachable" | "not_found";

export class DownloadFailed extends Error {
  override readonly name = "DownloadFailed";
  readonly fault: DownloadFault;
  constructor(fault: DownloadFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export type DownloadOptions = {
  policy: AddressPolicy;
  resolve: Resolve;
  /** Ends the download, also while its body is read. */
  signal: AbortSignal;
  /** For connection and TLS. */
  connectMs?: number;
  /** Without a byte. */
  silenceMs?: number;
  /** Of the first request; those that redirects lead to do not get them. */
  headers?: Readonly<Record<string, string>>;
};

const CONNECT_MS = 5_000;
const SILENCE_MS = 15_000;
const REDIRECTS_MAX = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** The owner has taken it away, or does not give it to us. */
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** What is downloaded. `length`: what its server says, or null. */
export type Download = { body: Readable; length: number | null };

/**
 * Requests a URL that others chose, without cookies, and without credentials but those in `headers`. Checks each address that it leads to, and connects to the
 * checked one; follows at most three redirects. Read or destroy the body.
 * @throws DownloadFailed, or the signal's reason.
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  for (let [next, redirects] = [url, 0]; ; redirects++) {
    const response = await request(next, redirects === 0 ? options : { ...options, headers: {} });
    const { statusCode: status = 0, headers } = response;
    if (status === 200 && isIdentity(headers)) {
      const length = Number(headers["content-length"] ?? Number.NaN);
      return { body: response, length: Number.isSafeInteger(length) ? length : null };
    }
    response.destroy();
    if (!REDIRECTS.has(status) || !headers.location)
      throw new DownloadFailed(GONE.has(status) ? "not_found" : "not_reachable", `answered ${status}`);
    if (redirects === REDIRECTS_MAX) throw new DownloadFailed("not_reachable", "too many redirects");
    if (!URL.canParse(headers.location, next))
      throw new DownloadFailed("not_reachable", "redirects to no URL");
    next = new URL(headers.location, next).href;
  }
}

/** We ask for the file itself; a server that compresses it nevertheless would have us store something else. */
const isIdentity = (headers: http.IncomingHttpHeaders): boolean =>
  (headers["content-encoding"] ?? "identity") === "identity";

async function request(text: string, options: DownloadOptions): Promise<http.IncomingMessage> {
  try {
    const url = parseTarget(text, options.policy);
    const { address } = await checkTarget(url, options);
    options.signal.throwIfAborted();
    return await get(url, address, options);
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    const isUnknown = error.fault === "unresolvable";
    throw new DownloadFailed(isUnknown ? "not_reachable" : "address_refused", error.message);
  }
}

function get(url: URL, address: string, options: DownloadOptions): Promise<http.IncomingMessage> {
  const { policy, signal, connectMs = CONNECT_MS, silenceMs = SILENCE_MS, headers } = options;
  const isTls = url.protocol === "https:";
  const named = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const req = (isTls ? https : http).get({
      host: address,
      port: url.port === "" ? undefined : Number(url.port),
      path: url.pathname + url.search,
      servername: isIP(named) === 0 ? named : "",
      headers: {
        ...headers,
        host: url.host,
        accept: "*/*",
        "accept-encoding": "identity",
        "user-agent": "Tickline",
      },
      agent: false, // a connection of its own
      signal,
    });
    const fail = (fault: DownloadFault, message: string) => req.destroy(new DownloadFailed(fault, message));
    const connecting = setTimeout(
      () => fail("not_reachable", `no connection within ${connectMs} ms`),
      connectMs,
    );
    const connected = ({ remoteAddress }: Socket) => {
      clearTimeout(connecting);
      if (remoteAddress === undefined)
        fail("not_reachable", "the connection was reset"); // it has ended already
      else if (policy.refusedNetwork(remoteAddress) !== null)
        fail("address_refused", `${remoteAddress} may not be connected to`);
    };
    req.on("socket", (socket) => {
      socket.once(isTls ? "secureConnect" : "connect", () => connected(socket));
    });
    req.setTimeout(silenceMs, () => fail("not_reachable", `nothing within ${silenceMs} ms`));
    req.on("error", (error) => {
      clearTimeout(connecting);
      const isOurs = error instanceof DownloadFailed || signal.aborted;
      reject(
        isOurs
          ? signal.aborted
            ? signal.reason
            : error
          : new DownloadFailed("not_reachable", error.message),
      );
    });
    req.on("response", resolve);
    req.on("upgrade", resolve); // without a listener neither a response nor an error would come
  });
}
