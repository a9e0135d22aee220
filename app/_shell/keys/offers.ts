import type { ReactNode } from "react";
import { ACTION_IDS, type ActionId } from "./registry";

/** One choice of an action: an agent to assign, a time to snooze until. */
export type Choice = {
  id: string;
  name: string;
  detail?: string;
  icon?: ReactNode;
  /** It is the current value. */
  isOn?: boolean;
  run: () => void;
};

/** What an action does: immediately, or after a choice in the palette. */
export type Offer =
  | { run: () => void; isEnabled?: boolean }
  | {
      choices: () => Choice[];
      /** Makes a choice from the typed text, such as a new label. */
      ofText?: (text: string) => Choice | null;
      isEnabled?: boolean;
    };
export type Offers = Partial<Record<ActionId, Offer>>;

/** The layer that wins when several offer an action: the selection before the open conversation. */
const LAYERS = ["page", "conversation", "selection"] as const;
export type Layer = (typeof LAYERS)[number];

/** A component's offers, as of its last rendering. */
export type ComponentOffers = { readonly layer: Layer; offers: Offers };

export type OfferBook = {
  /** Adds a component's offers; returns a function that removes them. */
  add(component: ComponentOffers): () => void;
  /** The winning offer of an action, or null. */
  find(id: ActionId): Offer | null;
  /** All winning offers, in the registry's order. */
  all(): { id: ActionId; offer: Offer }[];
  /** Call it after a component's offers were replaced. */
  changed(): void;
  /** Calls the listener after each change; returns a function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Another number after each change. */
  version(): number;
};

/** The offers of a page: within a layer the latest component wins. */
export function createOfferBook(): OfferBook {
  const components = new Set<ComponentOffers>();
  const listeners = new Set<() => void>();
  let version = 0;
  const changed = (): void => {
    version++;
    for (const listener of listeners) listener();
  };
  const find = (id: ActionId): Offer | null => {
    for (const layer of LAYERS.toReversed()) {
      const [last] = [...components]
        .filter((component) => component.layer === layer && component.offers[id])
        .reverse();
      const offer = last?.offers[id];
      if (offer) return offer.isEnabled === false ? null : offer;
    }
    return null;
  };
  return {
    add(component) {
      components.add(component);
      changed();
      return () => {
        components.delete(component);
        changed();
      };
    },
    find,
    all: () =>
      ACTION_IDS.flatMap((id) => {
        const offer = find(id);
        return offer ? [{ id, offer }] : [];
      }),
    changed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}
