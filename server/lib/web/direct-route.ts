import type { IncomingHttpHeaders } from "node:http";

/** A request in front of the app: what its path names, and its body as JSON, which is undefined when it is none. */
export type DirectInput<Services> = {
  services: Services;
  params: Readonly<Record<string, string>>;
  headers: IncomingHttpHeaders;
  body: () => Promise<unknown>;
};

export type DirectAnswer<Caller> = { status: number; json: unknown; caller?: Caller };

/** Answers the plain case through the same functions as the app's handler; null = let the app answer. */
export type DirectHandler<Services, Caller> = (
  input: DirectInput<Services>,
) => Promise<DirectAnswer<Caller> | null>;

/**
 * A route whose requests come by the thousand, answered without the app around it: that costs several times what the
 * answer does. It is made from the app's own route, so that path and schema are declared once.
 */
export type DirectRoute<Services, Caller> = {
  methods: readonly string[];
  /** Its groups are the `params`. */
  pattern: RegExp;
  /** What log and metrics call it: the app's pattern. */
  route: string;
  answer: DirectHandler<Services, Caller>;
  /** The answer to an error of `answer`, where it is not that of `/v1`. */
  answerError?(error: unknown): { status: number; json: unknown } | null;
};

/** Matches the URLs of an app's pattern, with a group for each `:name`, with or without a slash at the end; no query. */
export const urlPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/:(\w+)/g, "(?<$1>[^/?#]+)")}/?$`);
