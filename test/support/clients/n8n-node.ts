import { ChatWootApi } from "@devlikeapro/n8n-nodes-chatwoot/dist/credentials/ChatWootApi.credentials.js";
import { ChatWoot } from "@devlikeapro/n8n-nodes-chatwoot/dist/nodes/ChatWoot/ChatWoot.node.js";
import { z } from "zod";

const property = z.object({
  name: z.string(),
  type: z.string(),
  default: z.unknown(),
  displayOptions: z
    .object({ show: z.object({ resource: z.array(z.string()), operation: z.array(z.string()).optional() }) })
    .optional(),
  options: z
    .array(
      z.object({
        value: z.unknown(),
        routing: z.object({ request: z.object({ method: z.string(), url: z.string() }) }).optional(),
      }),
    )
    .optional(),
  routing: z
    .object({
      send: z.object({ type: z.enum(["body", "query"]), property: z.string(), value: z.string() }),
    })
    .optional(),
});
type Property = z.infer<typeof property>;

const node = z.object({
  description: z.object({
    requestDefaults: z.object({ headers: z.record(z.string(), z.string()), baseURL: z.string() }),
    properties: z.array(property),
  }),
});
const credentials = z.object({
  authenticate: z.object({ properties: z.object({ headers: z.record(z.string(), z.string()) }) }),
  test: z.object({ request: z.object({ url: z.string() }) }),
});

export type N8nOperation = { resource: string; operation: string; method: string; url: string };
export type N8nRequest = { method: string; path: string; query: URLSearchParams; body: object | null };

/**
 * The published Chatwoot node for n8n, whose requests are declared: `routing` says of each
 * parameter where it is sent. This evaluates the declarations as n8n's routing node does, with the
 * two expressions that the node uses.
 */
export function loadN8nNode() {
  const { description } = node.parse(new ChatWoot());
  const { authenticate, test } = credentials.parse(new ChatWootApi());
  const { properties, requestDefaults } = description;
  const operations = properties
    .filter(({ name, type }) => name === "operation" && type === "options")
    .flatMap(operationsOf);
  return {
    operations,
    /** The path that n8n calls to test the credentials, without them. */
    testPath: test.request.url,
    /**
     * The request of an operation. Parameters that are not given have the defaults that n8n's form
     * shows, and are sent, too.
     */
    requestOf({ resource, operation, method, url }: N8nOperation, given: Readonly<Record<string, unknown>>) {
      const shown = properties.filter(
        ({ displayOptions: { show } = {} }) =>
          show?.resource.includes(resource) && show.operation?.includes(operation),
      );
      const setOf = (one: Property) => (one.name in given ? given[one.name] : one.default);
      const named = new Map(shown.map((one) => [one.name, setOf(one)]));
      const request: N8nRequest = {
        method,
        path: expand(url, named),
        query: new URLSearchParams(),
        body: null,
      };
      for (const one of shown) {
        const { send } = one.routing ?? {};
        if (!send) continue;
        const value = evaluate(send.value, setOf(one));
        if (send.type === "query") request.query.set(send.property, String(value));
        else request.body = { ...request.body, [send.property]: value };
      }
      return request;
    },
    /** The headers of every request. */
    headersFor: (accessToken: string): Record<string, string> => ({
      ...requestDefaults.headers,
      ...Object.fromEntries(
        Object.entries(authenticate.properties.headers).map(([name, value]) => [
          name,
          value === "={{$credentials.accessToken}}" ? accessToken : value,
        ]),
      ),
    }),
  };
}

const operationsOf = ({ options = [], displayOptions }: Property): N8nOperation[] =>
  options.flatMap(({ value, routing }) =>
    routing
      ? [{ ...routing.request, resource: displayOptions?.show.resource[0] ?? "", operation: String(value) }]
      : [],
  );

/** `=/accounts/{{$parameter["account_id"]}}` with the parameters' values. */
const expand = (url: string, values: ReadonlyMap<string, unknown>): string =>
  url
    .replace(/^=/, "")
    .replace(/\{\{\$parameter\["(\w+)"\]\}\}/g, (_, name) => encodeURIComponent(String(values.get(name))));

function evaluate(expression: string, value: unknown): unknown {
  if (expression === "={{ $value }}") return value;
  if (expression === "={{ JSON.parse($value) }}") return JSON.parse(String(value));
  throw new Error(`an expression that the node did not have before: ${expression}`);
}
