import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A message that Meta was sent. */
export type GraphSend = {
  wamid: string;
  /** The number that sends it, as the path names it. */
  phoneNumberId: string;
  // biome-ignore lint/suspicious/noExplicitAny: a stand-in reads JSON; what it expects is what the test asserts.
  json: any;
  answer: ServerResponse;
};

export type GraphApi = Awaited<ReturnType<typeof openGraphApi>>;

/** Meta's error, as Graph answers it. */
export const graphFault =
  (status: number, code: number, message: string, headers: Record<string, string> = {}) =>
  ({ answer }: Pick<GraphSend, "answer">) =>
    answer
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error: { message: `(#${code}) ${message}`, type: "OAuthException", code } }));

const LIMIT = "whatsapp_business_manager_messaging_limit";
const OLD_LIMIT = "messaging_limit_tier";
const VERSION = /^\/v\d+\.\d+\//;

/** A stand-in of Meta's Graph API on a free port: what it was sent is in `sent`, in order. Tests replace `onSend` for faults. */
export async function openGraphApi(token: string) {
  const sent: GraphSend[] = [];
  const files = new Map<string, { bytes: Uint8Array; type: string }>();
  const uploads: { id: string; body: string; contentType: string }[] = [];
  const api = {
    url: "",
    sent,
    uploads,
    /** What customers sent, by media id. */
    files,
    /** The names of groups. */
    groups: new Map<string, string>(),
    /** The media ids whose bytes are refused for now. */
    broken: new Set<string>(),
    /** The media ids whose next link has expired when it is used. */
    expired: new Set<string>(),
    /** The media ids whose size is named as text, as proxies of Graph do. */
    textSizes: new Set<string>(),
    /** What `GET /{number}` answers besides its id. */
    number: {
      display_phone_number: "+1 555-0100",
      verified_name: "Acme",
      name_status: "APPROVED",
      status: "CONNECTED",
      quality_rating: "GREEN",
    },
    apps: [{ whatsapp_business_api_data: { name: "Tickline" } }],
    /** What `GET /{account}/message_templates` lists, two on a page. */
    templates: [...TEMPLATES] as object[],
    /** How often that was read, pages counted each. */
    templateReads: 0,
    onTemplates: listTemplates as (request: TemplatesRequest) => unknown,
    onSend: acceptSend as (send: GraphSend) => unknown,
    close: async (): Promise<void> => undefined,
  };
  const server = createServer(async (request, answer) => {
    const body = await buffer(request);
    const path = (request.url ?? "").replace(VERSION, "/");
    if (request.headers.authorization !== `Bearer ${token}`)
      return graphFault(401, 190, "Invalid OAuth access token.")({ answer });
    if (request.method === "POST") return answerPost(path, body, request, answer);
    const version = Number(/^\/v(\d+)/.exec(request.url ?? "")?.[1]);
    return answerGet(path, answer, version);
  });
  function answerPost(path: string, body: Buffer, request: IncomingMessage, answer: ServerResponse) {
    const [, phoneNumberId = "", what] = path.split("/");
    if (what === "media") {
      const id = `media-${uploads.length + 1}`;
      const contentType = request.headers["content-type"] ?? "";
      uploads.push({ id, body: body.toString("latin1"), contentType });
      return json(answer, { id });
    }
    const wamid = `wamid.${phoneNumberId}.${sent.length + 1}`;
    const send = { wamid, phoneNumberId, json: JSON.parse(body.toString("utf8")), answer };
    sent.push(send);
    return api.onSend(send);
  }
  function answerGet(path: string, answer: ServerResponse, version: number) {
    const [, id = "", what] = path.split(/[/?]/);
    if (id === "bytes") return answerBytes(what ?? "", answer);
    if (what === "message_templates") {
      api.templateReads++;
      const query = new URLSearchParams(path.split("?")[1]);
      return api.onTemplates({ answer, after: Number(query.get("after") ?? 0), templates: api.templates });
    }
    if (what === "subscribed_apps") return json(answer, { data: api.apps });
    const subject = api.groups.get(id);
    if (subject !== undefined) return json(answer, { id, subject });
    const file = files.get(id);
    if (file)
      return json(answer, {
        id,
        url: `${api.url}/bytes/${id}`,
        mime_type: file.type,
        file_size: api.textSizes.has(id) ? String(file.bytes.length) : file.bytes.length,
      });
    if (/^\d+$/.test(id)) return answerNumber({ id, path, version }, answer);
    return graphFault(400, 100, "Unsupported get request.")({ answer });
  }
  /** Each version of Graph has another field for the limit, and refuses the other one. */
  function answerNumber(
    { id, path, version }: { id: string; path: string; version: number },
    answer: ServerResponse,
  ) {
    const [known, unknown] = version < 24 ? [OLD_LIMIT, LIMIT] : [LIMIT, OLD_LIMIT];
    if (path.includes(unknown))
      return graphFault(400, 100, `Tried accessing nonexisting field (${unknown})`)({ answer });
    return json(answer, { id, ...api.number, [known]: version < 24 ? "TIER_1K" : "TIER_2K" });
  }
  function answerBytes(id: string, answer: ServerResponse) {
    if (api.expired.delete(id)) return answer.writeHead(404).end();
    const file = files.get(id);
    if (!file || api.broken.has(id)) return answer.writeHead(file ? 503 : 404).end();
    return answer
      .writeHead(200, { "content-type": file.type, "content-length": file.bytes.length })
      .end(file.bytes);
  }
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return api;
}

const json = (answer: ServerResponse, value: object) =>
  answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

export type TemplatesRequest = { answer: ServerResponse; after: number; templates: object[] };

const TEMPLATES_OF_PAGE = 2;
export function listTemplates({ answer, after, templates }: TemplatesRequest): void {
  const end = after + TEMPLATES_OF_PAGE;
  const next = end < templates.length ? { next: "https://graph.facebook.com/next" } : {};
  json(answer, {
    data: templates.slice(after, end),
    paging: { cursors: { before: String(after), after: String(end) }, ...next },
  });
}

/** A text with two variables, one that is not approved, one with all the parts that take values, and one of an unknown form. */
export const TEMPLATES = [
  {
    name: "order_ready",
    language: "en",
    status: "APPROVED",
    category: "UTILITY",
    components: [
      { type: "BODY", text: "Hi {{1}}, your order {{2}} is ready." },
      { type: "FOOTER", text: "Acme" },
    ],
  },
  {
    name: "order_ready",
    language: "de",
    status: "PENDING",
    category: "UTILITY",
    components: [{ type: "BODY", text: "Hallo {{1}}, Bestellung {{2}} ist da." }],
  },
  { name: "odd", language: "en", status: "APPROVED" },
  {
    name: "offer",
    language: "en_US",
    status: "APPROVED",
    category: "MARKETING",
    components: [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "Hello {{first_name}}" },
      {
        type: "BUTTONS",
        buttons: [
          { type: "QUICK_REPLY", text: "Stop" },
          { type: "URL", text: "See it", url: "https://shop.test/{{1}}" },
        ],
      },
    ],
  },
] as const;

/** Takes a message, as Meta does. */
export function acceptSend({ answer, wamid, json: body }: GraphSend): void {
  json(answer, {
    messaging_product: "whatsapp",
    contacts: [{ input: body.to, wa_id: body.to }],
    messages: [{ id: wamid }],
  });
}
