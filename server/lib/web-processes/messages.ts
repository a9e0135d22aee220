import type { KnownCredential } from "@/server/lib/auth/known-credentials";
import type { ProvidedPostgres } from "@/server/lib/postgres/provide";

/** How a web process reaches the database that its main process has prepared. */
export type DatabaseAddresses = Pick<
  ProvidedPostgres,
  "url" | "allAccountsUrl" | "directUrl" | "ownerUrl" | "prepares" | "replicaUrls"
>;

/** What a web process needs from its main process: the state of the whole, or the metrics of all. */
export type Question = "health" | "metrics";

/** A part of what web processes count together: its topic, and the values of keys. */
export type PeerCounts = { topic: string; counts: [key: string, value: number][] };

/** What processes of one port remember about callers, and must not remember differently. */
export type CallerNews =
  /** Members, tokens or inboxes were changed: what others remember of them may be outdated. */
  { kind: "settings" } | { kind: "credentials"; known: KnownCredential[] };

/** A message of the process bus, and the number of the web process that sent it; 0: another process. */
export type BusText = [text: string, from: number];

/** What has happened since the last such message; many changes make few messages. */
export type MainNews = {
  kind: "news";
  /** Events were stamped: read the log. */
  isStamped: boolean;
  texts: BusText[];
};
export type WebNews = {
  kind: "news";
  /** Changes were committed: stamp them. */
  isCommitted: boolean;
  /** For all other processes. */
  texts: string[];
};

/** From the main process to a web process. */
export type ToWeb =
  | { kind: "begin"; addresses: DatabaseAddresses }
  /** Comes with the connection's handle. */
  | { kind: "connection" }
  | MainNews
  | ({ kind: "counts"; from: number } & PeerCounts)
  | CallerNews
  /** Another web process has begun, and knows nothing of what is counted together; or has ended. */
  | { kind: "joined" }
  | { kind: "gone"; from: number }
  /** Null: the question could not be answered. */
  | { kind: "answer"; id: number; text: string | null }
  | { kind: "collect" }
  | { kind: "ping" }
  /** Not ready any more, and answers still. */
  | { kind: "retire" }
  | { kind: "stop" };

/** From a web process to its main process. */
export type ToMain =
  | { kind: "ready" }
  /** Has accepted the first connection that it was handed. */
  | { kind: "accepted" }
  /** Accepts no more connections: it ends. */
  | { kind: "leaving" }
  | WebNews
  | ({ kind: "counts" } & PeerCounts)
  | CallerNews
  | { kind: "question"; id: number; question: Question }
  | { kind: "collected"; text: string }
  | { kind: "pong" };

/** Both ends are of one program: what has a kind is one of ours. */
const isMessage = (value: unknown): boolean => typeof value === "object" && value !== null && "kind" in value;
export const isToWeb = (value: unknown): value is ToWeb => isMessage(value);
export const isToMain = (value: unknown): value is ToMain => isMessage(value);
