import type { Api } from "@/test/support/clients/api";

/** A visitor of the inbox, by the public API. */
export async function visit(
  api: Api,
  identifier: string,
  name: string,
): Promise<{ contactId: number; sourceId: string }> {
  const path = `/public/api/v1/inboxes/${identifier}/contacts`;
  const { id, source_id } = await postJson(api, path, { name });
  return { contactId: id, sourceId: source_id };
}

/** A visitor's conversation. */
export async function beginAsVisitor(api: Api, identifier: string, sourceId: string) {
  const { id: displayId } = await postJson(
    api,
    `/public/api/v1/inboxes/${identifier}/contacts/${sourceId}/conversations`,
    {},
  );
  const [row] = await api.world.database.query<{ id: number }>(
    "select c.id from conversation c join inbox i on i.id = c.inbox_id where i.identifier = $1 and c.display_id = $2",
    [identifier, displayId],
  );
  return { displayId, conversationId: row?.id ?? 0 };
}

async function postJson(api: Api, path: string, body: object) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await fetch(`${api.url}${path}`, init)).json();
}
