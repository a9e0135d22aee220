import { once } from "node:events";
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import { EARLY_HEADER } from "@/server/lib/web/replay-header";

type Sending = { method: string; path: string; headers: readonly string[]; isUpgrade?: boolean };

/** The web process behind this one. */
export type Upstream = {
  /** Begins a request; the caller writes its body. */
  open(sending: Sending): ClientRequest;
  /**
   * Sends a request with its body, and resolves with the head of the answer. Throws if there is none in time: then nobody knows
   * whether the core has it.
   */
  send(sending: Sending & { body: Buffer }, signal?: AbortSignal): Promise<IncomingMessage>;
  /** How long the answer to any other request is awaited, once that was sent as a whole. */
  waitMs(isAway: boolean): number;
  close(): void;
};

/** Meta waits for ten seconds and more; the rest is for writing. */
export const ANSWER_MS = 10_000;

/** Nothing of the product works for so long before its answer begins. */
const OTHER_ANSWER_MS = 120_000;

type Options = { answerMs?: number | undefined; otherAnswerMs?: number | undefined };

export function openUpstream(
  address: string,
  { answerMs = ANSWER_MS, otherAnswerMs = OTHER_ANSWER_MS }: Options = {},
): Upstream {
  const { protocol, hostname, port } = new URL(address);
  const isSecure = protocol === "https:";
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const request = isSecure ? requestHttps : requestHttp;
  const target = { host: hostname.replace(/^\[|\]$/g, ""), ...(port !== "" && { port: Number(port) }) };

  const open: Upstream["open"] = ({ method, path, headers, isUpgrade = false }) => {
    const opened = request({
      ...target,
      method,
      path,
      headers: [...headers],
      agent: isUpgrade ? false : agent,
    });
    opened.once("socket", (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => opened.destroy(new Error("there was no connection in time")), answerMs);
      socket.once("connect", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
    });
    return opened;
  };

  const sendOnce = async (
    sending: Sending & { body: Buffer },
    { signal, opened }: { signal: AbortSignal; opened: ClientRequest },
  ): Promise<IncomingMessage> => {
    const abort = () => opened.destroy(new Error("there was no answer in time"));
    opened.on("error", () => undefined); // of this try, also when the answer has begun: who reads that sees it
    signal.addEventListener("abort", abort, { once: true });
    try {
      opened.end(sending.body);
      const [answer]: IncomingMessage[] = await once(opened, "response");
      if (!answer) throw new Error("there was no answer");
      return answer;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  };
  return {
    open,
    async send(sending, ending) {
      const timeout = AbortSignal.timeout(answerMs);
      const signal = ending ? AbortSignal.any([ending, timeout]) : timeout;
      const sized = {
        ...sending,
        headers: [...sending.headers, "content-length", String(sending.body.length)],
      };
      signal.throwIfAborted();
      const opened = open(sized);
      try {
        return await sendOnce(sized, { signal, opened });
      } catch (error) {
        if (!wasIdle(opened, error) || signal.aborted) throw error;
        return sendOnce(sized, { signal, opened: open(sized) });
      }
    },
    waitMs: (isAway) => (isAway ? Math.min(answerMs, otherAnswerMs) : otherAnswerMs),
    close: () => agent.destroy(),
  };
}

/** Whether the core had just closed a connection that had been idle. */
export const wasIdle = (request: ClientRequest, error: unknown): boolean =>
  request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(codeOf(error) ?? "");

/** What became of a request, by the answer's status. */
export type Outcome = "stored" | "refused" | "early" | "later" | "failed" | "away";

/** Statuses that pass by themselves. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);
/** The core or its database is away, or has no room. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504, 507]);

export function outcomeOf({
  statusCode: status = 502,
  headers,
}: Pick<IncomingMessage, "statusCode" | "headers">): Outcome {
  if (status >= 200 && status < 300) return "stored";
  if (status === 503 && headers[EARLY_HEADER] !== undefined) return "early";
  if (AWAY.has(status)) return "away";
  if (LATER.has(status)) return "later";
  return status >= 500 ? "failed" : "refused";
}

/** Seconds in `Retry-After`, in ms; null: it has none. */
export function retryAfterMs({ headers }: Pick<IncomingMessage, "headers">): number | null {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

const TEXT_BYTES_MAX = 2_000;

/** More of a body is not read for the sake of the connection. */
const DROPPED_BYTES_MAX = 1_024 * 1_024;
const BODY_MS = 5_000;

/**
 * The beginning of an answer's body. The rest is read and dropped, so that the connection can be used again, unless it is long or does
 * not end within `withinMs`.
 */
export async function beginningOf(answer: IncomingMessage, withinMs = BODY_MS): Promise<string> {
  const timer = setTimeout(() => answer.destroy(new Error("it did not end in time")), withinMs);
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += chunk.length;
      if (text.length < TEXT_BYTES_MAX) text += String(chunk);
      if (bytes > DROPPED_BYTES_MAX) break; // which ends the connection
    }
  } catch (error) {
    return `${text.slice(0, TEXT_BYTES_MAX)} (cut off: ${reasonOf(error)})`;
  } finally {
    clearTimeout(timer);
  }
  return text.slice(0, TEXT_BYTES_MAX);
}
