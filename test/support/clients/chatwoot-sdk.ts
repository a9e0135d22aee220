import chatwootSdk from "@figuro/chatwoot-sdk";
import { createWireTenant, openChatwoot } from "./chatwoot";

// A CommonJS module with a default export: Node's default import is the whole module.
const ChatwootClient: typeof chatwootSdk = Reflect.get(chatwootSdk, "default") ?? chatwootSdk;

/** The API with an account, and its administrator's published client; `connect` makes one with another token. */
export async function openSdk() {
  const api = await openChatwoot();
  const tenant = await createWireTenant(api);
  const connect = (token: string) =>
    new ChatwootClient({
      config: { basePath: api.url, token, with_credentials: false, credentials: "omit" },
    });
  return { api, tenant, connect, sdk: connect(tenant.client.token ?? "") };
}

export type OpenedSdk = Awaited<ReturnType<typeof openSdk>>;
