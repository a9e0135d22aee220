import { randomUUID } from "node:crypto";
import type { Client } from "@/test/support/clients/api";

/** An email inbox whose mailbox is at an address of the documentation's network: nothing ever connects to it. */
export async function createUnreachableMailbox(client: Client, name: string): Promise<number> {
  const imap = { host: "192.0.2.1", port: 993, tls: "tls", user: "help", password: "right" };
  const settings = { address: `${randomUUID()}@shop.example`, imap };
  const inbox = await client.post("/v1/inboxes", { name, channel: "email", settings });
  return inbox.body.id;
}
