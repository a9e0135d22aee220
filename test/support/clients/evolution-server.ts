import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { acceptChange, type EvolutionChange, takeChange } from "./evolution-changes";

/** A message that the stand-in's database has, as `findMessages` returns it. */
export type StoredMessage = {
  key: { id: string; remoteJid: string; fromMe: boolean; participant?: string; deleted?: boolean };
  pushName?: string;
  message: Record<string, unknown>;
  messageType: string;
  messageTimestamp: number;
  MessageUpdate: { status: string }[];
};

/** A message that the server was told to send. `message`: as it would be stored. */
export type EvolutionSend = {
  path: string;
  json: Json;
  message: StoredMessage;
  answer: ServerResponse;
  /** Stores it as sent. */
  keep(): void;
};

// biome-ignore lint/suspicious/noExplicitAny: a stand-in reads JSON of any form
type Json = any;

type State = "open" | "connecting" | "close";
type Webhook = { url: string; events: string[]; headers?: Record<string, string> } & Record<string, unknown>;
type Instance = { state: State; webhook: Webhook | null; messages: StoredMessage[]; created: boolean };

export type EvolutionServer = Awaited<ReturnType<typeof openEvolutionServer>>;

/** A refusal in the form of version 2. */
export const evolutionFault =
  (status: number, message: unknown, headers: Record<string, string> = {}) =>
  ({ answer }: Pick<EvolutionSend, "answer">) =>
    answer
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ status, error: "Bad Request", response: { message } }));

/** The names of events that version 2.3 takes for a webhook; any other is refused. */
const EVENTS: ReadonlySet<string> = new Set([
  ...["APPLICATION_STARTUP", "QRCODE_UPDATED", "MESSAGES_SET", "MESSAGES_UPSERT", "MESSAGES_EDITED"],
  ...["MESSAGES_UPDATE", "MESSAGES_DELETE", "SEND_MESSAGE", "CONTACTS_SET", "CONTACTS_UPSERT"],
  ...["CONTACTS_UPDATE", "PRESENCE_UPDATE", "CHATS_SET", "CHATS_UPSERT", "CHATS_UPDATE", "CHATS_DELETE"],
  ...["GROUPS_UPSERT", "GROUP_UPDATE", "GROUP_PARTICIPANTS_UPDATE", "CONNECTION_UPDATE", "LABELS_EDIT"],
  ...["LABELS_ASSOCIATION", "CALL", "TYPEBOT_START", "TYPEBOT_CHANGE_STATUS"],
]);

/** The id of each instance's number. */
export const OWN_JID = "15559000@s.whatsapp.net";

export const QR_CODE = `data:image/png;base64,${Buffer.from("a picture of a code").toString("base64")}`;

