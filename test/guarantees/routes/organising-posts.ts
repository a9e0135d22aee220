import type { Client } from "@/test/support/clients/api";

/** One valid request for every POST of views, teams, custom attributes and labels. */
export function organisingPosts(
  client: Client,
): Record<string, () => Promise<{ to: string; body?: object }>> {
  const newDefinition = () => ({
    ...{ model: "contact", key: crypto.randomUUID(), displayName: "Tier", kind: "text" },
  });

  return {
    "/v1/views": async () => ({ to: "/v1/views", body: { name: "Kept", filter: { status: "open" } } }),
    "/v1/views/{id}/restore": async () => ({
      to: `/v1/views/${(await client.post("/v1/views", { name: "There" })).body.id}/restore`,
    }),
    "/v1/attribute-definitions": async () => ({ to: "/v1/attribute-definitions", body: newDefinition() }),
    "/v1/attribute-definitions/{id}/move": async () => {
      await client.post("/v1/attribute-definitions", newDefinition());
      const { id } = (await client.post("/v1/attribute-definitions", newDefinition())).body;
      return { to: `/v1/attribute-definitions/${id}/move`, body: { direction: "up" } };
    },
    "/v1/companies": async () => ({ to: "/v1/companies", body: { name: "Acme" } }),
    "/v1/teams": async () => ({ to: "/v1/teams", body: { name: "Second line" } }),
    "/v1/labels": async () => ({ to: "/v1/labels", body: { name: "Refund" } }),
  };
}
