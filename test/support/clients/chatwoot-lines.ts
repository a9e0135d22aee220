import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "./api";
import {
  createWireScene,
  createWireTenant,
  openChatwoot,
  type WireBody,
  type WireClient,
  type WireScene,
  type WireTenant,
} from "./chatwoot";

/**
 * One request and its answer. A request is "who METHOD path"; `:c`, `:inbox` and `:contact` are replaced by the scene's
 * ids, in bodies too.
 */
export type Line = [behaviour: string, request: string, body: WireBody, status: number, expected: object];

/** A table of lines under a title, over one scene. */
export type Chapter = readonly [title: string, lines: readonly Line[]];

export type Lines = { api: Api; tenant: WireTenant; scene: WireScene };

export const json = (body: unknown): WireBody => ({ json: body });
export const none: WireBody = {};
export const NO_TOKEN = { errors: ["You need to sign in or sign up before continuing."] };
export const DENIED = { error: "You are not authorized to do this action" };
export const NOT_FOUND = { error: "Resource could not be found" };

/** Makes a test of every line. Returns the scene for the file's other tests. */
export function testLines(chapters: readonly Chapter[]): () => Lines {
  let lines: Lines;
  let clients: Record<string, WireClient>;
  beforeAll(async () => {
    const api = await openChatwoot();
    const tenant = await createWireTenant(api);
    const scene = await createWireScene(tenant);
    lines = { api, tenant, scene };
    clients = {
      admin: tenant.client,
      member: await tenant.agent([scene.inboxId]),
      outsider: await tenant.agent([]),
    };
  });
  afterAll(() => lines.api.close());

  describe.each(chapters)("%s", (_, table) => {
    test.each(table)("%s (%s)", async (_behaviour, request, body, status, expected) => {
      const [who = "", method = "", path = ""] = request.split(" ");
      const headers = headersOf(who, lines.tenant.client.token ?? "");
      const sent: WireBody = { ...body, headers: { ...body.headers, ...headers } };
      if (body.json !== undefined) sent.json = JSON.parse(filled(JSON.stringify(body.json), lines.scene));
      const client = clients[who] ?? lines.tenant.anonymous;
      const answer = await client[asMethod(method)](filled(path, lines.scene), sent);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expect(answer.body).toMatchObject(expected);
    });
  });
  return () => lines;
}

/** Headers of anonymous callers. */
const headersOf = (who: string, token: string): Record<string, string> =>
  ({
    badToken: { api_access_token: "nonsense" },
    bearerOnly: { authorization: `Bearer ${token}` },
    dashHeader: { "Api-Access-Token": token },
    bearerAndToken: { api_access_token: token, authorization: "Bearer unknown" },
  })[who] ?? {};

function asMethod(text: string): "get" | "post" | "patch" | "put" {
  const method = (["get", "post", "patch", "put"] as const).find((known) => known === text.toLowerCase());
  if (!method) throw new Error(`no such method: ${text}`);
  return method;
}

/** Replaces a line's placeholders by the scene's ids. */
const filled = (text: string, { conversationId, inboxId, contactId }: WireScene) =>
  text
    .replace(/:c(?![a-z])/, String(conversationId))
    .replace(":inbox", String(inboxId))
    .replace(":contact", String(contactId));
