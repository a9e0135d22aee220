import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, Span as OpenSpan } from "@opentelemetry/api";
import { shared } from "@/server/lib/shared";
import { withoutFinalSlashes } from "@/server/lib/web/base-url";
import { RELEASE } from "./release";

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

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Sends spans to an OpenTelemetry collector over HTTP, in batches; when it is unreachable they are dropped. The other
 * `OTEL_*` variables apply (headers, sampler, service name). Its packages are loaded here, so that a start without traces
 * does not load them. It registers nothing globally: Next would add spans with whole URLs.
 * @param endpoint the collector's base URL; `/v1/traces` is appended, as the specification says.
 */
export async function openTracing(endpoint: string): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${withoutFinalSlashes(endpoint)}/v1/traces` });
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      "service.name": process.env["OTEL_SERVICE_NAME"] || "tickline",
      "service.version": RELEASE,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer("tickline");
  const running = new AsyncLocalStorage<{ span: Span; context: Context }>();
  const kinds = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    internal: api.SpanKind.INTERNAL,
  } as const;

  const parentOf = (traceparent: string | undefined): Context => {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
    if (!traceId || !spanId || !flags) return running.getStore()?.context ?? api.ROOT_CONTEXT;
    const traceFlags = Number.parseInt(flags, 16) & 1;
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  };
  const wrap = (open: OpenSpan, parent: Context): Span => {
    const { traceId, spanId, traceFlags } = open.spanContext();
    const span: Span = {
      describe(attributes, name) {
        if (name !== undefined) open.updateName(name);
        open.setAttributes({ ...attributes });
      },
      fail: () => void open.setStatus({ code: api.SpanStatusCode.ERROR }),
      end: () => open.end(),
      run: (work) => running.run({ span, context: api.trace.setSpan(parent, open) }, work),
      traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
    };
    return span;
  };
  return {
    begin(name: string, { kind, attributes, traceparent }: SpanOptions) {
      const parent = parentOf(traceparent);
      return wrap(
        tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes } }, parent),
        parent,
      );
    },
    current: () => running.getStore()?.span,
    stop: () => provider.shutdown(),
  };
}