/** A stand-in of an Evolution API 2.3 server on a free port. Tests replace `onSend` for faults. */
export async function openEvolutionServer(apiKey: string) {
  const instances = new Map<string, Instance>();
  const sent: EvolutionSend[] = [];
  let count = 0;
  const server = {
    url: "",
    version: "2.3.7",
    instances,
    sent,
    /** Bytes of files, by the id of their message. */
    files: new Map<string, Buffer>(),
    /** Names of groups, by their ids. */
    groups: new Map<string, string>(),
    /** How often each path was called. */
    calls: [] as string[],
    isChatwootOn: false,
    /** While it is set, every call but sending is answered with it. */
    outage: null as number | null,
    /** Whether searches filter by time: versions before 2.2 do not. */
    filtersTime: true,
    /** Called before a search is answered. */
    onSearch: (_path: string): unknown => undefined,
    onSend: acceptSend as (send: EvolutionSend) => unknown,
    changes: [] as EvolutionChange[],
    onChange: acceptChange as (change: EvolutionChange) => unknown,
    nextId: () => `3EB0${(count++).toString(16).toUpperCase().padStart(16, "0")}`,
    instance: (name: string) => instances.get(name) ?? fail(`no instance ${name}`),
    add: (name: string, state: State = "open") => {
      const made: Instance = { state, webhook: null, messages: [], created: false };
      instances.set(name, made);
      return made;
    },
    /** Posts an event to the webhook of an instance, once. */
    async post(name: string, event: string, data: unknown, signal?: AbortSignal): Promise<number> {
      const { webhook } = server.instance(name);
      if (!webhook) return 0;
      const body = JSON.stringify({
        event,
        instance: name,
        data,
        destination: webhook.url,
        sender: OWN_JID,
      });
      const headers = { "content-type": "application/json", ...webhook.headers };
      const response = await fetch(webhook.url, { method: "POST", body, headers, ...(signal && { signal }) });
      await response.body?.cancel();
      return response.status;
    },
    close: async (): Promise<void> => undefined,
  };
  const listener = createServer(async (request, answer) => {
    const body = await textOf(request);
    const [path = "", query] = (request.url ?? "").slice(1).split("?");
    server.calls.push(path);
    if (path === "") return json(answer, 200, { status: 200, version: server.version });
    if (request.headers["apikey"] !== apiKey)
      return json(answer, 401, { status: 401, error: "Unauthorized", response: { message: "Unauthorized" } });
    const isSending = path.startsWith("message/");
    if (server.outage !== null && !isSending) return json(answer, server.outage, { error: "away" });
    const value = body === "" ? Object.fromEntries(new URLSearchParams(query)) : JSON.parse(body);
    if (path.startsWith("chat/findMessages/")) await server.onSearch(path);
    return answerCall(request, answer, { path, value });
  });

  type Call = { path: string; value: Json };
  function answerCall(_: IncomingMessage, answer: ServerResponse, { path, value }: Call) {
    if (path === "instance/create") {
      instances.set(value.instanceName, { state: "close", webhook: null, messages: [], created: true });
      const made = { instanceName: value.instanceName, status: "created" };
      return json(answer, 201, { instance: made, hash: "h" });
    }
    const cut = path.lastIndexOf("/");
    const [action, name] = [path.slice(0, cut), decodeURIComponent(path.slice(cut + 1))];
    const instance = instances.get(name);
    if (!instance)
      return json(answer, 404, {
        status: 404,
        error: "Not Found",
        response: { message: [`The "${name}" instance does not exist`] },
      });
    if (action.startsWith("message/")) return takeSend(answer, { action, name, value });
    return answerOther(answer, { action, instance, value });
  }
  function takeSend(
    answer: ServerResponse,
    { action, name, value }: { action: string; name: string; value: Json },
  ) {
    const jid = value.number.includes("@") ? value.number : `${value.number}@s.whatsapp.net`;
    const key = { id: server.nextId(), remoteJid: jid, fromMe: true };
    const content =
      action === "message/sendText"
        ? { conversation: value.text }
        : {
            [`${value.mediatype ?? "audio"}Message`]: {
              caption: value.caption,
              mimetype: value.mimetype ?? "audio/ogg",
            },
          };
    const message = {
      key,
      message: content,
      messageType: Object.keys(content)[0] ?? "",
      messageTimestamp: Math.floor(Date.now() / 1000),
      MessageUpdate: [],
    };
    const keep = () => void server.instance(name).messages.push(message);
    const send = { path: action, json: value, message, answer, keep };
    sent.push(send);
    return server.onSend(send);
  }
  function answerOther(
    answer: ServerResponse,
    { action, instance, value }: { action: string; instance: Instance; value: Json },
  ) {
    switch (action) {
      case "instance/connectionState":
        return json(answer, 200, { instance: { instanceName: "it", state: instance.state } });
      case "instance/connect":
        if (instance.state === "open") return json(answer, 200, { instance: { state: "open" } });
        instance.state = "connecting";
        return json(answer, 200, { pairingCode: null, code: "2@x", base64: QR_CODE, count: 1 });
      case "webhook/find": {
        if (!instance.webhook) return json(answer, 200, null);
        const { byEvents, base64, ...rest } = instance.webhook;
        return json(answer, 200, { ...rest, webhookByEvents: byEvents, webhookBase64: base64 });
      }
      case "webhook/set":
        if (value.webhook.events.some((name: string) => !EVENTS.has(name)))
          return json(answer, 400, { status: 400, response: { message: [["is not one of enum values"]] } });
        instance.webhook = value.webhook;
        return json(answer, 201, value.webhook);
      case "chatwoot/find":
        return json(answer, 200, { enabled: server.isChatwootOn });
      case "group/findGroupInfos": {
        const subject = server.groups.get(value.groupJid);
        if (subject === undefined) return json(answer, 404, { status: 404, error: "Not Found" });
        return json(answer, 200, { id: value.groupJid, subject });
      }
      case "chat/updateMessage":
      case "chat/deleteMessageForEveryone":
        return takeChange(server, { action, messages: instance.messages, json: value, answer });
      case "chat/findMessages":
        return json(answer, 200, search(instance, value));
      case "chat/getBase64FromMediaMessage": {
        const { key, message } = value.message;
        const bytes = message.associatedChildMessage ? null : server.files.get(key.id);
        if (!bytes) return json(answer, 400, { status: 400, response: { message: ["Message not found"] } });
        return json(answer, 201, { base64: bytes.toString("base64"), mimetype: "image/png" });
      }
      default:
        return json(answer, 404, { status: 404, response: { message: [`Cannot ${action}`] } });
    }
  }
  function search({ messages }: Instance, { where = {}, page = 1, offset = 50 }: Json) {
    const time = server.filtersTime ? where.messageTimestamp : undefined;
    const seconds = (iso: string) => Math.floor(new Date(iso).getTime() / 1000);
    const found = messages
      .filter(({ key }) => !where.key?.id || key.id === where.key.id)
      .filter(({ key }) => !where.key?.remoteJid || key.remoteJid === where.key.remoteJid)
      .filter(({ key }) => !where.key?.fromMe || key.fromMe)
      .filter(
        (one) =>
          !time || (one.messageTimestamp >= seconds(time.gte) && one.messageTimestamp <= seconds(time.lte)),
      )
      .toSorted((a, b) => b.messageTimestamp - a.messageTimestamp);
    const records = found.slice((page - 1) * offset, page * offset);
    return {
      messages: { total: found.length, pages: Math.ceil(found.length / offset), currentPage: page, records },
    };
  }
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  server.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  server.close = () =>
    new Promise((done) => {
      listener.close(() => done());
      listener.closeAllConnections();
    });
  return server;
}

const fail = (words: string): never => {
  throw new Error(words);
};

const json = (answer: ServerResponse, status: number, value: unknown) =>
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

/** Takes a message, and answers as Evolution API does: its receipt follows. */
export function acceptSend(send: EvolutionSend): void {
  send.keep();
  json(send.answer, 201, { ...send.message, status: "PENDING" });
}
