import { once } from "node:events";
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";

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
  close(): void;
};

/** Meta waits for ten seconds and more; the rest is for writing. */
export const ANSWER_MS = 10_000;

export function openUpstream(address: string, answerMs = ANSWER_MS): Upstream {
  const { protocol, hostname, port } = new URL(address);
  const isSecure = protocol === "https:";
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const request = isSecure ? requestHttps : requestHttp;
  const target = { host: hostname.replace(/^\[|\]$/g, ""), ...(port !== "" && { port: Number(port) }) };

  const open: Upstream["open"] = ({ method, path, headers, isUpgrade = false }) =>
    request({ ...target, method, path, headers: [...headers], agent: isUpgrade ? false : agent });

  const sendOnce = async (
    sending: Sending & { body: Buffer },
    { signal, opened }: { signal: AbortSignal; opened: ClientRequest },
  ): Promise<IncomingMessage> => {
    const abort = () => opened.destroy(new Error("there was no answer in time"));
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
      const opened = open(sized);
      try {
        return await sendOnce(sized, { signal, opened });
      } catch (error) {
        if (!wasIdle(opened, error) || signal.aborted) throw error;
        return sendOnce(sized, { signal, opened: open(sized) });
      } finally {
        opened.on("error", () => undefined); // later ones are seen by who reads the answer
      }
    },
    close: () => agent.destroy(),
  };
}

/** Whether the core had just closed a connection that had been idle. */
export const wasIdle = (request: ClientRequest, error: unknown): boolean =>
  request.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(codeOf(error) ?? "");

/** What became of a request, by the answer's status. */
export type Outcome = "stored" | "refused" | "later" | "failed" | "away";

/** Statuses that pass by themselves. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);
/** The core or its database is away, or has no room. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504, 507]);

export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return "stored";
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

/** The beginning of an answer's body; the rest is read and dropped, so that the connection can be used again. */
export async function beginningOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of answer) if (text.length < TEXT_BYTES_MAX) text += String(chunk);
  } catch (error) {
    return `${text.slice(0, TEXT_BYTES_MAX)} (cut off: ${reasonOf(error)})`;
  }
  return text.slice(0, TEXT_BYTES_MAX);
}
