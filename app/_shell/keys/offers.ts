import type { ReactNode } from "react";
import { ACTION_IDS, type ActionId, changesTarget } from "./registry";

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
  | { run: () => void; isEnabled?: boolean; whyNot?: string }
  | {
      choices: () => Choice[];
      /** Makes a choice from the typed text, such as a new label. */
      ofText?: (text: string) => Choice | null;
      /** What can be typed, in the empty field. */
      placeholder?: string;
      isEnabled?: boolean;
      /** Why it is not enabled. */
      whyNot?: string;
    };
export type Offers = Partial<Record<ActionId, Offer>>;

/** The offers of a target that cannot be changed: none of the keys falls through to another one. */
export const allOff = (whyNot: string): Offers =>
  Object.fromEntries(
    ACTION_IDS.filter(changesTarget).map((id) => [id, { run: () => undefined, isEnabled: false, whyNot }]),
  );

/** What offers are for: the page, or one of the targets, of which the last one that offers something is the keys' target. */
const LAYERS = ["page", "conversation", "row", "selection"] as const;
export type Layer = (typeof LAYERS)[number];
type TargetLayer = NonNullable<Target>["layer"];

/** A component's offers, as of its last rendering. */
export type ComponentOffers = { readonly layer: Layer; offers: Offers };

export type OfferBook = {
  /** Adds a component's offers; returns a function that removes them. */
  add(component: ComponentOffers): () => void;
  /** The winning offer of an action, or null. */
  find(id: ActionId): Offer | null;
  /** Why an action is not offered: the reason of its offer, and what the keys act on instead of it. */
  whyNot(id: ActionId): { reason: string | null; target: TargetLayer | null };
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
  const targetLayer = (): TargetLayer | null => {
    const offering = [...components].filter(({ offers }) => Object.keys(offers).length > 0);
    const found = LAYERS.findLast((layer) => offering.some((component) => component.layer === layer));
    return found === undefined || found === "page" ? null : found;
  };
  const offerOf = (id: ActionId): Offer | undefined => {
    const target = targetLayer();
    // What changes a target is never run on another one instead.
    const layers = LAYERS.filter((layer) => !changesTarget(id) || layer === "page" || layer === target);
    return layers
      .toReversed()
      .flatMap((layer) => [...components].filter((component) => component.layer === layer).reverse())
      .find(({ offers }) => offers[id])?.offers[id];
  };
  const find = (id: ActionId): Offer | null => {
    const offer = offerOf(id);
    return offer === undefined || offer.isEnabled === false ? null : offer;
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
    whyNot: (id) => ({ reason: offerOf(id)?.whyNot ?? null, target: targetLayer() }),
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

/** What the keys of the inbox may act on; `cursor` and `open` are conversations by `displayId`, or null. */
type Pointed = {
  /** How many rows are selected. */
  selected: number;
  /** The row with the ring of a list without a thread. */
  cursor: number | null;
  /** The conversation in the thread. */
  open: number | null;
};

/** What a key acts on; null: nothing. */
type Target =
  | { layer: "selection" }
  | { layer: "row"; displayId: number }
  | { layer: "conversation"; displayId: number }
  | null;

/**
 * The one rule of what a key acts on: the selected rows, else the open conversation, else the row with the ring.
 */
export function targetOf({ selected, cursor, open }: Pointed): Target {
  if (selected > 0) return { layer: "selection" };
  if (open !== null) return { layer: "conversation", displayId: open };
  return cursor === null ? null : { layer: "row", displayId: cursor };
}

/**
 * The conversation that `j` and `k` move to from the ring, else from the open conversation; null at the end of the list. In
 * a list that contains neither, the first one.
 */
export function stepTo(order: readonly number[], { cursor, open }: Pointed, step: 1 | -1): number | null {
  const from = [cursor, open].map((id) => (id === null ? -1 : order.indexOf(id))).find((at) => at >= 0);
  return (from === undefined ? order[0] : order[from + step]) ?? null;
}
