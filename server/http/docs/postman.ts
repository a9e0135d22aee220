type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
};
type Content = Readonly<Record<string, { example?: object } | undefined>>;
export type Operation = {
  tags?: readonly string[];
  summary?: string;
  description?: string;
  parameters?: readonly Parameter[];
  requestBody?: { content?: Content };
};
/** What is read of the document. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/**
 * The native API as a Postman collection (format 2.1): a folder for each tag, and two variables, `baseUrl` and `token`. Optional
 * parameters and headers are in it, switched off.
 */
export function postmanCollection(paths: Paths, { baseUrl }: { baseUrl: string }): object {
  const folders = new Map<string, object[]>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? "Other";
      folders.set(tag, [...(folders.get(tag) ?? []), itemOf(method, path, operation)]);
    }
  return {
    info: { name: "Tickline", description: "The native API. Set the variable `token`.", schema: SCHEMA },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{token}}", type: "string" }] },
    variable: [
      { key: "baseUrl", value: baseUrl, type: "string" },
      { key: "token", value: "", type: "string" },
    ],
    item: [...folders].map(([name, item]) => ({ name, item })),
  };
}

function itemOf(method: string, path: string, operation: Operation): object {
  const { summary = "", description, parameters = [], requestBody } = operation;
  const body = requestBody?.content && bodyOf(requestBody.content);
  const json = body?.mode === "raw" ? [{ key: "Content-Type", value: "application/json" }] : [];
  const headers = parameters.filter(({ in: place }) => place === "header");
  return {
    name: summary,
    request: {
      method: method.toUpperCase(),
      ...(description && { description }),
      header: [
        ...json,
        ...headers.map((one) => ({ key: one.name, value: "", ...about(one), disabled: true })),
      ],
      url: urlOf(path, parameters),
      ...(body && { body }),
    },
  };
}

function urlOf(path: string, parameters: readonly Parameter[]): object {
  const segments = path
    .slice(1)
    .split("/")
    .map((part) => part.replace(/^\{(\w+)\}$/, ":$1"));
  const placed = (place: string) => parameters.filter((one) => one.in === place);
  return {
    raw: `{{baseUrl}}/${segments.join("/")}`,
    host: ["{{baseUrl}}"],
    path: segments,
    query: placed("query").map((one) => ({ key: one.name, value: "", ...about(one), disabled: true })),
    variable: placed("path").map((one) => ({ key: one.name, value: "1", ...about(one) })),
  };
}

const about = ({ description }: Parameter) => (description === undefined ? {} : { description });

function bodyOf(content: Content) {
  const json = content["application/json"];
  if (json) {
    const raw = JSON.stringify(json.example ?? {}, null, 2);
    return { mode: "raw", raw, options: { raw: { language: "json" } } } as const;
  }
  return { mode: "formdata", formdata: [{ key: "file", type: "file", src: [] }] } as const;
}
