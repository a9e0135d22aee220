import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { TRPCError } from "@trpc/server";
import superjson from "superjson";
import { isRefusal, type Refusal } from "@/server/contract/_shared/refusal";
import { refusalShapeOf, toTrpcError } from "@/server/trpc/errors";
import type { AppRouter } from "@/server/trpc/router";

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type At<T, Path extends string> = Path extends `${infer Key}.${infer Rest}`
  ? Key extends keyof T
    ? At<T[Key], Rest>
    : never
  : Path extends keyof T
    ? T[Path]
    : never;
type Group = { [G in keyof Outputs]: `${G & string}.${keyof Outputs[G] & string}` }[keyof Outputs];
export type Procedure = Group | "search";

/** What the server answers to a procedure; throws a `Refusal` to refuse. */
export type Answers = {
  [P in Procedure]?: (input: At<Inputs, P>) => At<Outputs, P> | Promise<At<Outputs, P>>;
};

/** A request of a page. */
export type Call = { procedure: string; input: unknown; headers: Headers };

const STATUS = { BAD_REQUEST: 400, UNAUTHORIZED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409 };

/**
 * The network of a page, in place of `fetch`: parses batches as the product's client sends them, and answers in tRPC's wire
 * format. `calls` has every request; a procedure without an answer fails the test (`unanswered`).
 */
export function createNetwork(answers: Answers) {
  const calls: Call[] = [];
  const unanswered: string[] = [];

  async function answer({ procedure, input, headers }: Call): Promise<object> {
    calls.push({ procedure, input, headers });
    const given: ((input: never) => unknown) | undefined = answers[procedure as Procedure];
    if (!given) {
      unanswered.push(procedure);
      return errorOf(procedure, new TRPCError({ code: "INTERNAL_SERVER_ERROR" }));
    }
    try {
      return { result: { data: superjson.serialize(await given(input as never)) } };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return errorOf(procedure, toTrpcError(error as Refusal));
    }
  }

  async function fetch(request: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(request), "http://localhost");
    const paths = url.pathname.replace(/^\/api\/trpc\//, "");
    if (paths === url.pathname) throw new Error(`the page requested ${url.pathname}`);
    const sent = init.method === "POST" ? String(init.body) : (url.searchParams.get("input") ?? "{}");
    const inputs: Record<string, { json: unknown }> = JSON.parse(sent);
    const procedures = decodeURIComponent(paths).split(",");
    const read = (at: number) => (inputs[at] ? superjson.deserialize(inputs[at] as never) : undefined);
    const headers = new Headers(init.headers);
    const body = await Promise.all(
      procedures.map((procedure, at) => answer({ procedure, input: read(at), headers })),
    );
    return Response.json(body, { status: 200 });
  }
  return { calls, unanswered, fetch };
}

function errorOf(path: string, error: TRPCError): object {
  const httpStatus = STATUS[error.code as keyof typeof STATUS] ?? 500;
  const refusal = refusalShapeOf(error, undefined);
  const data = { code: error.code, httpStatus, path, refusal };
  return { error: superjson.serialize({ message: refusal?.code ?? "internal", code: -32603, data }) };
}
