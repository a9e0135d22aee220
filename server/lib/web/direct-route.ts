import type { IncomingHttpHeaders } from "node:http";
import type { JsonText } from "@/server/lib/json-text";

/** A request in front of the app: its path parameters, and its JSON body, undefined if there is none. */
export type DirectInput<Services> = {
  services: Services;
  url: string;
  params: Readonly<Record<string, string>>;
  headers: IncomingHttpHeaders;
  body: () => Promise<unknown>;
};

/** `json`: a value, or its text. `location`: where what was created is found. */
export type DirectAnswer<Caller> = {
  status: number;
  json: unknown | JsonText<unknown>;
  location?: string | null;
  caller?: Caller;
};

/** Answers the simple case through the same functions as the app's handler; null = let the app answer. */
export type DirectHandler<Services, Caller> = (
  input: DirectInput<Services>,
) => Promise<DirectAnswer<Caller> | null>;

/**
 * A hot route, answered without the app's middleware, which costs several times as much as the answer. It is created
 * from the app's own route, so that path and schema are declared once.
 */
export type DirectRoute<Services, Caller> = {
  methods: readonly string[];
  /** Its groups are the `params`. */
  pattern: RegExp;
  /** Its name in log and metrics: the app's pattern. */
  route: string;
  answer: DirectHandler<Services, Caller>;
  /** The response to an error of `answer`, if it differs from that of `/v1`. */
  answerError?(error: unknown): { status: number; json: unknown } | null;
};

/**
 * Matches the URLs of an app's pattern, with a group for each `:name`, with or without a final slash; with a query only where
 * it is read.
 */
export const urlPattern = (path: string, { withQuery = false } = {}): RegExp => {
  const pattern = path.replaceAll(".", "\\.").replace(/:(\w+)/g, "(?<$1>[^/?#]+)");
  return new RegExp(`^${pattern}/?${withQuery ? "(?:\\?.*)?" : ""}$`);
};
