import type { ServerResponse } from "node:http";
import type { Client } from "@/test/long/kills/client";
import type { Product } from "@/test/long/kills/product";
import type { Courier } from "./courier";
import type { Faults, Signal } from "./faults";

/** A message that a customer writes. `at`: by the provider's clock. */
export type Written = { customer: string; text: string; id: string; at: Date };

/** A message of ours that the provider has. */
export type Arrived = {
  text: string;
  /** The provider's id. */
  id: string;
  /** What it reports, as it was drawn. */
  signals: readonly Signal[];
};

export type ProviderParts = { product: Product; client: Client; courier: Courier; faults: Faults };

/** A provider of messages that the product is connected with, as a stand-in in this process. */
export type Provider = {
  channel: "whatsapp" | "evolution";
  /** Creates an inbox that is connected with it. Resolves when its webhook can be called. */
  connect(parts: ProviderParts): Promise<void>;
  /** Hands over what customers wrote, in one call or in several. `isDropped`: the webhook never comes, and it is found by a search. */
  receive(messages: readonly Written[], isDropped: boolean): void;
  /** Whether it can be searched for what its webhook did not bring. */
  isSearchable: boolean;
  /** Every message that it has got, also twice. */
  arrived: readonly Arrived[];
  close(): Promise<void>;
};

/** Answers a request with JSON. */
export const answerJson = (answer: ServerResponse, status: number, body: unknown): unknown =>
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
