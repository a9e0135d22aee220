import { shared } from "@/server/lib/shared";

export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export type SpanOptions = {
  /** `server`: a request of somebody; `client`: one of ours. */
  kind: "server" | "client" | "internal";
  attributes?: SpanAttributes;
  /** The caller's W3C header: the span continues that trace. Anything else than one begins a trace. */
  traceparent?: string | undefined;
};

/** A measured part of a trace. It must never get contents, addresses of customers, or secrets. */
export type Span = {
  /** Adds attributes, and replaces the name. */
  describe(attributes: SpanAttributes, name?: string): void;
  /** Marks it as failed by a fault of ours. */
  fail(): void;
  end(): void;
  /** Spans that begin within `work` are its children. */
  run<T>(work: () => T): T;
  /** The W3C header for a request that belongs to this span. */
  traceparent: string;
};

export type Tracing = {
  begin(name: string, options: SpanOptions): Span;
  /** The span in whose `run` this is. */
  current(): Span | undefined;
  /** Sends what is left. */
  stop(): Promise<void>;
};

const slot = () => shared("tracing", (): { tracing: Tracing | null } => ({ tracing: null }));

/** Called by the composition root if traces are configured; null ends tracing. */
export function provideTracing(tracing: Tracing | null): void {
  slot().tracing = tracing;
}

/** A new span, a child of the current one; undefined if traces are not configured. The caller ends it. */
export const beginSpan = (name: string, options: SpanOptions): Span | undefined =>
  slot().tracing?.begin(name, options);

/** The span of the request or command in which this runs; undefined outside, or if traces are not configured. */
export const currentSpan = (): Span | undefined => slot().tracing?.current();

/** Runs `work` in a span, which ends with it. An error is not recorded: its message may have contents. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = beginSpan(name, options);
  if (!span) return work(undefined);
  try {
    return await span.run(() => work(span));
  } finally {
    span.end();
  }
}
