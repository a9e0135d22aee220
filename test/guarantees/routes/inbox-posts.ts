import type { Client } from "@/test/support/clients/api";
import { createUnreachableMailbox } from "@/test/support/scenes/unreachable-mailbox";

/** The POST routes of inboxes, for `POSTS`. */
export function inboxPosts(
  client: Client,
  inboxId: number,
): Record<string, () => Promise<{ to: string; body?: object }>> {
  /** A change of the inbox's policy that can be reverted. */
  async function lastPolicyChange(): Promise<number> {
    await client.patch(`/v1/inboxes/${inboxId}/policy`, { botTakesReopened: true });
    const { body } = await client.get(`/v1/inboxes/${inboxId}/policy/changes`);
    return body.data[0].id;
  }

  return {
    "/v1/inboxes": async () => ({ to: "/v1/inboxes", body: { name: "Second" } }),
    ...Object.fromEntries(
      ["rotate-identifier", "rotate-callback-secret", "rotate-identity-secret", "check"].map((verb) => [
        `/v1/inboxes/{id}/${verb}`,
        async () => ({ to: `/v1/inboxes/${inboxId}/${verb}` }),
      ]),
    ),
    "/v1/inboxes/{id}/test-callback": async () => {
      await client.patch(`/v1/inboxes/${inboxId}`, { callbackUrl: "http://192.0.2.1/refused" });
      return { to: `/v1/inboxes/${inboxId}/test-callback` };
    },
    "/v1/inboxes/{id}/reconnect": async () => ({
      to: `/v1/inboxes/${await createUnreachableMailbox(client, "Help")}/reconnect`,
    }),
    "/v1/inboxes/{id}/check-evolution": async () => ({
      to: `/v1/inboxes/${inboxId}/check-evolution`,
      body: { url: "http://192.0.2.1", instance: "refused", apiKey: "key" },
    }),
    "/v1/inboxes/{id}/policy/preview": async () => ({
      to: `/v1/inboxes/${inboxId}/policy/preview`,
      body: { botEnabled: true },
    }),
    "/v1/inboxes/{id}/policy/changes/{changeId}/revert": async () => ({
      to: `/v1/inboxes/${inboxId}/policy/changes/${await lastPolicyChange()}/revert`,
    }),
    "/v1/inboxes/{id}/review": async () => ({ to: `/v1/inboxes/${inboxId}/review` }),
  };
}
