import superjson, { type SuperJSONResult } from "superjson";
import { z } from "zod";
import { JSON_DEPTH_MAX } from "@/server/contract/_shared/input-fault";
import { Refusal } from "@/server/contract/_shared/refusal";
import { toTrpcError } from "./errors";

/** The types that screens send beside JSON's own. */
const ANNOTATIONS: ReadonlySet<unknown> = new Set(["Date", "undefined"]);
const ANNOTATIONS_MAX = 1_000;

const envelope = z.object({
  json: z.custom<SuperJSONResult["json"]>(() => true),
  meta: z.strictObject({ values: z.unknown(), v: z.number().optional() }).partial().nullish(),
});

/**
 * Superjson, as in the browser's links, with two exceptions. Input may only have dates and undefined: references between
 * values would make a small input expensive to read. The output is plain JSON (DTOs have no dates, sets or undefined fields),
 * so it is put into superjson's envelope unchanged: superjson itself refuses to write keys like `constructor`, and an
 * integrator's attribute of that name would break every list that the contact is in.
 */
export const transformer = {
  input: { serialize: superjson.serialize, deserialize: readInput },
  output: {
    serialize: (answer: unknown) => (answer === undefined ? superjson.serialize(answer) : { json: answer }),
    deserialize: superjson.deserialize,
  },
};

function readInput(sent: unknown): unknown {
  const parsed = envelope.safeParse(sent);
  if (!parsed.success) throw unreadable();
  const { json, meta } = parsed.data;
  if (!meta) return json;
  const { values, v = 0 } = meta;
  if (values === undefined) return json;
  if (!isAllowed(values)) throw unreadable();
  try {
    return superjson.deserialize({ json, meta: { values, v } });
  } catch {
    throw unreadable(); // it annotates a value that is not there
  }
}

type Annotations = NonNullable<NonNullable<SuperJSONResult["meta"]>["values"]>;

/** Whether a tree of annotations has allowed types only, and few of them. A node is `[type]`, `[type, children]` or children. */
function isAllowed(root: unknown): root is Annotations {
  let nodes = 0;
  const visit = (node: unknown, depth: number): boolean => {
    nodes++;
    if (nodes > ANNOTATIONS_MAX || depth > JSON_DEPTH_MAX || typeof node !== "object" || node === null)
      return false;
    if (!Array.isArray(node)) return Object.values(node).every((child) => visit(child, depth + 1));
    const [type, children = {}, ...rest] = node;
    return (
      ANNOTATIONS.has(type) && rest.length === 0 && !Array.isArray(children) && visit(children, depth + 1)
    );
  };
  return visit(root, 0);
}

const unreadable = () =>
  toTrpcError(new Refusal("input.invalid", { detail: "is not JSON with dates and undefined values only" }));
